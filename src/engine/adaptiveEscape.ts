import type { AdaptiveEscape } from '../domain/conclusion.ts';
import { compareText } from '../domain/ordering.ts';
import type { DrugId } from '../domain/therapy.ts';
import { matchesPattern } from '../rulebase/alterationPattern.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import type { TumourState } from './tumourState.ts';

/**
 * Which nodes signal again when these drugs are given in this tumour? Blocking a pathway releases
 * the feedback that held others down, so resistance can come without any new alteration.
 */
export function escapesUnder(
  drugs: readonly DrugId[],
  state: TumourState,
  { pathways, patternContext }: KnowledgeBase,
): readonly AdaptiveEscape[] {
  const escapes = new Map<string, AdaptiveEscape>();
  for (const { id: pathway, reopening } of pathways.values()) {
    for (const edge of reopening) {
      const under = drugs.filter((drug) => edge.under.has(drug));
      const known = edge.diseases;
      const concerns =
        (known === null || [...state.diseases].some((d) => known.has(d))) &&
        (edge.background.length === 0 ||
          edge.background.some((p) =>
            state.ever.some((a) => matchesPattern(p, a, patternContext)),
          ));
      if (under.length === 0 || !concerns) continue;
      const id = ['escape', pathway, edge.to, ...edge.genes].join(':');
      const { to: node, genes, source } = edge;
      escapes.set(id, { id, pathway, node, genes, under: [...under].sort(compareText), source });
    }
  }
  return [...escapes.values()].sort((a, b) => compareText(a.id, b.id));
}
