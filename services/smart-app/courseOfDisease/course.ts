import type { ClinicalDate } from '../../../src/domain/date.ts';
import type { ResourceRef } from '../../../src/domain/resourceRef.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import type { Response } from '../../../src/domain/therapy.ts';

/** Allele fraction below which nothing is drawn: one molecule in ten thousand is less than assays find. */
export const LOWEST_SHOWN = 0.0001;

/** Everything the picture of the course of disease shows, before any geometry. */
export interface Course {
  readonly asOf: ClinicalDate;
  readonly treatments: readonly Treatment[];
  readonly lines: readonly LineSpan[];
  readonly assessments: readonly AssessmentMark[];
  readonly samples: readonly CourseSample[];
  readonly alterations: readonly CourseAlteration[];
}

/** What every mark can tell, as text: hovering, focusing and the table say the same. */
export interface Told {
  readonly id: string;
  /** The first line names it, the others are facts. */
  readonly facts: readonly string[];
  readonly resources: readonly ResourceRef[];
}

/** One drug with all its courses on one lane, so that a re-challenge stands beside the first time. */
export interface Treatment {
  readonly drug: string;
  readonly name: string;
  readonly spans: readonly TreatmentSpan[];
}

export interface TreatmentSpan extends Told {
  readonly from: ClinicalDate;
  /** `null` while it goes on, or when its end is not documented. */
  readonly to: ClinicalDate | null;
  readonly ongoing: boolean;
}

export interface LineSpan {
  readonly number: number;
  readonly from: ClinicalDate;
  readonly to: ClinicalDate | null;
}

export interface AssessmentMark extends Told {
  readonly on: ClinicalDate;
  readonly outcome: Response;
}

export interface CourseSample extends Told {
  readonly on: ClinicalDate | null;
  readonly material: Sample['material'];
  /** Where it is from, for people: `plasma`, `liver`, `tissue`. */
  readonly place: string;
  /** It gathers what all lesions shed: plasma, or the blood of a leukaemia. */
  readonly ofWholeTumour: boolean;
  readonly informative: 'yes' | 'no' | 'cannot-be-told';
  /** Allele fraction (0-1) that the assay finds in 95 % of runs; `null` when not known. */
  readonly limitOfDetection: number | null;
}

export interface CourseAlteration {
  readonly key: string;
  readonly name: string;
  /** What is measured of it. */
  readonly measure: 'fraction' | 'copies';
  /** Whether it stands against a drug the patient had or is to have. */
  readonly isMechanism: boolean;
  readonly isTruncal: boolean;
  /** Trend and standing in words. */
  readonly summary: string;
  /** One mark per sample, in time order. */
  readonly marks: readonly AlterationMark[];
  readonly forecast: Forecast | null;
}

export interface AlterationMark extends Told {
  readonly sampleId: string;
  readonly on: ClinicalDate | null;
  readonly material: Sample['material'];
  /** As of its sample. */
  readonly ofWholeTumour: boolean;
  readonly state: MarkState;
  /** Allele fraction (0-1), or copies; `null` unless measured. */
  readonly value: number | null;
  /** 95 % interval; for what was not detected, from 0 to the upper bound. */
  readonly interval: readonly [number, number] | null;
  /**
   * Found after plasma (in a leukaemia: blood) that would have shown it did not, or not found where
   * it was before.
   */
  readonly turn: 'emerged' | 'cleared' | null;
}

/** Six answers that must never look alike. */
export type MarkState =
  | 'measured'
  | 'without-number'
  | 'not-detected'
  | 'not-sequenced'
  | 'uninformative'
  | 'contradictory';

/** Exponential decay from the last reading. */
export interface Forecast extends Told {
  readonly from: ClinicalDate;
  /** Allele fraction at `from`. */
  readonly fraction: number;
  readonly halfLifeMonths: number;
  /** Fastest and slowest half-life that the readings allow; slowest `null` when no decay is possible too. */
  readonly range: readonly [number, number | null] | null;
  readonly until: ClinicalDate;
}
