import type { Answer } from '../engine/answer.ts';
import type { Advice } from './advice.ts';
import type { CardRequest } from './cardRequest.ts';
import type { Card } from './cdsHooks.ts';
import { appLink } from './appLink.ts';
import { chartCards } from './chartCards.ts';
import { sorted } from './found.ts';
import { orderCards } from './orderCards.ts';

/** More cards on opening a chart would not be read. */
const MOST_CARDS_ON_CHART = 3;

/**
 * The cards for one hook call, most urgent first; none when there is nothing to decide. One card per
 * problem: the order under review carries its options, convergence and criteria with it.
 */
export function adviceFor(answer: Answer, request: CardRequest): readonly Advice[] {
  const found = sorted(answer.evaluation.conclusions);
  const advice =
    request.hook === 'patient-view'
      ? chartCards(found, answer, request).slice(0, MOST_CARDS_ON_CHART)
      : orderCards(found, answer, request);
  return advice
    .map((made) => withAppLink(made, answer, request))
    .sort((a, b) => URGENCY[a.card.indicator] - URGENCY[b.card.indicator]);
}

/**
 * The way on from the card. It is the only link: a card that mixed it with links to papers would be of
 * two kinds at once to clients that tell kinds by their links. The papers are linked in the detail.
 */
function withAppLink(
  { card, conclusions }: Advice,
  answer: Answer,
  { hook, serviceUrl, askedDay = null }: CardRequest,
): Advice {
  const link = appLink({
    serviceUrl,
    hook,
    conclusion: conclusions[0] ?? null,
    drugs: answer.orders.flatMap((order) => order.drugs),
    askedDay,
  });
  return { card: { ...card, links: [link] }, conclusions };
}

/** The same without what the cards rest on. */
export function cardsFor(answer: Answer, request: CardRequest): readonly Card[] {
  return adviceFor(answer, request).map(({ card }) => card);
}

const URGENCY = { critical: 0, warning: 1, info: 2 } as const;
