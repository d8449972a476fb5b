import type { Concept } from '../nomenclature/concept.ts';
import { hasCode } from './json.ts';

/**
 * Codes that are structure: which element is which. LOINC codes are unmistakable without their
 * system, and senders misfile systems, so they are matched by code alone. Sections are those of
 * the HL7 Genomics Reporting guide (GRIG) and mCODE.
 */
const codes = (...list: readonly string[]): ReadonlySet<string> => new Set(list);

/** `Observation.code`. */
export const OBSERVATION = {
  variant: codes('69548-6'),
  /** GRIG STU1/2, mCODE: what was looked at. */
  regionStudied: codes('53041-0'),
  /** GRIG STU1/2, removed in STU3. */
  overallInterpretation: codes('51968-6'),
  /** Parent panel of the R4 "genetics" extensions. */
  geneticAnalysisPanel: codes('55233-1'),
  genotypeOrHaplotype: codes('84413-4', '84414-2'),
  grouper: codes('C43359', 'grouper', '81247-9'),
  tumourMutationalBurden: codes('94076-7', '94077-5', 'TMB'),
  microsatelliteInstability: codes('81695-9', '62862-8'),
  recombinationDeficiency: codes('107286-7', 'C120465', 'brcaness'),
  /** The protein, by immune stain or unstated method; the gene's copies (FISH) are a test of their own. */
  her2Status: codes('18474-7', '48676-1', '85319-2'),
  tumourFraction: codes('93356-4', '371510003'),
  histology: codes('59847-4', '371441004', '31206-6'),
  /** GRIG sequence phase relationship: cis or trans. */
  allelicPhase: codes('82120-7'),
  /** mCODE disease status (97509-4; 88040-1 in STU1), German registry and MTB (SNOMED). */
  diseaseStatus: codes('97509-4', '88040-1', '396432002', '21976-6'),
  /** Annotations by the laboratory: never the variant itself. GRIG "to be determined" codes. */
  annotation: codes(
    'therapeutic-implication',
    'diagnostic-implication',
    'prognostic-implication',
    'molecular-consequence',
    'genomic-annotation',
    'predicted-therapeutic-implication',
    'somatic-predictive',
    'somatic-prognostic',
    'somatic-diagnostic',
    'inherited-disease-pathogenicity',
    'medication-efficacy',
    'medication-transporter',
    'medication-metabolism',
    'high-risk-allele',
    '69547-8-annotation',
  ),
} as const;

/** Components of a variant Observation (GRIG `variant`, section 1.3). */
export const COMPONENT = {
  gene: codes('48018-6'),
  proteinChange: codes('48005-3'),
  codingChange: codes('48004-6'),
  genomicChange: codes('81290-9'),
  variationCode: codes('81252-9', '81299-0', '81300-6'),
  cytogenetic: codes('81291-7'),
  transcript: codes('51958-7'),
  proteinSequence: codes('protein-ref-seq'),
  position: codes(
    '81254-5',
    '81301-4',
    '81302-2',
    'exact-start-end',
    'outer-start-end',
    'inner-start-end',
  ),
  referenceAllele: codes('69547-8'),
  alternateAllele: codes('69551-0'),
  changeType: codes('48019-4', '48006-1', '62378-5', 'type', 'genetics-copy-number-variant'),
  consequence: codes('molecular-consequence', 'feature-consequence', 'functional-effect'),
  sourceClass: codes('48002-0'),
  alleleFraction: codes('81258-6'),
  readDepth: codes('82121-5'),
  allelicState: codes('53034-5'),
  allelicPhase: codes('82120-7'),
  copyNumber: codes('82155-3'),
  /** Copies of each of the two alleles (German MTB). */
  alleleCopies: codes('copy-number-allele-a', 'copy-number-allele-b'),
  region: codes('47999-8'),
  fusion: codes('95123-6'),
  fivePrimeGene: codes('five-prime-gene'),
  threePrimeGene: codes('three-prime-gene'),
  confidence: codes('variant-confidence-status'),
  detectionLimit: codes('87706-8'),
  conclusion: codes('conclusion-string'),
  repeat: codes('repeat-motif', 'repeat-number'),
  /** STU1/2 region studied: the mutations a test looks for. */
  mutationsTested: codes('36908-2'),
} as const;

export type PartKind = keyof typeof COMPONENT;

const PART_KINDS = Object.keys(COMPONENT) as readonly PartKind[];

/**
 * The guide's components by code. System and display of such a code change nothing, so they need
 * not be looked at: in a large record it is the looking that takes the time.
 */
export const GUIDE_COMPONENTS: ReadonlyMap<
  unknown,
  { readonly code: Concept; readonly kinds: readonly PartKind[] }
> = new Map(
  PART_KINDS.flatMap((kind) => [...COMPONENT[kind]]).map((code) => {
    const concept: Concept = { codings: [{ system: null, code, display: null }], text: null };
    return [code, { code: concept, kinds: partKindsOf(concept) }] as const;
  }),
);

/** What a component is by its code: mostly one kind or none. */
export function partKindsOf(code: Concept): readonly PartKind[] {
  return PART_KINDS.filter((kind) => hasCode(code, COMPONENT[kind]));
}

/** LOINC tests that are done on cell-free DNA of plasma by definition. */
export const CELL_FREE_DNA_TESTS = codes('100029-8', '93690-6', '85383-8');

/**
 * Tests that look at one codon, exon, kind of change or the promoter only: negative, they say
 * nothing about the gene as a whole.
 */
export const PART_OF_GENE_TESTS = codes(
  '55765-2',
  '71357-8',
  '79210-1',
  '93690-6',
  '95778-7',
  '96974-1',
  '97025-1',
);

/** What kind of change a code states: Sequence Ontology, LOINC LL379-9, German copy-number types, SNOMED. */
export const CHANGE = {
  amplification: codes('12645001', 'high-level-gain'),
  gain: codes('SO:0001742', 'LA14033-7', 'low-level-gain'),
  loss: codes('SO:0001743', 'LA14034-5', 'loss'),
  lossOfHeterozygosity: codes('SO:0001786', 'LOH'),
  /** mCODE's own example writes the gene fusion code a digit short. */
  fusion: codes('SO:0001565', 'SO:001565', 'SO:0001886'),
  /** A fusion only when two genes are named. */
  rearrangement: codes('SO:0002062', 'SO:1000044', 'LA26331-1'),
  deletion: codes('SO:0000159', 'LA6692-3', 'SO:0001822', 'SO:0001825', 'SO:0001826'),
  insertion: codes(
    'SO:0000667',
    'LA6687-3',
    'SO:0001821',
    'SO:0001823',
    'SO:0001824',
    'SO:1000035',
    'LA6686-5',
  ),
  exonLoss: codes('SO:0001572'),
  spliceSite: codes('SO:0001574', 'SO:0001575', 'SO:0001629'),
  lossOfFunction: codes(
    'SO:0001587',
    'SO:0001589',
    'SO:0002054',
    'SO:0000865',
    'LA6699-8',
    'LA6694-9',
  ),
  none: codes('SO:0002073', 'LA9658-1'),
} as const;

/** Types of change that an analysis looks for when it does not look for mutations. */
export const COPIES_AND_STRUCTURE = codes(
  'SO:0001019',
  'SO:0001537',
  'SO:0000199',
  'SO:1000036',
  ...CHANGE.gain,
  ...CHANGE.fusion,
  ...CHANGE.rearrangement,
  'SO:0001743',
  'LA14034-5',
);

export type StatedChange = keyof typeof CHANGE;

const STATED_CHANGES = Object.keys(CHANGE) as readonly StatedChange[];

export function changesStatedBy(concept: Concept): readonly StatedChange[] {
  return STATED_CHANGES.filter((change) => hasCode(concept, CHANGE[change]));
}

/** LOINC LL378-1, genomic source class. */
export const SOURCE_CLASS: ReadonlyMap<string, 'somatic' | 'germline'> = new Map([
  ['LA6684-0', 'somatic'],
  ['LA18195-0', 'somatic'],
  ['LA6683-2', 'germline'],
  ['LA18194-3', 'germline'],
  ['LA26807-0', 'germline'],
]);

/** HL7's R4 "genetics" extensions (and their STU3 and vendor kin) as the components they stand for. */
export const GENETICS_EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['observation-geneticsGene', '48018-6'],
  ['observation-geneticsVariant', '81252-9'],
  ['observation-geneticsAminoAcidChange', '48005-3'],
  ['observation-geneticsAminoAcidChangeName', '48005-3'],
  ['observation-geneticsDNASequenceVariantName', '48004-6'],
  ['observation-geneticsDNARegionName', '47999-8'],
  ['observation-geneticsGenomicSourceClass', '48002-0'],
  ['observation-geneticsAllelicFrequency', '81258-6'],
  ['observation-geneticsTranscriptID', '51958-7'],
  ['observation-geneticsCopyNumberEvent', '48019-4'],
  ['observation-geneticsTotalReadDepth', '82121-5'],
  // R4 itself nests name and type.
  ['observation-geneticsAminoAcidChange/Name', '48005-3'],
  ['observation-geneticsAminoAcidChange/Type', '48006-1'],
  ['observation-geneticsVariant/Name', '81252-9'],
  ['observation-geneticsVariant/Type', '48019-4'],
  ['observation-geneticsAllele/State', '53034-5'],
  ['observation-geneticsAllele/Frequency', '81258-6'],
]);

/** Read depth of 82121-5 is that of the allele; only this extension says that it is the total. */
export const TOTAL_DEPTH_EXTENSION = 'observation-geneticsTotalReadDepth';
