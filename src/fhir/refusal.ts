import type { ReadProblem } from '../domain/readProblem.ts';

/** Why a resource may not be used at all. */
export interface Refusal {
  readonly problem: ReadProblem['problem'];
  readonly message: string;
}
