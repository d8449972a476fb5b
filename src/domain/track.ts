import type { Alteration } from './alteration.ts';
import type { ClinicalDate } from './date.ts';
import type { ResourceRef } from './resourceRef.ts';
import type { Sample } from './sample.ts';

/** One alteration through time. */
export interface AlterationTrack {
  readonly alteration: Alteration;
  readonly points: readonly TrackPoint[];
  readonly trend: Trend;
  /** How fast it grows or fades; `null` when the record and the rules do not tell. */
  readonly pace: Pace | null;
  /** In how much of the tumour, relative to the truncal alteration of the same sample. */
  readonly clonality: 'truncal' | 'subclonal' | 'unknown';
  /** Samples in which it was found, and in which it was looked for and not found. */
  readonly foundIn: readonly string[];
  readonly absentFrom: readonly string[];
}

/** How fast an alteration grows or fades, from its latest run of plasma readings in one direction. */
export interface Pace {
  readonly direction: 'growing' | 'fading';
  /** Doubling time when growing, half-life when fading. */
  readonly months: number;
  /**
   * Fastest and slowest pace that the readings' intervals allow, slowest `null` when standing still
   * is compatible too; `null` altogether when a reading has no interval.
   */
  readonly range: readonly [number, number | null] | null;
  /** `prior` is a published half-life after the drug was stopped: the record holds one reading only. */
  readonly basis: 'readings' | 'prior';
  readonly readings: number;
}

export type Trend = 'emergent' | 'rising' | 'stable' | 'falling' | 'cleared' | 'undetermined';

export interface TrackPoint {
  readonly sampleId: string;
  readonly on: ClinicalDate | null;
  readonly material: Sample['material'];
  /** It gathers what all lesions shed: plasma, or the blood of a leukaemia. */
  readonly ofWholeTumour: boolean;
  readonly state: 'detected' | 'not-detected' | 'cannot-be-told';
  /** Allele fraction (0-1). */
  readonly fraction: number | null;
  /** 95 % interval of the fraction; for `not-detected`, from 0 to the upper bound. */
  readonly interval: readonly [number, number] | null;
  readonly copyNumber: number | null;
  /** Fraction divided by that of the truncal alteration in the same sample. */
  readonly relativeToTruncal: number | null;
  /** 95 % interval of that ratio; `null` when the depth of either is not known, or it is the truncal one itself. */
  readonly relativeInterval: readonly [number, number] | null;
  /**
   * Share of the tumour cells that carry it (0-1): from all copies of the gene changed to one. Only
   * where purity and the gene's copy number in this sample are known.
   */
  readonly cellFraction: readonly [number, number] | null;
  readonly resources: readonly ResourceRef[];
}
