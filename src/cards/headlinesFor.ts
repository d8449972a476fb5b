import type { Answer } from '../engine/answer.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import type { Hook } from './cdsHooks.ts';
import { chartHeadlines } from './chartHeadlines.ts';
import { sorted } from './found.ts';
import type { Headline } from './headline.ts';
import { orderHeadlines } from './orderHeadlines.ts';

/**
 * What the cards for one hook call say, in a line each, most urgent first; none when there is nothing
 * to decide. One per problem: the order under review carries its options, convergence and criteria
 * with it.
 */
export function headlinesFor(
  answer: Answer,
  { hook, knowledge }: { readonly hook: Hook; readonly knowledge: KnowledgeBase },
): readonly Headline[] {
  const found = sorted(answer.evaluation.conclusions);
  const headlines =
    hook === 'patient-view'
      ? chartHeadlines(found, answer, knowledge)
      : orderHeadlines(found, answer, knowledge);
  return [...headlines].sort((a, b) => URGENCY[a.indicator] - URGENCY[b.indicator]);
}

const URGENCY = { critical: 0, warning: 1, info: 2 } as const;
