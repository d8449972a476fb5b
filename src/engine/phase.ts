import { alterationName, type Alteration } from '../domain/alteration.ts';
import type { OpenQuestion } from '../domain/conclusion.ts';
import type { Phase } from '../domain/reading.ts';
import { matchesPattern, type AlterationPattern } from '../rulebase/alterationPattern.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { phaseKey } from './statedPhases.ts';
import type { TumourState } from './tumourState.ts';

/** Are two alterations on the same allele, on different ones, or is that not known? Closeness or fractions are no answer. */
export function phaseBetween(a: Alteration, b: Alteration, state: TumourState): Phase | 'unknown' {
  const stated = state.phases.get(phaseKey(a, b));
  return stated === undefined || stated === 'contradictory' ? 'unknown' : stated;
}

/** What must be beside an alteration for a rule to hold. */
export interface Companions {
  /** At least one of these was ever in the tumour; none asked for when empty. */
  readonly background: readonly AlterationPattern[];
  /** How the alteration must lie to it; `null` when it does not matter. */
  readonly phase: Phase | null;
}

/** Is what must be beside the alteration there, and in the right phase? An unknown phase stays a question. */
export function hasCompanions(
  alteration: Alteration,
  { background, phase }: Companions,
  state: TumourState,
  { patternContext }: KnowledgeBase,
): boolean | OpenQuestion {
  if (background.length === 0) return true;
  const beside = state.ever.filter((a) =>
    background.some((p) => matchesPattern(p, a, patternContext)),
  );
  if (phase === null || beside.length === 0) return beside.length > 0;
  const answers = beside.map((other) => ({
    other,
    phase: phaseBetween(alteration, other, state),
  }));
  if (answers.some((a) => a.phase === phase)) return true;
  const open = answers.find((a) => a.phase === 'unknown');
  if (open === undefined) return false;
  return {
    about: 'phase',
    what: `whether ${alterationName(alteration)} and ${alterationName(open.other)} lie on the same allele (cis) or on different ones (trans)`,
  };
}
