import type { Card, Hook } from '../../src/cards/cdsHooks.ts';
import { cardsFor } from '../../src/cards/cardsFor.ts';
import type { ClinicalDate } from '../../src/domain/date.ts';
import { dateOfDay, dayNumber } from '../../src/domain/date.ts';
import type { Evaluation } from '../../src/domain/evaluation.ts';
import type { Answer } from '../../src/engine/answer.ts';
import { evaluate } from '../../src/evaluate.ts';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import { draftOrders } from './draftOrders.ts';
import { patientBundle } from './patientBundle.ts';
import type { PatientStory, StoryTimePoint, SuggestedOrder } from './patientStory.ts';

/** Which question about a story is answered, and with what. */
export interface StoryQuestion {
  readonly story: PatientStory;
  /** Days from today. */
  readonly on: number;
  /** `null` on opening the chart. */
  readonly order: Pick<SuggestedOrder, 'text' | 'rxnorm' | 'with'> | null;
  readonly knowledge: KnowledgeBase;
  /** The day to which the story leads. */
  readonly today: ClinicalDate;
}

export interface StoryAnswer {
  readonly cards: readonly Card[];
  readonly evaluation: Evaluation;
  /** The evaluation with what it was made from. */
  readonly answer: Answer;
}

/** The days on which the story is judged; the last is today. */
export function momentsOf({
  expect,
  orders,
  timePoints = [],
}: PatientStory): readonly StoryTimePoint[] {
  return [...timePoints, { day: 0, label: 'today', expect, orders }];
}

/**
 * What is answered about a story on one of its days, on opening the chart or on selecting an order.
 * The record is the one of today: what it dates later must not be used.
 */
export function storyAnswer({ story, on, order, knowledge, today }: StoryQuestion): StoryAnswer {
  const hook: Hook = order === null ? 'patient-view' : 'order-select';
  const drafts = order === null ? [] : [...(order.with ?? []), order];
  let ids = 0;
  const answer = evaluate({
    resources: [patientBundle(story, today)],
    patient: story.id,
    draftOrders: order === null ? null : draftOrders(story.id, drafts),
    selections: order === null ? [] : [`MedicationRequest/draft-${String(drafts.length)}`],
    asOf: dateOfDay(dayNumber(today) + on),
    knowledge,
    unavailable: [],
  });
  const cards = cardsFor(answer, {
    hook,
    patient: story.id,
    knowledge,
    newId: () => `id-${String((ids += 1))}`,
    serviceUrl: 'https://cds.example',
  });
  return { cards, evaluation: answer.evaluation, answer };
}
