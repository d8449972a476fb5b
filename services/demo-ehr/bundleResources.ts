import type { FhirResource } from 'fhir/r4.js';
import { RESOURCE_TYPES } from './resourceTypes.ts';

export interface BundleContent {
  /** With ids, and with references by type and id. */
  readonly resources: readonly FhirResource[];
  /** What could not be taken, in sentences for whoever brought it. */
  readonly problems: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/** https://hl7.org/fhir/R4/datatypes.html#id */
const ID = /^[A-Za-z0-9.-]{1,64}$/;

/**
 * The resources of a Bundle of any kind, or of a resource by itself. In transactions resources refer
 * to each other by the full URLs of their entries, often made up (`urn:uuid:`): here by type and id.
 */
export function bundleResources(value: unknown): BundleContent {
  if (!isRecord(value) || typeof value['resourceType'] !== 'string') {
    return { resources: [], problems: ['It holds no FHIR resource.'] };
  }
  if (value['resourceType'] !== 'Bundle') return taken([{ resource: value }]);
  const entries: readonly unknown[] = Array.isArray(value['entry']) ? value['entry'] : [];
  return taken(entries.filter(isRecord));
}

function taken(entries: readonly Json[]): BundleContent {
  const withoutId: string[] = [];
  const notKept = new Map<string, number>();
  const named: { resource: Json; fullUrl: string | null }[] = [];
  for (const { resource, fullUrl } of entries) {
    const url = typeof fullUrl === 'string' ? fullUrl : null;
    if (!isRecord(resource) || typeof resource['resourceType'] !== 'string') continue;
    const type = resource['resourceType'];
    const id = idOf(resource, url);
    if (!RESOURCE_TYPES.some((known) => known === type)) {
      notKept.set(type, (notKept.get(type) ?? 0) + 1);
    } else if (id === null) withoutId.push(type);
    else named.push({ resource: { ...resource, id }, fullUrl: url });
  }

  const references = new Map(
    named.flatMap(({ resource, fullUrl }) =>
      fullUrl === null
        ? []
        : [[fullUrl, `${String(resource['resourceType'])}/${String(resource['id'])}`] as const],
    ),
  );
  return {
    resources: named.map(({ resource }) => resolved(resource, references) as FhirResource),
    problems: [
      ...(withoutId.length === 0
        ? []
        : [`Left out for want of an id that FHIR allows: ${counted(countsOf(withoutId))}.`]),
      ...(notKept.size === 0
        ? []
        : [`Left out, since this server keeps no such resources: ${counted(notKept)}.`]),
      ...(named.length === 0 && notKept.size === 0 && withoutId.length === 0
        ? ['It holds no FHIR resource.']
        : []),
    ],
  };
}

/** Its own, or that of the made-up address by which others refer to it. */
function idOf(resource: Json, fullUrl: string | null): string | null {
  const id = resource['id'] ?? fullUrl?.replace(/^urn:(?:uuid|oid):/, '');
  return typeof id === 'string' && ID.test(id) ? id : null;
}

function resolved(value: unknown, references: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, references));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === 'reference' && typeof member === 'string'
        ? (references.get(member) ?? member)
        : resolved(member, references),
    ]),
  );
}

function countsOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function counted(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${String(count)} ${name}`).join(', ');
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
