import type { CodeableConcept, ObservationComponent } from 'fhir/r4.js';
import { coded, component, HGNC, HGVS, LOINC, UCUM } from './codings.ts';
import { GENES, type SmallVariant, type ToldGene } from './toldPatient.ts';

/** Components that all versions of GRIG's variant share; what differs stands in the dialects. */
export function geneStudied(gene: ToldGene): ObservationComponent {
  return component('48018-6', { valueCodeableConcept: coded(HGNC, GENES[gene].hgnc, gene) });
}

/** Protein and coding change with their accessions. */
export function notations({ gene, protein, coding }: SmallVariant): ObservationComponent[] {
  const { product, transcript } = GENES[gene];
  return [
    component('48005-3', { valueCodeableConcept: coded(HGVS, `${product}:${protein}`) }),
    component('48004-6', { valueCodeableConcept: coded(HGVS, `${transcript}:${coding}`) }),
  ];
}

export const SOMATIC = component('48002-0', {
  valueCodeableConcept: coded(LOINC, 'LA6684-0', 'Somatic'),
});

export function fractionInPercent(percent: number): ObservationComponent {
  return component('81258-6', {
    valueQuantity: { value: percent, unit: '%', system: UCUM, code: '%' },
  });
}

export function fractionOfOne(percent: number): ObservationComponent {
  const value = Number((percent / 100).toPrecision(6));
  return component('81258-6', { valueQuantity: { value, system: UCUM, code: '1' } });
}

export function changeType(value: CodeableConcept): ObservationComponent {
  return component('48019-4', { valueCodeableConcept: value });
}

/** GRIG has no code for "amplified": laboratories say it in words beside the number of copies. */
export function copyNumber(copies: number): ObservationComponent {
  return component('82155-3', { valueQuantity: { value: copies, system: UCUM, code: '1' } });
}
