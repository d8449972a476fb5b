import type { TrackPoint, Trend } from '../domain/track.ts';

/**
 * Which way is the alteration going? Read from plasma, which samples the whole tumour, or from the
 * blood of a leukaemia; tissue of
 * different lesions is not a time course. Rising and falling need a difference that chance does not
 * explain (intervals apart, or the fold change where depth is not known), in absolute terms and
 * relative to the truncal alteration, so that a fall in shedding is not taken for loss of a clone.
 */
export function trend(points: readonly TrackPoint[], foldChange: number): Trend {
  const told = points.filter(
    (p) => p.ofWholeTumour && p.on !== null && p.state !== 'cannot-be-told',
  );
  const last = told.at(-1);
  if (last === undefined) return 'undetermined';
  // Plasma and the cells of blood are on different scales.
  const course = told.filter((p) => p.material === last.material);
  const before = course.slice(0, -1);
  if (last.state === 'not-detected') {
    return points.some((p) => p.state === 'detected') ? 'cleared' : 'undetermined';
  }
  const direction = directionOf(last, before, foldChange);
  const firstSeen = course.findIndex((p) => p.state === 'detected');
  if (firstSeen > 0 && direction !== 'falling') return 'emergent';
  return direction;
}

/** Compares with the nearest earlier reading that differs for certain. */
function directionOf(
  last: TrackPoint,
  before: readonly TrackPoint[],
  foldChange: number,
): 'rising' | 'falling' | 'stable' | 'undetermined' {
  const measured = before.filter((p) => p.state === 'detected' && p.fraction !== null);
  if (last.fraction === null || measured.length === 0) return 'undetermined';
  for (const earlier of measured.toReversed()) {
    const change = changeBetween(earlier, last, foldChange);
    if (change !== 'stable') return change;
  }
  return 'stable';
}

function changeBetween(
  earlier: TrackPoint,
  later: TrackPoint,
  foldChange: number,
): 'rising' | 'falling' | 'stable' {
  if (earlier.fraction === null || later.fraction === null) return 'stable';
  const ratio = later.fraction / earlier.fraction;
  const apart =
    earlier.interval !== null && later.interval !== null
      ? later.interval[0] > earlier.interval[1] || later.interval[1] < earlier.interval[0]
      : ratio >= foldChange || ratio <= 1 / foldChange;
  if (!apart) return 'stable';
  const relative = relativeRatio(earlier, later);
  if (ratio > 1) return relative === null || relative > 1 ? 'rising' : 'stable';
  return relative === null || relative < 1 ? 'falling' : 'stable';
}

/** Change relative to the truncal alteration, or `null` when it is not known or is the truncal one itself. */
function relativeRatio(earlier: TrackPoint, later: TrackPoint): number | null {
  const before = earlier.relativeToTruncal;
  const after = later.relativeToTruncal;
  if (before === null || after === null || (before === 1 && after === 1)) return null;
  return after / before;
}
