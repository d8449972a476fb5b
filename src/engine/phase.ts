import { alterationKey, alterationName, type Alteration } from '../domain/alteration.ts';
import type { OpenQuestion } from '../domain/conclusion.ts';
import type { Phase } from '../domain/reading.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';
import { matchesPattern, type AlterationPattern } from '../rulebase/alterationPattern.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { phaseKey } from './statedPhases.ts';
import type { TumourState } from './tumourState.ts';

/**
 * Are two alterations on the same allele, or not? The laboratory's statement decides; else what was
 * never found in one sample that could have shown both is not on one allele (`trans`: different
 * alleles, cells or lesions). Closeness or like fractions are no answer.
 */
export function phaseBetween(a: Alteration, b: Alteration, state: TumourState): Phase | 'unknown' {
  const key = phaseKey(a, b);
  const stated = state.phases.get(key);
  if (stated !== undefined) return stated.phase === 'contradictory' ? 'unknown' : stated.phase;
  return state.apart.pairs.has(key) ? 'trans' : 'unknown';
}

/** Where the record says how an alteration lies to others of the tumour. */
export function phaseResources(
  alteration: Alteration,
  { ever, phases }: TumourState,
): readonly ResourceRef[] {
  if (phases.size === 0) return [];
  return ever.flatMap((other) => phases.get(phaseKey(alteration, other))?.resources ?? []);
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
  return inPhase(alteration, beside, phase, state);
}

/** What lifts a rule when it is beside the alteration. */
export interface Exceptions {
  /** None of these is in the tumour now. */
  readonly unless: readonly AlterationPattern[];
  /** How they must lie to the alteration to lift the rule; `null` when it does not matter. */
  readonly unlessPhase: Phase | null;
}

/**
 * Does the rule stand in spite of what would lift it? Where the phase matters, a lesion that carries
 * the alteration without the lifting one keeps the rule in force, and an unknown phase stays a question.
 */
export function standsInSpiteOf(
  alteration: Alteration,
  { unless, unlessPhase }: Exceptions,
  state: TumourState,
  { patternContext }: KnowledgeBase,
): boolean | OpenQuestion {
  if (unless.length === 0) return true;
  const lifting = state.now.filter((a) => unless.some((p) => matchesPattern(p, a, patternContext)));
  if (lifting.length === 0 || unlessPhase === null) return lifting.length === 0;
  const without = state.apart.without.get(alterationKey(alteration));
  const beside = lifting.filter((a) => without?.has(alterationKey(a)) !== true);
  if (beside.length === 0) return true;
  const lifted = inPhase(alteration, beside, unlessPhase, state);
  return typeof lifted === 'boolean' ? !lifted : lifted;
}

function inPhase(
  alteration: Alteration,
  others: readonly Alteration[],
  phase: Phase,
  state: TumourState,
): boolean | OpenQuestion {
  const answers = others.map((other) => ({ other, phase: phaseBetween(alteration, other, state) }));
  if (answers.some((a) => a.phase === phase)) return true;
  const open = answers.find((a) => a.phase === 'unknown');
  if (open === undefined) return false;
  const contradicted = state.phases.has(phaseKey(alteration, open.other));
  return {
    about: 'phase',
    // One order of names, so that both alterations raise one question.
    what: `whether ${[alteration, open.other].map(alterationName).sort().join(' and ')} lie on one allele (cis) or on two (trans)`,
    why: contradicted ? 'the reports contradict each other' : 'no report says',
  };
}
