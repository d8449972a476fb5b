import type { Answer } from '../engine/answer.ts';
import { card } from './card.ts';
import type { CardRequest } from './cardRequest.ts';
import type { Card } from './cdsHooks.ts';
import { testFirstSection } from './decisionSection.ts';
import { basisSection, dataUsedSection, missingSection } from './detail.ts';
import type { Found } from './found.ts';
import type { Headline } from './headline.ts';
import { testSuggestions } from './orderSuggestions.ts';

/** What is missing, and on orders the tests that would give it. */
export function gapCard(
  headline: Headline,
  found: Found,
  answer: Answer,
  request: CardRequest,
): Card {
  return card(
    headline,
    {
      blocks: [
        missingSection(found.gaps),
        testFirstSection(found),
        dataUsedSection(answer, request.knowledge),
        basisSection(
          found.gaps.map((g) => g.because),
          answer,
          request,
        ),
      ],
      suggestions:
        request.hook === 'patient-view'
          ? []
          : testSuggestions(
              found.tests.map(({ test }) => ({ test, notBefore: null })),
              new Set(),
              [],
              answer,
              request,
            ),
      overrideReasons: false,
    },
    request,
  );
}
