import type { Conclusion } from './conclusion.ts';
import type { ClinicalDate } from './date.ts';
import type { ReadProblem } from './readProblem.ts';
import type { TherapyLine } from './therapy.ts';
import type { AlterationTrack } from './track.ts';

/** The whole answer about one patient on one day. */
export interface Evaluation {
  readonly asOf: ClinicalDate;
  readonly engine: string;
  readonly packs: readonly PackRef[];
  readonly lines: readonly TherapyLine[];
  readonly tracks: readonly AlterationTrack[];
  readonly conclusions: readonly Conclusion[];
  readonly problems: readonly ReadProblem[];
}

export interface PackRef {
  readonly pack: string;
  readonly version: string;
  /** SHA-256 of the pack's canonical JSON. */
  readonly hash: string;
}
