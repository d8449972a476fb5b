import type { Evaluation } from '../domain/evaluation.ts';
import type { DraftOrder, DraftRequest } from '../domain/order.ts';
import type { PatientCase } from '../domain/patientCase.ts';
import type { ReadOutcome } from '../domain/readProblem.ts';
import type { TumourRecord } from './tumourRecord.ts';

/** The evaluation with what it was made from, for those who show it. */
export interface Answer {
  readonly evaluation: Evaluation;
  readonly patientCase: PatientCase;
  readonly record: TumourRecord;
  readonly orders: readonly DraftOrder[];
  /** Tests and referrals on the pad beside them. */
  readonly requests: readonly DraftRequest[];
  /** What became of each resource. */
  readonly outcomes: readonly ReadOutcome[];
}
