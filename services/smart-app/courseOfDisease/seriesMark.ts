import {
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
} from 'd3-shape';

/** Colours of the palette; the style sheet has a class `s0` to `s6` for each. */
export const SERIES_COLOURS = 7;

const SHAPES = [
  symbolCircle,
  symbolSquare,
  symbolTriangle,
  symbolDiamond,
  symbolStar,
  symbolCross,
  symbolWye,
];
const DASHES = ['', '7 3', '2 3', '9 3 2 3', '4 2', '1 2', '12 4'];

/** Class of a series: its colour. */
export function seriesClass(index: number): string {
  return `s${String(index % SERIES_COLOURS)}`;
}

/**
 * Outline of a series' mark around 0,0. Shapes shift against colours after the first round, so that
 * no two of 49 series look alike, also without colour.
 */
export function seriesShape(index: number, size = 70): string {
  const shape =
    SHAPES[(index + Math.floor(index / SERIES_COLOURS)) % SHAPES.length] ?? symbolCircle;
  return symbol(shape, size).digits(2)() ?? '';
}

export function seriesDash(index: number): string {
  return DASHES[index % DASHES.length] ?? '';
}
