/** From a value to its place in the picture, in pixels. */
export type Scale = (value: number) => number;
type Span = readonly [number, number];

/** Equal steps of the value are equal steps in the picture. */
export function linearScale([low, high]: Span, [from, to]: Span): Scale {
  const perUnit = high === low ? 0 : (to - from) / (high - low);
  return (value) => from + (value - low) * perUnit;
}

/** Equal ratios are equal steps; the domain is above zero. */
export function logScale([low, high]: Span, range: Span): Scale {
  const linear = linearScale([Math.log10(low), Math.log10(high)], range);
  return (value) => linear(Math.log10(value));
}
