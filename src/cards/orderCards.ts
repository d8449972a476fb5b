import type { Because, OrderReview, Strategy } from '../domain/conclusion.ts';
import type { Answer } from '../engine/answer.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import type { Advice } from './advice.ts';
import { card } from './card.ts';
import type { CardRequest } from './cardRequest.ts';
import type { Card } from './cdsHooks.ts';
import { convergenceSection } from './convergenceSection.ts';
import { decisionSection, testFirstSection } from './decisionSection.ts';
import {
  basisSection,
  dataUsedSection,
  findings,
  heterogeneitySection,
  missingSection,
  optionsSection,
  reasons,
  rechallengeSection,
} from './detail.ts';
import { type Found, mechanismsShown, withoutReferrals } from './found.ts';
import { gapCards } from './gapCards.ts';
import { emergingSummary, watchSection } from './emerging.ts';
import { escapeMarkdown, lines } from './markdown.ts';
import { type OrderProblem, orderProblems } from './orderProblem.ts';
import { acceptable, orderSuggestions, REPLACEMENTS } from './orderSuggestions.ts';
import { orderSummary } from './orderSummary.ts';
import { tumourSection } from './tumourSection.ts';

/** What there is to say about the orders being made; a gap in the data only when nothing else speaks. */
export function orderCards(found: Found, answer: Answer, request: CardRequest): readonly Advice[] {
  const offered = new Set<string>();
  const advice = orderProblems(found, answer).map((problem) =>
    orderCard(problem, offered, found, answer, request),
  );
  return advice.length > 0 ? advice : gapCards(found, answer, request);
}

function orderCard(
  problem: OrderProblem,
  offered: Set<string>,
  all: Found,
  answer: Answer,
  request: CardRequest,
): Advice {
  const { knowledge } = request;
  const { review, reviews, drugs, opposing, again, watched } = problem;
  const isOpen = watched || review.verdict === 'rechallenge-open';
  const found = isOpen ? withoutReferrals(all) : all;
  const shown = mechanismsShown(found, opposing);
  const options =
    shown.length > 0
      ? found.strategies
      : optionsInstead(problem, found, knowledge).slice(0, REPLACEMENTS);
  const becauses: readonly Because[] = [
    ...reviews.map(({ because }) => because),
    ...(again === undefined ? [] : [again.because]),
    ...options.filter((o) => o.coverage.length > 0).map((o) => o.because),
  ];
  const made = card(
    {
      summary: watched
        ? emergingSummary(drugs, opposing, knowledge)
        : orderSummary(problem, knowledge),
      indicator: watched ? 'info' : orderIndicator(review),
      blocks: [
        watched ? [watchSection(opposing)] : [],
        opposing.length === 0 && again === undefined ? [escapeMarkdown(review.statement)] : [],
        tumourSection(review.tumour, answer, knowledge),
        lines(reasons(opposing, drugs, knowledge)),
        findings(shown, answer, knowledge),
        rechallengeSection(again, knowledge),
        heterogeneitySection(found.heterogeneity),
        convergenceSection(
          shown.length > 1 ? found.convergence : undefined,
          shown,
          options,
          knowledge,
        ),
        optionsSection(options, shown, knowledge),
        decisionSection(shown.length > 1 ? found.decision : undefined, found.strategies),
        testFirstSection(found),
        missingSection(found.gaps),
        dataUsedSection(answer, knowledge),
        basisSection(becauses, answer, request),
      ],
      suggestions: watched ? [] : orderSuggestions(problem, offered, found, answer, request),
      overrideReasons: true,
    },
    request,
  );
  return { card: made, conclusions: [...reviews, ...opposing] };
}

/** What may be ordered instead; of an incomplete order also what completes it and can't be ordered as it stands. */
function optionsInstead(
  problem: OrderProblem,
  found: Found,
  knowledge: KnowledgeBase,
): readonly Strategy[] {
  const orderable = acceptable(problem, found, knowledge);
  if (orderable.length > 0 || problem.review.verdict !== 'incomplete') return orderable;
  return found.strategies.filter((o) => o.drugs.some((d) => problem.drugs.includes(d)));
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
