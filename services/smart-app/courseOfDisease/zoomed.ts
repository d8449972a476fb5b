type Span = readonly [number, number];

/** A month is the closest look that dates allow. */
const SHORTEST_DAYS = 30;

/** The time shown after a step; `null` once all of it is shown. Never beyond the course itself. */
export function zoomed(
  shown: Span | null,
  whole: Span,
  step: 'in' | 'out' | 'earlier' | 'later',
): Span | null {
  const [from, to] = shown ?? whole;
  const length = to - from;
  const middle = (from + to) / 2;
  const longest = whole[1] - whole[0];
  switch (step) {
    case 'in': {
      // The end is where decisions are made: from the whole course the first step looks there.
      const shorter = Math.max(Math.min(SHORTEST_DAYS, longest), length / 2);
      return shown === null
        ? [to - shorter, to]
        : within([middle - shorter / 2, middle + shorter / 2], whole);
    }
    case 'out':
      return length * 2 >= longest ? null : within([middle - length, middle + length], whole);
    case 'earlier':
      return shown === null ? null : within([from - length / 3, to - length / 3], whole);
    case 'later':
      return shown === null ? null : within([from + length / 3, to + length / 3], whole);
    default:
      return step satisfies never;
  }
}

/** The time between two places of the picture, given as shares (0-1) of its width. */
export function zoomedTo(shown: Span | null, whole: Span, [a, b]: Span): Span | null {
  const [from, to] = shown ?? whole;
  const day = (share: number): number => from + Math.min(1, Math.max(0, share)) * (to - from);
  const [first, last] = [day(Math.min(a, b)), day(Math.max(a, b))];
  const longest = whole[1] - whole[0];
  const length = Math.max(Math.min(SHORTEST_DAYS, longest), last - first);
  const middle = (first + last) / 2;
  return length >= longest ? null : within([middle - length / 2, middle + length / 2], whole);
}

function within([from, to]: Span, whole: Span): Span {
  const shift = Math.max(0, whole[0] - from) - Math.max(0, to - whole[1]);
  return [from + shift, to + shift];
}
