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
  const absolute = absoluteChange(earlier, later, foldChange);
  const relative = relativeChange(earlier, later, foldChange);
  if (absolute === 0 || (relative !== null && relative !== absolute)) return 'stable';
  return absolute > 0 ? 'rising' : 'falling';
}

/** Up or down beyond what chance explains, or neither. */
type Direction = -1 | 0 | 1;

/** How the fraction itself went. */
export function absoluteChange(
  earlier: TrackPoint,
  later: TrackPoint,
  foldChange: number,
): Direction {
  if (earlier.fraction === null || later.fraction === null) return 0;
  return directionBetween(
    { value: earlier.fraction, interval: earlier.interval },
    { value: later.fraction, interval: later.interval },
    foldChange,
  );
}

/** How it went beside the truncal alteration; `null` when that is not known or it is the truncal one itself. */
export function relativeChange(
  earlier: TrackPoint,
  later: TrackPoint,
  foldChange: number,
): Direction | null {
  const before = earlier.relativeToTruncal;
  const after = later.relativeToTruncal;
  if (before === null || after === null || (before === 1 && after === 1)) return null;
  return directionBetween(
    { value: before, interval: earlier.relativeInterval },
    { value: after, interval: later.relativeInterval },
    foldChange,
  );
}

interface Estimate {
  readonly value: number;
  readonly interval: readonly [number, number] | null;
}

function directionBetween(earlier: Estimate, later: Estimate, foldChange: number): Direction {
  const apart =
    earlier.interval !== null && later.interval !== null
      ? later.interval[0] > earlier.interval[1] || later.interval[1] < earlier.interval[0]
      : later.value >= foldChange * earlier.value || later.value * foldChange <= earlier.value;
  if (!apart) return 0;
  return later.value > earlier.value ? 1 : -1;
}
