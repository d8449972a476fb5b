import type {
  CombinationOrSequence,
  Conclusion,
  DataGap,
  Heterogeneity,
  OrderReview,
  Rechallenge,
  ResistanceMechanism,
  Strategy,
} from '../domain/conclusion.ts';
import { compareText, firstDifference } from '../domain/ordering.ts';
import type { DrugId } from '../domain/therapy.ts';
import { lastDetected } from '../engine/standing.ts';

/** Conclusions by kind. */
export interface Found {
  readonly reviews: readonly OrderReview[];
  readonly mechanisms: readonly ResistanceMechanism[];
  readonly convergence: Extract<Conclusion, { kind: 'convergence' }> | undefined;
  readonly heterogeneity: readonly Heterogeneity[];
  readonly strategies: readonly Strategy[];
  readonly decision: CombinationOrSequence | undefined;
  /** Tests and referrals that would change the decision. */
  readonly tests: readonly Strategy[];
  readonly rechallenges: readonly Rechallenge[];
  readonly gaps: readonly DataGap[];
}

export function sorted(conclusions: readonly Conclusion[]): Found {
  const ofKind = <K extends Conclusion['kind']>(
    kind: K,
  ): readonly Extract<Conclusion, { kind: K }>[] =>
    conclusions.filter((c): c is Extract<Conclusion, { kind: K }> => c.kind === kind);
  return {
    reviews: ofKind('order-review'),
    mechanisms: ofKind('resistance-mechanism'),
    convergence: ofKind('convergence')[0],
    heterogeneity: ofKind('heterogeneity'),
    // Tests, referrals and sequences are no rows of the table of options.
    strategies: ofKind('strategy').filter((s) => s.test === null && s.steps.length === 0),
    decision: ofKind('combination-or-sequence')[0],
    tests: ofKind('strategy').filter((s) => s.test !== null),
    rechallenges: ofKind('rechallenge'),
    gaps: ofKind('data-gap'),
  };
}

/** Where there is nothing to choose yet, the tumour board and a trial are not asked. */
export function withoutReferrals(found: Found): Found {
  return { ...found, tests: found.tests.filter(({ form }) => form !== 'referral') };
}

/** By the level of evidence against the drugs at issue, then by how much of it was found. */
export function gravestFirst(
  mechanisms: readonly ResistanceMechanism[],
  drugs: readonly DrugId[],
): readonly ResistanceMechanism[] {
  const level = (m: ResistanceMechanism): string =>
    m.against
      .filter((r) => drugs.includes(r.drug))
      .map((r): string => r.level)
      .sort(compareText)[0] ?? 'Z';
  const fraction = (m: ResistanceMechanism): number => lastDetected(m.track)?.fraction ?? 0;
  return [...mechanisms].sort((a, b) =>
    firstDifference(compareText(level(a), level(b)), fraction(b) - fraction(a)),
  );
}

/** All that an answer must overcome: what stands against the drug at issue, and what is in question beside it. */
export function mechanismsShown(
  found: Found,
  opposing: readonly ResistanceMechanism[],
): readonly ResistanceMechanism[] {
  const inQuestion = found.strategies[0]?.coverage.map((c) => c.mechanism) ?? [];
  if (opposing.length === 0) return [];
  const beside = found.mechanisms.filter((m) => inQuestion.includes(m.id) && !opposing.includes(m));
  return [...opposing, ...gravestFirst(beside, [])];
}
