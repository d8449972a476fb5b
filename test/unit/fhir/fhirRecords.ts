import { alterationKey } from '../../../src/domain/alteration.ts';
import type { Reading } from '../../../src/domain/reading.ts';
import { readPatientCase, type ReadCase } from '../../../src/fhir/readPatientCase.ts';
import { theTerminology } from '../nomenclature/theTerminology.ts';

/** Small FHIR records for tests that read like the clinic. */
export type Json = Readonly<Record<string, unknown>>;

export const LOINC = 'http://loinc.org';
export const HGNC = 'http://www.genenames.org';
export const HGVS = 'http://varnomen.hgvs.org';
export const SNOMED = 'http://snomed.info/sct';
export const SO = 'http://www.sequenceontology.org';
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
export const TBD = 'http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs';
export const INTERPRETATION = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
export const REGISTRY =
  'https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/mii-cs-onko-genetische-variante-auspraegung';

export const PATIENT = { reference: 'Patient/anna' };

export function concept(system: string, code: string, display?: string): Json {
  return { coding: [{ system, code, ...(display === undefined ? {} : { display }) }] };
}

export const PRESENT = concept(LOINC, 'LA9633-4', 'Present');
export const ABSENT = concept(LOINC, 'LA9634-2', 'Absent');

export function part(code: string, value: Json, system = LOINC): Json {
  return { code: concept(system, code), ...value };
}

export const gene = (id: string, symbol: string): Json =>
  part('48018-6', { valueCodeableConcept: concept(HGNC, id, symbol) });
export const EGFR = gene('HGNC:3236', 'EGFR');
export const KRAS = gene('HGNC:6407', 'KRAS');
export const MET = gene('HGNC:7029', 'MET');

export const protein = (hgvs: string): Json =>
  part('48005-3', { valueCodeableConcept: concept(HGVS, hgvs) });
export const coding = (hgvs: string): Json =>
  part('48004-6', { valueCodeableConcept: concept(HGVS, hgvs) });
export const fraction = (value: number, unit: Json): Json =>
  part('81258-6', { valueQuantity: { value, ...unit } });
export const typed = (code: string): Json =>
  part('48019-4', { valueCodeableConcept: concept(SO, code) });

/** A GRIG variant Observation, present unless said otherwise. */
export function variant(component: readonly Json[], more: Json = {}): Json {
  return {
    resourceType: 'Observation',
    id: 'variant-1',
    status: 'final',
    code: concept(LOINC, '69548-6', 'Genetic variant assessment'),
    subject: PATIENT,
    effectiveDateTime: '2026-03-02',
    valueCodeableConcept: PRESENT,
    component,
    ...more,
  };
}

export function observation(code: Json, more: Json): Json {
  return {
    resourceType: 'Observation',
    id: 'observation-1',
    status: 'final',
    subject: PATIENT,
    effectiveDateTime: '2026-03-02',
    code,
    ...more,
  };
}

export function read(...resources: readonly unknown[]): ReadCase {
  return readPatientCase({
    resources,
    patient: 'Patient/anna',
    asOf: '2026-11-23',
    terminology: theTerminology,
  });
}

/** `EGFR:p.L858R detected`, `any KRAS not-detected`, `EGFR:p.T790M contradictory`. */
export function found(...resources: readonly unknown[]): readonly string[] {
  return read(...resources).patientCase.readings.map(summary);
}

export function summary({ of, detection }: Reading): string {
  const about = of.kind === 'any' ? `any ${of.gene}` : alterationKey(of);
  return `${about} ${detection.state === 'not-assessed' ? detection.why : detection.state}`;
}

export function problems(...resources: readonly unknown[]): readonly string[] {
  return read(...resources).problems.map(({ problem }) => problem);
}
