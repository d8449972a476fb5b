/**
 * Seed of the property tests. In the suite it is always the same, so that a change is judged and not
 * the luck of the day; `npm run explore` takes another one each time. A failure names its seed.
 */
const SEED = seedOf(process.env['PROPERTY_SEED'] ?? '1');
/** How many times the usual number of tries. */
const TIMES = Number(process.env['PROPERTY_TIMES'] ?? 1);

function seedOf(asked: string): number {
  return asked === 'random' ? Math.trunc(Math.random() * 2 ** 31) : Number(asked);
}

/** With which values, and how many, a property is tried. */
export function runs(usual: number): { readonly seed: number; readonly numRuns: number } {
  return { seed: SEED, numRuns: usual * TIMES };
}
