import { RESOURCE_TYPES, type ResourceType } from '../resourceTypes.ts';

/** `cruds` of SMART 2: create, read, update, delete, search. */
export type Interaction = 'c' | 'r' | 'u' | 'd' | 's';

/** What a client may be granted at most: its registration decides, not its request. */
export interface GrantableScopes {
  /** Scopes without a resource, such as `launch` and `openid`. */
  readonly context: readonly string[];
  /** Interactions with the resources of the one patient in context. */
  readonly patient: readonly Interaction[];
}

interface ResourceScope {
  readonly type: ResourceType | '*';
  readonly interactions: readonly Interaction[];
  /** Version 1 words (`read`) are answered in version 1 words. */
  readonly version: 1 | 2;
}

/**
 * The scopes granted of those requested, in the words of the request. What this server cannot
 * enforce is left out and so refused: `user/` and `system/` levels, and scopes narrowed by a search
 * (`patient/Observation.rs?category=...`), since granting them whole would give more than was asked.
 * https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
export function grantedScopes(requested: string, grantable: GrantableScopes): readonly string[] {
  const granted = requested.split(/\s+/).flatMap((scope) => {
    if (grantable.context.includes(scope)) return [scope];
    const parsed = resourceScope(scope);
    if (parsed === null) return [];
    const interactions = parsed.interactions.filter((one) => grantable.patient.includes(one));
    return interactions.length === 0 ? [] : [written({ ...parsed, interactions })];
  });
  return [...new Set(granted)];
}

/** Whether the scopes let their holder do that with resources of that type. */
export function mayInteract(
  scopes: readonly string[],
  interaction: Interaction,
  type: ResourceType,
): boolean {
  return scopes.some((scope) => {
    const parsed = resourceScope(scope);
    return (
      parsed !== null &&
      (parsed.type === '*' || parsed.type === type) &&
      parsed.interactions.includes(interaction)
    );
  });
}

export function isResourceScope(scope: string): boolean {
  return resourceScope(scope) !== null;
}

const LETTERS: readonly Interaction[] = ['c', 'r', 'u', 'd', 's'];

const VERSION_1: Readonly<Record<string, readonly Interaction[]>> = {
  read: ['r', 's'],
  write: ['c', 'u', 'd'],
  '*': ['c', 'r', 'u', 'd', 's'],
};

function resourceScope(scope: string): ResourceScope | null {
  const [, typeName, action = ''] = /^patient\/(\*|[A-Za-z]+)\.([a-z]+|\*)$/.exec(scope) ?? [];
  const type = [...RESOURCE_TYPES, '*' as const].find((candidate) => candidate === typeName);
  if (type === undefined) return null;
  const words = VERSION_1[action];
  if (words !== undefined) return { type, interactions: words, version: 1 };
  // The letters come in this order, each once, or the scope is none.
  if (action === '' || !/^c?r?u?d?s?$/.test(action)) return null;
  return { type, interactions: LETTERS.filter((letter) => action.includes(letter)), version: 2 };
}

function written({ type, interactions, version }: ResourceScope): string {
  if (version === 2) return `patient/${type}.${interactions.join('')}`;
  const reads = interactions.includes('r');
  const writes = interactions.includes('c');
  return `patient/${type}.${reads && writes ? '*' : reads ? 'read' : 'write'}`;
}
