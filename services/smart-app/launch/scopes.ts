import type { RecordQuery } from './settings.ts';

/**
 * What the app asks to read (SMART App Launch 2.2, "Scopes for requesting FHIR Resources"). Servers
 * that do not say that they know the second version get the first; they would not understand `.rs`.
 */
export function scopesFor(
  queries: readonly RecordQuery[],
  server: { readonly capabilities: readonly string[]; readonly ehrLaunch: boolean },
): string {
  const permission = server.capabilities.includes('permission-v2') ? 'rs' : 'read';
  return [
    server.ehrLaunch ? 'launch' : 'launch/patient',
    'openid',
    'fhirUser',
    ...typesRead(queries).map((type) => `patient/${type}.${permission}`),
  ].join(' ');
}

/** The resource types that the queries read, each once. */
export function typesRead(queries: readonly RecordQuery[]): readonly string[] {
  return [...new Set(queries.map(({ template }) => resourceTypeOf(template)))].sort();
}

/** The resource type that a query or a path asks for. */
export function resourceTypeOf(template: string): string {
  return /^[A-Za-z]+/.exec(template)?.[0] ?? '';
}

/** Resource types that were asked for and not granted. A server that names no scopes has granted all. */
export function typesNotGranted(
  queries: readonly RecordQuery[],
  granted: string | undefined,
): readonly string[] {
  if (granted === undefined || granted.trim() === '') return [];
  const scopes = granted.split(/\s+/).flatMap((scope) => {
    const match = /^(?:patient|user|system)\/(\*|[A-Za-z]+)\.([a-z*]+)/.exec(scope);
    const [, type = '', permission = ''] = match ?? [];
    const reads = permission === 'read' || permission === '*' || /^c?ru?d?s?$/.test(permission);
    return match !== null && reads ? [type] : [];
  });
  return typesRead(queries).filter((type) => !scopes.includes(type) && !scopes.includes('*'));
}
