import type { Because, Strategy } from '../domain/conclusion.ts';
import type { Answer } from '../engine/answer.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
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
import { watchSection } from './emerging.ts';
import type { Headline } from './headline.ts';
import { escapeMarkdown, lines } from './markdown.ts';
import type { OrderProblem } from './orderProblem.ts';
import { acceptable, orderSuggestions, REPLACEMENTS } from './orderSuggestions.ts';
import { tumourSection } from './tumourSection.ts';

/** `offered` holds the regimens and tests that the cards before offer already; those of this card join them. */
export function orderCard(
  headline: Headline,
  problem: OrderProblem,
  offered: Set<string>,
  all: Found,
  answer: Answer,
  request: CardRequest,
): Card {
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
  return card(
    headline,
    {
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
