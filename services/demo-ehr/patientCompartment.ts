import type { FhirResource } from 'fhir/r4.js';
import type { FhirStore } from './fhirStore.ts';
import type { ResourceType } from './resourceTypes.ts';

/** Types that are about no patient, and that the record of any patient may refer to. */
const SHARED_TYPES: readonly string[] = [
  'Location',
  'Medication',
  'Organization',
  'Practitioner',
  'PractitionerRole',
];

/**
 * Whether the resource belongs to the record of that patient. One that names no patient, of a type
 * that should, belongs to nobody's. https://hl7.org/fhir/R4/compartmentdefinition-patient.html
 */
export function isOfPatient(resource: FhirResource, patient: string): boolean {
  if (resource.resourceType === 'Patient') return resource.id === patient;
  if (SHARED_TYPES.includes(resource.resourceType)) return true;
  const members = resource as unknown as Record<string, { reference?: unknown } | undefined>;
  return ['subject', 'patient', 'for', 'beneficiary'].some(
    (name) => members[name]?.reference === `Patient/${patient}`,
  );
}

/** The store as somebody sees it who may see only some of it: what is hidden is not there. */
export function visiblePart(
  store: FhirStore,
  isVisible: (resource: FhirResource, type: ResourceType) => boolean,
): FhirStore {
  return {
    ...store,
    read: (type, id) => {
      const resource = store.read(type, id);
      return resource !== null && isVisible(resource, type) ? resource : null;
    },
    all: (type) => store.all(type).filter((resource) => isVisible(resource, type)),
  };
}
