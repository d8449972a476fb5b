import type { Answer } from '../engine/answer.ts';
import type { Advice } from './advice.ts';
import { appLink } from './appLink.ts';
import type { CardRequest } from './cardRequest.ts';
import type { Card, Link } from './cdsHooks.ts';
import { courseCard, rechallengeCard, resistanceCard } from './chartCards.ts';
import { type Found, sorted } from './found.ts';
import { gapCard } from './gapCard.ts';
import type { Headline } from './headline.ts';
import { headlinesFor } from './headlinesFor.ts';
import { orderCard } from './orderCard.ts';

/** The cards for one hook call, most urgent first: a headline each, with its detail. */
export function adviceFor(answer: Answer, request: CardRequest): readonly Advice[] {
  const found = sorted(answer.evaluation.conclusions);
  const offered = new Set<string>();
  return headlinesFor(answer, request).map((headline) => {
    const made = cardOf(headline, offered, found, answer, request);
    const links = [linkToApp(headline, answer, request)];
    return { card: { ...made, links }, conclusions: headline.conclusions };
  });
}

function cardOf(
  headline: Headline,
  offered: Set<string>,
  found: Found,
  answer: Answer,
  request: CardRequest,
): Card {
  const { topic } = headline;
  switch (topic.kind) {
    case 'order':
      return orderCard(headline, topic.problem, offered, found, answer, request);
    case 'resistance':
      return resistanceCard(headline, topic, found, answer, request);
    case 'rechallenge':
      return rechallengeCard(headline, topic.again, answer, request);
    case 'course':
      return courseCard(headline, topic.options, found, answer, request);
    case 'gap':
      return gapCard(headline, found, answer, request);
    default:
      return topic satisfies never;
  }
}

/**
 * The way on from the card. It is the only link: a card that mixed it with links to papers would be of
 * two kinds at once to clients that tell kinds by their links. The papers are linked in the detail.
 */
function linkToApp(
  { conclusions }: Headline,
  { orders }: Answer,
  { hook, serviceUrl, askedDay = null }: CardRequest,
): Link {
  return appLink({
    serviceUrl,
    hook,
    conclusion: conclusions[0] ?? null,
    drugs: orders.flatMap((order) => order.drugs),
    askedDay,
  });
}

/** The same without what the cards rest on. */
export function cardsFor(answer: Answer, request: CardRequest): readonly Card[] {
  return adviceFor(answer, request).map(({ card }) => card);
}
