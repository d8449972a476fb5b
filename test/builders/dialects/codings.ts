import type { BundleEntry, CodeableConcept, FhirResource, ObservationComponent } from 'fhir/r4.js';

/** Code systems as the guides spell them. */
export const LOINC = 'http://loinc.org';
export const SNOMED = 'http://snomed.info/sct';
export const HGNC = 'http://www.genenames.org';
export const HGVS = 'http://varnomen.hgvs.org';
export const UCUM = 'http://unitsofmeasure.org';
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
export const SEQUENCE_ONTOLOGY = 'http://www.sequenceontology.org';
export const GENOMICS = 'http://hl7.org/fhir/uv/genomics-reporting';
/** Codes that GRIG keeps until LOINC or SNOMED has them. */
export const GENOMICS_CODES = `${GENOMICS}/CodeSystem/tbd-codes-cs`;
export const MCODE = 'http://hl7.org/fhir/us/mcode/StructureDefinition';
export const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';

export function coded(system: string, code: string, display?: string): CodeableConcept {
  return { coding: [{ system, code, ...(display === undefined ? {} : { display }) }] };
}

export const LABORATORY = coded(`${TERMINOLOGY}/observation-category`, 'laboratory');
export const GENETICS = coded(`${TERMINOLOGY}/v2-0074`, 'GE');

export const PRESENT = coded(LOINC, 'LA9633-4', 'Present');
export const ABSENT = coded(LOINC, 'LA9634-2', 'Absent');

export function component(
  code: string,
  value: Omit<ObservationComponent, 'code'>,
  system = LOINC,
): ObservationComponent {
  return { code: coded(system, code), ...value };
}

export function entry(resource: FhirResource): BundleEntry {
  return { resource };
}
