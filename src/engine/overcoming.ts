import type { Alteration } from '../domain/alteration.ts';
import type { OpenQuestion } from '../domain/conclusion.ts';
import type { EvidenceLevel } from '../domain/evidence.ts';
import { matchesPattern } from '../rulebase/alterationPattern.ts';
import { strongest } from '../rulebase/compileKnowledge.ts';
import type { CompiledOption, KnowledgeBase } from '../rulebase/knowledge.ts';
import { hasCompanions } from './phase.ts';
import type { TumourState } from './tumourState.ts';

/** What an option states that it overcomes, and what must still be known before that counts. */
export interface Overcoming {
  readonly level: EvidenceLevel;
  readonly open: OpenQuestion | null;
}

/** Does the option's own evidence say that it overcomes the alteration in this tumour? */
export function overcoming(
  option: CompiledOption,
  alteration: Alteration,
  state: TumourState,
  knowledge: KnowledgeBase,
): Overcoming | null {
  const stated = option.overcomes.flatMap((claim): Overcoming[] => {
    const level = strongest(claim.evidence);
    const speaksOfIt = claim.alterations.some((p) =>
      matchesPattern(p, alteration, knowledge.patternContext),
    );
    if (level === null || !speaksOfIt) return [];
    const holds = hasCompanions(alteration, claim, state, knowledge);
    if (holds === false) return [];
    return [{ level, open: holds === true ? null : holds }];
  });
  return stated.find(({ open }) => open === null) ?? stated[0] ?? null;
}

/** Whether it is known, with nothing open, to overcome the alteration. */
export function isKnownToOvercome(
  option: CompiledOption,
  alteration: Alteration,
  state: TumourState,
  knowledge: KnowledgeBase,
): boolean {
  return overcoming(option, alteration, state, knowledge)?.open === null;
}
