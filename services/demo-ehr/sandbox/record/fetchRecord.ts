import type { Bundle, FhirResource, Patient } from 'fhir/r4.js';

/** A patient to choose. */
export interface PatientEntry {
  readonly id: string;
  readonly name: string;
}

const FHIR = { headers: { Accept: 'application/fhir+json' } };
/** More pages than these are a fault of the server, or a record that no page can show. */
const MAX_PAGES = 20;

/** What the chart is drawn from. */
const TYPES = [
  'Condition',
  'Specimen',
  'Observation',
  'MedicationRequest',
  'MedicationStatement',
  'MedicationAdministration',
] as const;

/** @throws when the FHIR server does not answer as one. */
export async function fetchPatients(base: string): Promise<readonly PatientEntry[]> {
  const resources = await searchAll(`${base}/Patient?_count=200`);
  return resources
    .filter((resource): resource is Patient => resource.resourceType === 'Patient')
    .map(({ id = '', name }) => {
      const [first] = name ?? [];
      const parts = [...(first?.given ?? []), first?.family].filter((part) => part !== undefined);
      return { id, name: first?.text ?? (parts.length === 0 ? id : parts.join(' ')) };
    });
}

/** @throws when the FHIR server does not answer as one. */
export async function fetchRecord(base: string, patientId: string): Promise<PatientRecord> {
  const [patient, ...parts] = await Promise.all([
    fetchJson<Patient>(`${base}/Patient/${encodeURIComponent(patientId)}`),
    ...TYPES.map((type) =>
      searchAll(`${base}/${type}?patient=${encodeURIComponent(patientId)}&_count=200`),
    ),
  ]);
  return { patient, resources: parts.flat() };
}

export interface PatientRecord {
  readonly patient: Patient;
  readonly resources: readonly FhirResource[];
}

async function searchAll(url: string): Promise<readonly FhirResource[]> {
  const found: FhirResource[] = [];
  let next: string | undefined = url;
  for (let page = 0; next !== undefined && page < MAX_PAGES; page += 1) {
    const bundle: Bundle = await fetchJson<Bundle>(next);
    found.push(
      ...(bundle.entry ?? []).flatMap(({ resource }) =>
        resource === undefined ? [] : [resource as FhirResource],
      ),
    );
    next = bundle.link?.find(({ relation }) => relation === 'next')?.url;
  }
  return found;
}

async function fetchJson<Body>(url: string): Promise<Body> {
  const response = await fetch(url, FHIR);
  if (!response.ok) {
    throw new Error(`The FHIR server answered ${String(response.status)} to ${url}`);
  }
  return (await response.json()) as Body;
}
