import type { Alteration } from './alteration.ts';
import type { ClinicalDate } from './date.ts';
import type { ResourceRef } from './resourceRef.ts';
import type { Sample } from './sample.ts';

/** One alteration through time. */
export interface AlterationTrack {
  readonly alteration: Alteration;
  readonly points: readonly TrackPoint[];
  readonly trend: Trend;
  /** In how much of the tumour, relative to the truncal alteration of the same sample. */
  readonly clonality: 'truncal' | 'subclonal' | 'unknown';
  /** Samples in which it was found, and in which it was looked for and not found. */
  readonly foundIn: readonly string[];
  readonly absentFrom: readonly string[];
}

export type Trend = 'emergent' | 'rising' | 'stable' | 'falling' | 'cleared' | 'undetermined';

export interface TrackPoint {
  readonly sampleId: string;
  readonly on: ClinicalDate | null;
  readonly material: Sample['material'];
  readonly state: 'detected' | 'not-detected' | 'cannot-be-told';
  /** Allele fraction (0-1). */
  readonly fraction: number | null;
  /** 95 % interval of the fraction; for `not-detected`, from 0 to the upper bound. */
  readonly interval: readonly [number, number] | null;
  readonly copyNumber: number | null;
  /** Fraction divided by that of the truncal alteration in the same sample. */
  readonly relativeToTruncal: number | null;
  readonly resources: readonly ResourceRef[];
}
