import type { DrugId } from '../domain/therapy.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';

/** The drugs by name, each once, as a sentence lists them. */
export function drugNames(drugs: readonly DrugId[], { terminology }: KnowledgeBase): string {
  return [...new Set(drugs)].map((drug) => terminology.drugs.get(drug)?.name ?? drug).join(', ');
}
