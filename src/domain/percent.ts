/** A fraction (0-1) as laboratories report it, with two significant figures: `0.05 %`, `3.1 %`, `12 %`. */
export function percent(fraction: number): string {
  return `${String(Number((fraction * 100).toPrecision(2)))} %`;
}
