import type { Bundle, FhirResource } from 'fhir/r4.js';

/** The types this server knows. For others it says so instead of answering with an empty result. */
export const RESOURCE_TYPES = [
  'AllergyIntolerance',
  'CarePlan',
  'Condition',
  'Coverage',
  'Device',
  'DiagnosticReport',
  'DocumentReference',
  'Encounter',
  'Immunization',
  'Location',
  'Medication',
  'MedicationAdministration',
  'MedicationDispense',
  'MedicationRequest',
  'MedicationStatement',
  'Observation',
  'Organization',
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'Procedure',
  'ServiceRequest',
  'Specimen',
  'Task',
] as const;

export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** What a clinician's acceptance of a suggestion may write. */
export const WRITABLE_TYPES = ['MedicationRequest', 'ServiceRequest'] as const;

/** The demonstration forgets at the end of the process; until then it must not grow without end. */
const WRITTEN_AT_MOST = 1000;

export interface FhirStore {
  read: (type: ResourceType, id: string) => FhirResource | null;
  all: (type: ResourceType) => readonly FhirResource[];
  /** `null` when the store is full. */
  create: (resource: FhirResource) => FhirResource | null;
  /** `null` when the store is full. */
  put: (
    id: string,
    resource: FhirResource,
  ) => { readonly resource: FhirResource; readonly created: boolean } | null;
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

  for (const { resource } of bundles.flatMap(({ entry }) => entry ?? [])) {
    if (resource?.id === undefined) throw new Error('A resource to load has no id.');
    save(resource.id, resource as FhirResource);
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
  };
}
