/* eslint-disable @typescript-eslint/no-magic-numbers -- coefficients of published formulas, no clinical thresholds */

/**
 * Wilson score interval of a proportion (Wilson 1927): which allele fractions are compatible with
 * `fraction` seen at `depth` reads, at the given confidence (0-1).
 */
export function binomialInterval(
  fraction: number,
  depth: number,
  confidence: number,
): readonly [number, number] {
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const z2 = z * z;
  const centre = (fraction + z2 / (2 * depth)) / (1 + z2 / depth);
  const spread =
    (z / (1 + z2 / depth)) *
    Math.sqrt((fraction * (1 - fraction)) / depth + z2 / (4 * depth * depth));
  return [Math.max(0, centre - spread), Math.min(1, centre + spread)];
}

/** A fraction with the reads it was counted in. */
export interface Counted {
  readonly fraction: number;
  readonly depth: number;
}

/**
 * Interval of the ratio of two fractions above zero of one sample, on the logarithmic scale (delta
 * method). The two count as independent: reads of different places are of different molecules. What
 * they share, the tumour's part of the sample, moves both alike, so that the interval is rather too
 * wide than too narrow.
 */
export function ratioInterval(a: Counted, b: Counted, confidence: number): [number, number] {
  const variance = ({ fraction, depth }: Counted): number => (1 - fraction) / (depth * fraction);
  const spread = normalQuantile(1 - (1 - confidence) / 2) * Math.sqrt(variance(a) + variance(b));
  const ratio = a.fraction / b.fraction;
  return [ratio * Math.exp(-spread), ratio * Math.exp(spread)];
}

/**
 * The reads at which a fraction is found at least once with the given confidence: what an assay that
 * finds `limitOfDetection` so often must count at the least, so that an interval from them is rather
 * too wide.
 */
export function readsBehindLimit(limitOfDetection: number, confidence: number): number {
  return Math.log(1 - confidence) / Math.log(1 - limitOfDetection);
}

/** The largest fraction compatible with no supporting read among `depth`: 1-(1-confidence)^(1/depth). */
export function upperBoundWhenNoneSeen(depth: number, confidence: number): number {
  return 1 - Math.pow(1 - confidence, 1 / depth);
}

/**
 * Quantile of the standard normal distribution for 0.5 <= p < 1, by the rational approximation
 * 26.2.23 of Abramowitz and Stegun (error below 4.5e-4).
 */
function normalQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - p));
  return (
    t -
    (2.515517 + 0.802853 * t + 0.010328 * t * t) /
      (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t)
  );
}
