import type { FhirResource, Patient } from 'fhir/r4.js';
import { clinicalDate } from '../../../src/domain/date.ts';
import type { Format } from '../wording/format.ts';

/** Whose record this is, so that nobody reads the wrong one. Stays in the browser. */
export interface PatientBanner {
  readonly name: string;
  readonly details: readonly string[];
}

export function patientBanner(
  resources: readonly FhirResource[],
  patientId: string,
  format: Format,
): PatientBanner {
  const patient = resources.find(
    (resource): resource is Patient =>
      resource.resourceType === 'Patient' && resource.id === patientId,
  );
  const name = patient?.name?.find(({ use }) => use === 'official') ?? patient?.name?.[0];
  const parts = [...(name?.given ?? []), name?.family].filter((part) => typeof part === 'string');
  const born = clinicalDate(patient?.birthDate);
  return {
    name: name?.text ?? (parts.length > 0 ? parts.join(' ') : `Patient ${patientId}`),
    details: [
      ...(patient?.gender === undefined ? [] : [patient.gender]),
      ...(born === null ? [] : [`born ${format.date(born)}`]),
      `id ${patientId}`,
    ],
  };
}
