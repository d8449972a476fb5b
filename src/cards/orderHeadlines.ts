import type { OrderReview } from '../domain/conclusion.ts';
import type { Answer } from '../engine/answer.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import type { Card } from './cdsHooks.ts';
import { emergingSummary } from './emerging.ts';
import type { Found } from './found.ts';
import { gapHeadlines } from './gapHeadlines.ts';
import type { Headline } from './headline.ts';
import { orderProblems } from './orderProblem.ts';
import { orderSummary } from './orderSummary.ts';

/** What there is to say about the orders being made; a gap in the data only when nothing else speaks. */
export function orderHeadlines(
  found: Found,
  answer: Answer,
  knowledge: KnowledgeBase,
): readonly Headline[] {
  const headlines = orderProblems(found, answer).map((problem): Headline => {
    const { review, reviews, drugs, opposing, watched } = problem;
    return {
      summary: watched
        ? emergingSummary(drugs, opposing, knowledge)
        : orderSummary(problem, knowledge),
      indicator: watched ? 'info' : orderIndicator(review),
      conclusions: [...reviews, ...opposing],
      topic: { kind: 'order', problem },
    };
  });
  return headlines.length > 0 ? headlines : gapHeadlines(found, answer, knowledge);
}

/** ENGINE.md section 8: critical is harm, or known failure by level A or B; what is less certain warns; what is open informs. */
function orderIndicator({ verdict, level, standing }: OrderReview): Card['indicator'] {
  switch (verdict) {
    case 'harmful':
      return 'critical';
    case 'ineffective': {
      const strong = level === 'A' || level === 'B';
      return strong && standing === 'current' ? 'critical' : 'warning';
    }
    case 'toxic-together':
    case 'target-absent':
      return level === 'A' || level === 'B' ? 'critical' : 'warning';
    case 'incomplete':
    case 'leaves-mechanism':
    case 'progressed-before':
    case 'clone-mismatch':
    case 'rechallenge-not-met':
      return 'warning';
    case 'untested':
    case 'rechallenge-open':
    case 'rechallenge-supported':
      return 'info';
    default:
      return verdict satisfies never;
  }
}
