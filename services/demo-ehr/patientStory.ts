/**
 * A synthetic patient told as a short story over time. Days count from "today" (negative: past), so
 * that the demonstration never ages. All clinical facts are data in `stories/*.story.json`; the
 * shape is fixed by `stories.schema.json`.
 */
export interface PatientStory {
  /** Also the id of the Patient resource. */
  readonly id: string;
  /** Place in lists: the most telling patient comes first. */
  readonly rank: number;
  readonly name: { readonly given: string; readonly family: string };
  readonly birthYear: number;
  readonly sex: 'female' | 'male' | 'other' | 'unknown';
  /** In clinicians' words, a sentence each. */
  readonly story: readonly string[];
  /** What an expert would say. */
  readonly expect: string;
  /** Draft orders worth trying. */
  readonly orders: readonly SuggestedOrder[];
  /** Earlier days worth judging, in order; `expect` and `orders` above are those of today. */
  readonly timePoints?: readonly StoryTimePoint[];
  readonly diagnoses: readonly StoryDiagnosis[];
  readonly therapies: readonly StoryTherapy[];
  readonly assessments: readonly StoryAssessment[];
  /** HGNC id of every gene the story names; `null` where no verified id is at hand. */
  readonly genes: Readonly<Record<string, string | null>>;
  readonly samples: readonly StorySample[];
}

/** Days from today; negative lies in the past. */
export type Day = number;

export interface StoryDrug {
  readonly text: string;
  /** RxNorm ingredient code, when verified. */
  readonly rxnorm?: string;
}

export interface SuggestedOrder extends StoryDrug {
  /** Drafts that stand in the same session already. */
  readonly with?: readonly StoryDrug[];
  readonly hooks: readonly ('order-select' | 'order-sign')[];
  /** What to look for in the answer. */
  readonly note: string;
}

/** A day in the course of the story: what came later is not yet known on it. */
export interface StoryTimePoint {
  readonly day: Day;
  /** In clinicians' words, e.g. `before treatment`. */
  readonly label: string;
  /** What an expert would say on that day. */
  readonly expect: string;
  /** May be empty: then only the chart is opened. */
  readonly orders: readonly SuggestedOrder[];
}

export interface StoryDiagnosis {
  readonly text: string;
  readonly day: Day;
  readonly kind: 'cancer' | 'other';
  readonly snomed?: StoryCode;
  readonly icd10cm?: StoryCode;
}

export interface StoryCode {
  readonly code: string;
  readonly display: string;
}

export interface StoryTherapy {
  readonly name: string;
  readonly drugs: readonly StoryDrug[];
  readonly from: Day;
  /** `null` while it goes on. */
  readonly to: Day | null;
  /** Real records mix these, so the stories do too. */
  readonly recordedAs: 'request' | 'administration' | 'statement';
  readonly stopReason: 'progression' | 'toxicity' | 'completed' | null;
}

export interface StoryAssessment {
  readonly day: Day;
  readonly outcome: 'CR' | 'PR' | 'SD' | 'PD';
  readonly text: string;
}

export interface StorySample {
  /** Unique in the story. */
  readonly id: string;
  readonly material: 'plasma' | 'tissue';
  readonly day: Day;
  readonly site: string | null;
  readonly lesion: 'primary' | 'metastasis' | null;
  readonly assay: string;
  /** In per cent; `null` when the laboratory gives none. */
  readonly tumourFraction: number | null;
  /** `null` when the report does not say which genes it covers. */
  readonly genesCovered: readonly string[] | null;
  readonly variants: readonly StoryVariant[];
  readonly notDetected: readonly StoryNegative[];
  /** How two of the small variants lie to each other, where the laboratory says so. */
  readonly phase?: StoryPhase;
}

export interface StoryPhase {
  /** Two proteins of `variants`, as they are spelled there. */
  readonly between: readonly [string, string];
  readonly phase: 'cis' | 'trans';
}

export type StoryVariant = StorySmallVariant | StoryCopyNumber | StoryFusion;

interface StoryFinding {
  readonly gene: string;
  /** Allele fraction in per cent. */
  readonly vaf?: number;
  /** Reads at the locus. */
  readonly depth?: number;
  readonly origin: 'somatic' | 'germline' | 'unknown';
}

export interface StorySmallVariant extends StoryFinding {
  readonly kind: 'small';
  readonly transcript?: string;
  /** HGVS with accession: `NP_005219.2:p.(Thr790Met)`. */
  readonly protein?: string;
  /** HGVS with accession: `NM_005228.5:c.2369C>T`. */
  readonly coding?: string;
}

export interface StoryCopyNumber extends StoryFinding {
  readonly kind: 'copy-number';
  readonly copyNumber: number;
}

export interface StoryFusion extends StoryFinding {
  readonly kind: 'fusion';
  readonly partner: string;
}

/** Looked for and not found: the whole gene, or one change of it. */
export interface StoryNegative {
  readonly gene: string;
  readonly transcript?: string;
  readonly protein?: string;
  readonly coding?: string;
  readonly depth?: number;
}
