import { alterationName, type Alteration } from '../domain/alteration.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';

/** The name a clinician reads; a histology goes by the disease's name instead of its id. */
export function alterationLabel(alteration: Alteration, { terminology }: KnowledgeBase): string {
  if (alteration.kind !== 'histology') return alterationName(alteration);
  const disease = terminology.diseases.get(alteration.disease);
  return `${(disease?.name ?? alteration.disease).toLowerCase()} histology`;
}
