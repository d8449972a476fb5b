import { daysBetween, monthsBetween, type ClinicalDate } from '../domain/date.ts';
import type { Pace, TrackPoint } from '../domain/track.ts';

/** A reading of the whole tumour that can be compared with others: dated, with a fraction above zero. */
export type Measured = TrackPoint & { readonly on: ClinicalDate; readonly fraction: number };

/**
 * Readings of the whole tumour with date and fraction, of the material of the last: plasma and the
 * cells of blood are on different scales. Tissue of different lesions is not a time course.
 */
export function measuredInCourse(points: readonly TrackPoint[]): readonly Measured[] {
  const material = points.findLast((p) => p.ofWholeTumour)?.material;
  return points.filter(
    (p): p is Measured =>
      p.ofWholeTumour &&
      p.material === material &&
      p.state === 'detected' &&
      p.on !== null &&
      p.fraction !== null &&
      p.fraction > 0,
  );
}

/**
 * How fast does it grow or fade now? Exponential growth or decay (the model of Parseghian 2019)
 * over the latest run of readings in one direction, so that an earlier rise under another drug does
 * not blur today's fall. With one reading, a published half-life stands in when a rule gives one.
 */
export function pace(
  points: readonly TrackPoint[],
  publishedHalfLifeMonths: number | null,
): Pace | null {
  const measured = measuredInCourse(points);
  const run = latestRun(measured);
  const first = run[0];
  const last = run.at(-1);
  if (first !== undefined && last !== undefined && run.length > 1) {
    return { ...paceBetween(first, last), basis: 'readings', readings: run.length };
  }
  if (measured.length !== 1 || publishedHalfLifeMonths === null) return null;
  return {
    direction: 'fading',
    months: publishedHalfLifeMonths,
    range: null,
    basis: 'prior',
    readings: 1,
  };
}

/** The last readings that all go one way; fewer than two when the last two are equal or of one day. */
function latestRun(measured: readonly Measured[]): readonly Measured[] {
  const last = measured.at(-1);
  const before = measured.slice(0, -1).at(-1);
  if (last === undefined || before === undefined) return [];
  const direction = Math.sign(last.fraction - before.fraction);
  if (direction === 0 || daysBetween(before.on, last.on) <= 0) return [];
  let start = measured.length - 1;
  for (let i = start - 1; i >= 0; i -= 1) {
    const [earlier, later] = [measured[i], measured[i + 1]];
    if (earlier === undefined || later === undefined) break;
    if (Math.sign(later.fraction - earlier.fraction) !== direction) break;
    start = i;
  }
  return measured.slice(start);
}

/** Doubling time or half-life between two readings that differ, with what their intervals allow. */
export function paceBetween(
  first: Measured,
  last: Measured,
): Pick<Pace, 'direction' | 'months' | 'range'> {
  const months = monthsBetween(first.on, last.on);
  const growing = last.fraction > first.fraction;
  const [from, to] = growing ? [first, last] : [last, first];
  const doubling = (low: number, high: number): number | null =>
    low > 0 && high > low ? months / Math.log2(high / low) : null;
  const point = doubling(from.fraction, to.fraction) ?? Infinity;
  const range: Pace['range'] =
    from.interval === null || to.interval === null
      ? null
      : [
          doubling(from.interval[0], to.interval[1]) ?? point,
          doubling(from.interval[1], to.interval[0]),
        ];
  return { direction: growing ? 'growing' : 'fading', months: point, range };
}
