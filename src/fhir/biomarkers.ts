import { wordingsOf, type Concept } from '../nomenclature/concept.ts';
import { OBSERVATION } from './genomicsCodes.ts';
import { hasCode } from './json.ts';

/** The genome- or protein-wide markers that are read, and how their levels are said. */
export interface MarkerKind {
  readonly marker: string;
  readonly isIt: (code: Concept) => boolean;
  readonly levels: readonly (readonly [RegExp, string])[];
}

const HIGH_LOW: MarkerKind['levels'] = [
  [/\bhigh\b|\bTMB-H\b|\bMSI-H\b|^H$|LA26203-2|75540009/i, 'high'],
  [/\blow\b|\bTMB-L\b|\bMSI-L\b|^L$|LA26202-4|62482003/i, 'low'],
];

const MARKERS: readonly MarkerKind[] = [
  {
    marker: 'MSI',
    isIt: (code) =>
      hasCode(code, OBSERVATION.microsatelliteInstability) || says(code, /microsatellite|\bMSI\b/i),
    levels: [...HIGH_LOW, [/\bstable\b|\bMSS\b|LA14122-8/i, 'stable']],
  },
  {
    marker: 'TMB',
    isIt: (code) =>
      hasCode(code, OBSERVATION.tumourMutationalBurden) ||
      says(code, /tumou?r mutation(?:al)? burden/i),
    levels: HIGH_LOW,
  },
  {
    marker: 'HRD',
    isIt: (code) =>
      hasCode(code, OBSERVATION.recombinationDeficiency) ||
      says(code, /homologous recombination|\bHRD\b|brca-?ness/i),
    levels: [],
  },
  {
    marker: 'HER2',
    isIt: (code) => hasCode(code, OBSERVATION.her2Status),
    levels: [
      [/equivocal|\b2\+/i, 'equivocal'],
      [/\b3\+/, 'positive'],
      [/\b[01]\+|^\s*(?:IHC )?(?:score )?0\s*$/i, 'negative'],
    ],
  },
  {
    marker: 'PD-L1',
    isIt: (code) => says(code, /\bPD-?L1\b/i),
    levels: HIGH_LOW,
  },
];

/** The marker that an Observation's code asks for, or `null`. */
export function markerOfCode(code: Concept): MarkerKind | null {
  return MARKERS.find(({ isIt }) => isIt(code)) ?? null;
}

function says(concept: Concept, pattern: RegExp): boolean {
  return wordingsOf(concept).some((text) => pattern.test(text));
}
