import { alterationKey, geneOf, isSmallChange, type Alteration } from '../domain/alteration.ts';
import type { OpenQuestion } from '../domain/conclusion.ts';
import {
  matchesPattern,
  type AlterationPattern,
  type PatternContext,
} from '../rulebase/alterationPattern.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import type { TumourState } from './tumourState.ts';

/**
 * Are both copies of the gene lost? Yes after deletion of both, a germline hit with one in the tumour, a hit with loss of the other copy
 * in one sample, or two hits in one biopsy. Two hits in plasma may come from different cells, and a
 * loss stated without its cause may be one hit: those stay a question.
 */
export function bothCopiesLost(
  hit: Alteration,
  hitPatterns: readonly AlterationPattern[],
  state: TumourState,
  { patternContext }: KnowledgeBase,
): true | OpenQuestion {
  if (hit.kind === 'copy-number' && hit.direction === 'deep-loss') return true;
  if (germlineHit(hit, hitPatterns, state, patternContext) !== undefined) return true;
  const seen = samplesOf(hit, state);
  const second = state.now.some((other) => {
    if (geneOf(other) !== geneOf(hit) || alterationKey(other) === alterationKey(hit)) return false;
    const together = samplesOf(other, state).filter((s) => seen.some((t) => t.id === s.id));
    if (other.kind === 'copy-number') {
      return LOSES_A_COPY.has(other.direction) && together.length > 0;
    }
    const isHit =
      isSmallChange(hit) &&
      isSmallChange(other) &&
      hitPatterns.some((p) => matchesPattern(p, other, patternContext));
    return isHit && together.some((s) => s.material === 'tissue');
  });
  if (second) return true;
  return {
    about: 'second-hit',
    what: `whether the other copy of ${geneOf(hit) ?? 'the gene'} is lost too`,
    why: 'one copy is seen to be hit',
  };
}

/** A germline change of the gene that takes away one copy's function: what is hit in the tumour beside it is the second. */
export function germlineHit(
  hit: Alteration,
  hitPatterns: readonly AlterationPattern[],
  { germline }: TumourState,
  patternContext: PatternContext,
): Alteration | undefined {
  return germline.find(
    (first) =>
      geneOf(first) === geneOf(hit) &&
      alterationKey(first) !== alterationKey(hit) &&
      hitPatterns.some((p) => matchesPattern(p, first, patternContext)),
  );
}

/** Whether the change takes away one copy of its gene. */
export function losesACopy(alteration: Alteration): boolean {
  return alteration.kind === 'copy-number' && LOSES_A_COPY.has(alteration.direction);
}

const LOSES_A_COPY: ReadonlySet<string> = new Set(['loss', 'loh', 'deep-loss']);

function samplesOf(alteration: Alteration, state: TumourState): readonly SeenIn[] {
  return state.seenIn.get(alterationKey(alteration)) ?? [];
}

type SeenIn = NonNullable<ReturnType<TumourState['seenIn']['get']>>[number];
