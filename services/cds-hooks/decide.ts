import type { Card, Hook } from '../../src/cards/cdsHooks.ts';
import { cardsFor } from '../../src/cards/cardsFor.ts';
import type { ClinicalDate } from '../../src/domain/date.ts';
import { evaluate } from '../../src/evaluate.ts';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';

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
  readonly newId: () => string;
}

/** The seam between HTTP and the core. */
export type Decide = (question: Question, knowledge: KnowledgeBase) => readonly Card[];

export const decide: Decide = (question, knowledge) => {
  const { resources, patient, draftOrders, selections, asOf, unavailable } = question;
  const answer = evaluate({
    resources,
    patient,
    draftOrders,
    selections,
    asOf,
    knowledge,
    unavailable,
  });
  const { hook, newId, serviceUrl } = question;
  return cardsFor(answer, { hook, patient, knowledge, newId, serviceUrl });
};
