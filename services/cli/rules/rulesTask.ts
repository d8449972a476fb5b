import type { ClinicalDate } from '../../../src/domain/date.ts';

/** What a task of `convergent rules` works on. */
export interface RulesTaskInput {
  /** The `rules/` directory. */
  readonly directory: string;
  /** What the user named after the task. */
  readonly names: readonly string[];
  readonly asOf: ClinicalDate;
  readonly print: (line: string) => void;
  /** For what is wrong. */
  readonly complain: (line: string) => void;
}

/** Gives the exit code. */
export type RulesTask = (input: RulesTaskInput) => number;
