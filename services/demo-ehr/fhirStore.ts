import type { Bundle, FhirResource } from 'fhir/r4.js';
import { bundleResources } from './bundleResources.ts';
import { RESOURCE_TYPES, type ResourceType } from './resourceTypes.ts';

/** The demonstration forgets at the end of the process; until then it must not grow without end. */
const WRITTEN_AT_MOST = 20_000;

export interface FhirStore {
  read: (type: ResourceType, id: string) => FhirResource | null;
  all: (type: ResourceType) => readonly FhirResource[];
  /** `null` when the store is full. */
  create: (resource: FhirResource) => FhirResource | null;
  /** `null` when the store is full. */
  put: (id: string, resource: FhirResource) => Saved | null;
  /** All of them, with their ids, or `null` and none when there is no room for all. */
  load: (resources: readonly FhirResource[]) => readonly Saved[] | null;
}

interface Saved {
  readonly resource: FhirResource;
  readonly created: boolean;
}

/** Resources in memory, first those of the bundles (collections or transactions alike). */
export function createFhirStore(bundles: readonly Bundle[]): FhirStore {
  const byType = new Map<string, Map<string, FhirResource>>(
    RESOURCE_TYPES.map((type) => [type, new Map<string, FhirResource>()]),
  );
  let written = 0;

  const resourcesOf = (type: string): Map<string, FhirResource> => {
    const resources = byType.get(type);
    if (resources === undefined) throw new Error(`The demo EHR does not keep ${type} resources.`);
    return resources;
  };
  const save = (id: string, resource: FhirResource): FhirResource => {
    const resources = resourcesOf(resource.resourceType);
    const version = Number(resources.get(id)?.meta?.versionId ?? '0') + 1;
    const saved = { ...resource, id, meta: { ...resource.meta, versionId: String(version) } };
    resources.set(id, saved);
    return saved;
  };

  for (const bundle of bundles) {
    const { resources, problems } = bundleResources(bundle);
    if (problems.length > 0) throw new Error(problems.join(' '));
    for (const resource of resources) save(resource.id ?? '', resource);
  }

  return {
    read: (type, id) => resourcesOf(type).get(id) ?? null,
    all: (type) => [...resourcesOf(type).values()],
    create: (resource) => {
      if (written >= WRITTEN_AT_MOST) return null;
      written += 1;
      return save(`accepted-${String(written)}`, resource);
    },
    put: (id, resource) => {
      if (written >= WRITTEN_AT_MOST) return null;
      written += 1;
      const created = !resourcesOf(resource.resourceType).has(id);
      return { resource: save(id, resource), created };
    },
    load: (resources) => {
      if (written + resources.length > WRITTEN_AT_MOST) return null;
      written += resources.length;
      return resources.map((resource) => {
        const id = resource.id ?? '';
        const created = !resourcesOf(resource.resourceType).has(id);
        return { resource: save(id, resource), created };
      });
    },
  };
}
