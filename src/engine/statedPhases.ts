import { alterationKey, type Alteration } from '../domain/alteration.ts';
import type { Phase, Reading } from '../domain/reading.ts';

/** What the record says of the phase of two alterations, by `phaseKey`; readings that contradict each other count as unknown. */
export function statedPhases(
  readings: Iterable<Reading>,
): ReadonlyMap<string, Phase | 'contradictory'> {
  const phases = new Map<string, Phase | 'contradictory'>();
  for (const { of, phases: relations } of readings) {
    if (of.kind === 'any') continue;
    for (const relation of relations ?? []) {
      const key = phaseKey(of, relation.with);
      const known = phases.get(key);
      const agrees = known === undefined || known === relation.phase;
      phases.set(key, agrees ? relation.phase : 'contradictory');
    }
  }
  return phases;
}

/** One key for a pair of alterations, whichever is named first. */
export function phaseKey(a: Alteration, b: Alteration): string {
  return [alterationKey(a), alterationKey(b)].sort().join(' ');
}
