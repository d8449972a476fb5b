/** What one FHIR answer holds: its resources, and where the next page of a search is. */
export interface FhirPage {
  readonly resources: readonly unknown[];
  readonly next: string | null;
}

/**
 * Takes a searchset apart; any other resource is its own page. A missing `Bundle.type` is tolerated.
 * OperationOutcome entries are remarks of the server about the search (FHIR R4, 3.1.1.7), not data.
 */
export function fhirPage(resource: object): FhirPage {
  if (typeOf(resource) !== 'Bundle') return { resources: [resource], next: null };
  const { entry, link } = resource as { entry?: unknown; link?: unknown };
  return {
    resources: list(entry)
      .map((item) => member(item, 'resource'))
      .filter((item) => isObject(item) && typeOf(item) !== 'OperationOutcome'),
    next: nextLink(link),
  };
}

/** The `resourceType` of anything, or `null` when it has none. */
export function typeOf(resource: unknown): string | null {
  const type = member(resource, 'resourceType');
  return typeof type === 'string' ? type : null;
}

function nextLink(links: unknown): string | null {
  const next = list(links).find((link) => member(link, 'relation') === 'next');
  const url = member(next, 'url');
  return typeof url === 'string' ? url : null;
}

function member(value: unknown, name: string): unknown {
  return isObject(value) ? (value as Record<string, unknown>)[name] : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
