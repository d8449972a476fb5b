/** Colours of the palette; the style sheet has a class `s0` to `s6` for each. */
export const SERIES_COLOURS = 7;

/** Outlines around 0,0, of about equal area: circle, square, triangle, diamond, star, cross, triangle on its tip. */
const SHAPES = [
  'M4.7,0A4.7,4.7 0 1 1 -4.7,0A4.7,4.7 0 1 1 4.7,0Z',
  'M-4.2,-4.2H4.2V4.2H-4.2Z',
  'M0,-6L5.5,3.9H-5.5Z',
  'M0,-6.4L4.1,0L0,6.4L-4.1,0Z',
  'M0,-6.6L1.6,-2.1L6.3,-2L2.6,0.8L3.9,5.3L0,2.7L-3.9,5.3L-2.6,0.8L-6.3,-2L-1.6,-2.1Z',
  'M-1.9,-5.6H1.9V-1.9H5.6V1.9H1.9V5.6H-1.9V1.9H-5.6V-1.9H-1.9Z',
  'M0,6L-5.5,-3.9H5.5Z',
] as const;
const DASHES = ['', '7 3', '2 3', '9 3 2 3', '4 2', '1 2', '12 4'];

/** Outlines of samples: a square of tissue, a drop of blood plasma or another fluid. */
export const SAMPLE_SHAPES = {
  tissue: 'M-5.5,-5.5H5.5V5.5H-5.5Z',
  fluid: 'M0,-8C3,-3 6,-0.5 6,2.5A6,6 0 0 1 -6,2.5C-6,-0.5 -3,-3 0,-8Z',
} as const;

/** Class of a series: its colour. */
export function seriesClass(index: number): string {
  return `s${String(index % SERIES_COLOURS)}`;
}

/**
 * Outline of a series' mark. Shapes shift against colours after the first round, so that no two of 49
 * series look alike, also without colour.
 */
export function seriesShape(index: number): string {
  return SHAPES[(index + Math.floor(index / SERIES_COLOURS)) % SHAPES.length] ?? SHAPES[0];
}

export function seriesDash(index: number): string {
  return DASHES[index % DASHES.length] ?? '';
}
