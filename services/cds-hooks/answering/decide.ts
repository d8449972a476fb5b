import type { Advice } from '../../../src/cards/advice.ts';
import { adviceFor } from '../../../src/cards/cardsFor.ts';
import type { Hook } from '../../../src/cards/cdsHooks.ts';
import type { Conclusion } from '../../../src/domain/conclusion.ts';
import type { ClinicalDate } from '../../../src/domain/date.ts';
import type { ReadProblem } from '../../../src/domain/readProblem.ts';
import { answerFrom, readRecord } from '../../../src/evaluate.ts';
import type { KnowledgeBase } from '../../../src/rulebase/knowledge.ts';
import type { EndOf } from './phases.ts';

/** A hook request after validation and completion: all that an answer depends on. */
export interface Question {
  readonly hook: Hook;
  readonly patient: string;
  readonly resources: readonly unknown[];
  readonly draftOrders: unknown;
  readonly selections: readonly string[];
  readonly unavailable: readonly { readonly what: string; readonly why: string }[];
  readonly asOf: ClinicalDate;
  readonly serviceUrl: string;
  /** The day the request names, `null` when it asks about now. */
  readonly askedDay: ClinicalDate | null;
}

/** What the core says: the cards, all it concluded, said or not, and what of the record it left out. */
export interface Decided {
  readonly advice: readonly Advice[];
  readonly conclusions: readonly Conclusion[];
  readonly problems: readonly ReadProblem[];
}

/** The seam between HTTP and the core. `newId` gives the cards their ids. */
export type Decide = (
  question: Question,
  knowledge: KnowledgeBase,
  newId: () => string,
  endOf?: EndOf,
) => Decided;

export const decide: Decide = (question, knowledge, newId, endOf = () => undefined) => {
  const { hook, patient, serviceUrl, askedDay, ...input } = question;
  const request = { ...input, patient, knowledge };
  const record = readRecord(request);
  endOf('read');
  const answer = answerFrom(record, request);
  endOf('reason');
  const advice = adviceFor(answer, { hook, patient, knowledge, newId, serviceUrl, askedDay });
  endOf('cards');
  const { conclusions, problems } = answer.evaluation;
  return { advice, conclusions, problems };
};
