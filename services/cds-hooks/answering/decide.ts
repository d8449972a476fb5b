import type { Advice } from '../../../src/cards/advice.ts';
import { adviceFor } from '../../../src/cards/cardsFor.ts';
import type { Hook } from '../../../src/cards/cdsHooks.ts';
import type { Conclusion } from '../../../src/domain/conclusion.ts';
import type { ClinicalDate } from '../../../src/domain/date.ts';
import { evaluate } from '../../../src/evaluate.ts';
import type { KnowledgeBase } from '../../../src/rulebase/knowledge.ts';

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
}

/** What the core says: the cards, and all it concluded, said or not. */
export interface Decided {
  readonly advice: readonly Advice[];
  readonly conclusions: readonly Conclusion[];
}

/** The seam between HTTP and the core. `newId` gives the cards their ids. */
export type Decide = (question: Question, knowledge: KnowledgeBase, newId: () => string) => Decided;

export const decide: Decide = (question, knowledge, newId) => {
  const { hook, patient, serviceUrl, ...input } = question;
  const answer = evaluate({ ...input, patient, knowledge });
  const advice = adviceFor(answer, { hook, patient, knowledge, newId, serviceUrl });
  return { advice, conclusions: answer.evaluation.conclusions };
};
