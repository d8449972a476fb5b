import type { OrderReview, Rechallenge, ResistanceMechanism } from '../domain/conclusion.ts';
import { compareText } from '../domain/ordering.ts';
import type { DrugId } from '../domain/therapy.ts';
import type { Answer } from '../engine/answer.ts';
import { type Found, gravestFirst } from './found.ts';

/** One problem of the orders. Drugs that meet the same one share its card: two cards of one text are noise. */
export interface OrderProblem {
  /** The gravest of its reviews, for which the card speaks. */
  readonly review: OrderReview;
  /** One per drug, the gravest first. */
  readonly reviews: readonly OrderReview[];
  readonly drugs: readonly DrugId[];
  readonly opposing: readonly ResistanceMechanism[];
  readonly again: Rechallenge | undefined;
  /** The drugs still help: what was found is watched, and mandates no switch. */
  readonly watched: boolean;
}

/** The reviews by problem, in the order in which the drugs were reviewed. */
export function orderProblems(found: Found, answer: Answer): readonly OrderProblem[] {
  const groups: OrderReview[][] = [];
  const isSame = (a: OrderReview, b: OrderReview): boolean =>
    a.verdict === b.verdict &&
    a.standing === b.standing &&
    isWatched(a, answer) === isWatched(b, answer) &&
    again(a, found) === again(b, found) &&
    (a.mechanisms.length > 0 && b.mechanisms.length > 0
      ? a.mechanisms.some((id) => b.mechanisms.includes(id))
      : a.headline === b.headline && a.statement === b.statement && a.settledBy === b.settledBy);
  for (const review of found.reviews) {
    const group = groups.find((reviews) => reviews.some((other) => isSame(review, other)));
    if (group === undefined) groups.push([review]);
    else group.push(review);
  }
  return groups.map((group) => {
    const reviews = [...group].sort((a, b) => compareText(a.level ?? 'Z', b.level ?? 'Z'));
    const [review = group[0]] = reviews;
    if (review === undefined) throw new Error('a problem without a review');
    const drugs = reviews.map(({ drug }) => drug);
    const mechanisms = found.mechanisms.filter((m) =>
      reviews.some((r) => r.mechanisms.includes(m.id)),
    );
    return {
      review,
      reviews,
      drugs,
      opposing: gravestFirst(mechanisms, drugs),
      again: rechallengeToShow(review, found, answer),
      watched: isWatched(review, answer),
    };
  });
}

function again(review: OrderReview, { rechallenges }: Found): Rechallenge | undefined {
  return rechallenges.find((r) => r.drugs.includes(review.drug));
}

/**
 * Where the drug has just failed there is nothing to re-challenge: the question, and any day to test
 * again, arises once another line has passed. A sister drug ordered straight after gets the criteria.
 */
function rechallengeToShow(
  review: OrderReview,
  found: Found,
  answer: Answer,
): Rechallenge | undefined {
  const rechallenge = again(review, found);
  const latest = answer.evaluation.lines.at(-1)?.number;
  if (rechallenge === undefined || rechallenge.line !== latest) return rechallenge;
  return review.verdict === 'ineffective'
    ? undefined
    : { ...rechallenge, retest: null, settledBy: null };
}

/** A drug renewed while it still helps: resistance in plasma before progression is watched, and mandates no switch. */
function isWatched({ verdict, drug }: OrderReview, answer: Answer): boolean {
  return (
    verdict === 'ineffective' &&
    answer.evaluation.lines.some(
      (line) => line.ongoing && line.progressedOn === null && line.drugs.includes(drug),
    )
  );
}
