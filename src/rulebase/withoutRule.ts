import type { KnowledgeBase } from './knowledge.ts';
import type { RuleRef } from '../domain/evidence.ts';

/** The same knowledge but for one rule or table: what is known only through it is not known. */
export function withoutRule(knowledge: KnowledgeBase, id: string): KnowledgeBase {
  const others = <T extends { readonly rule: RuleRef }>(rules: readonly T[]): readonly T[] =>
    rules.filter(({ rule }) => rule.rule !== id);
  return {
    ...knowledge,
    mechanisms: new Map([...knowledge.mechanisms].map(([gene, rules]) => [gene, others(rules)])),
    sensitivities: new Map(
      [...knowledge.sensitivities].map(([gene, rows]) => [gene, others(rows)]),
    ),
    suspectable: others(knowledge.suspectable),
    options: others(knowledge.options),
    rechallenges: others(knowledge.rechallenges),
    orderRules: others(knowledge.orderRules),
  };
}
