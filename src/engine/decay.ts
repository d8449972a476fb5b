import { daysBetween, type ClinicalDate } from '../domain/date.ts';
import type { AlterationTrack } from '../domain/track.ts';
import { measuredInCourse, paceBetween } from './pace.ts';

/** How fast a resistant clone fades once the drug is gone, from the patient's own plasma. */
export interface Decay {
  readonly halfLifeMonths: number;
  /** Fastest and slowest decay that the readings' intervals allow; slowest `null` when no decay is compatible too. */
  readonly range: readonly [number, number | null];
  readonly readings: number;
}

/**
 * Half-life from the first and last plasma readings after `since` (N(t) = N0 * 0.5^(t/T), the model
 * of Parseghian 2019), or `null` when fewer than two dated fractions exist or they do not fall.
 */
export function observedDecay(track: AlterationTrack, since: ClinicalDate): Decay | null {
  const measured = measuredInCourse(track.points).filter((p) => p.on >= since);
  const first = measured[0];
  const last = measured.at(-1);
  if (first === undefined || last === undefined || daysBetween(first.on, last.on) <= 0) return null;
  if (first.fraction <= last.fraction) return null;
  const { months, range } = paceBetween(first, last);
  return { halfLifeMonths: months, range: range ?? [months, months], readings: measured.length };
}

/** Months until a fraction falls to `target`, at the given half-life; 0 when it is there already. */
export function monthsToReach(fraction: number, target: number, halfLife: number): number {
  return fraction <= target ? 0 : halfLife * Math.log2(fraction / target);
}
