import { alterationKey, type Alteration } from '../domain/alteration.ts';
import type { Phase, Reading } from '../domain/reading.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';

/** What the record says of how two alterations lie to each other, and where. */
export interface StatedPhase {
  /** Readings that contradict each other count as unknown. */
  readonly phase: Phase | 'contradictory';
  readonly resources: readonly ResourceRef[];
}

/** What the record says of the phase of two alterations, by `phaseKey`. */
export function statedPhases(readings: Iterable<Reading>): ReadonlyMap<string, StatedPhase> {
  const phases = new Map<string, StatedPhase>();
  for (const { of, phases: relations } of readings) {
    if (of.kind === 'any') continue;
    for (const relation of relations ?? []) {
      const key = phaseKey(of, relation.with);
      const known = phases.get(key);
      const agrees = known === undefined || known.phase === relation.phase;
      const resources = [...new Set([...(known?.resources ?? []), relation.resource])].sort();
      phases.set(key, { phase: agrees ? relation.phase : 'contradictory', resources });
    }
  }
  return phases;
}

/** One key for a pair of alterations, whichever is named first. */
export function phaseKey(a: Alteration, b: Alteration): string {
  return [alterationKey(a), alterationKey(b)].sort().join(' ');
}
