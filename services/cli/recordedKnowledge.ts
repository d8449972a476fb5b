import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import type { DecisionRecord } from '../decision-log/logEntry.ts';
import { unknownPins } from '../../src/rulebase/packsInForce.ts';
import { openRuleStore } from '../rule-store/ruleStore.ts';
import { UsageError } from './usageError.ts';

/**
 * The packs that a decision was made with, and no others.
 * @throws UsageError naming the packs that are not there as they were.
 */
export function recordedKnowledge(
  directory: string,
  { packs, asOf }: DecisionRecord,
): KnowledgeBase {
  const store = openRuleStore(directory);
  const made = Object.fromEntries(packs.map(({ pack, version }) => [pack, version]));
  const gone = new Set(unknownPins(store.versions, made));
  const pins = Object.fromEntries(
    Object.entries(made).filter(([pack, version]) => !gone.has(`${pack}@${version}`)),
  );
  const knowledge = store.knowledge(asOf, pins);
  const hashOf = new Map(knowledge.packs.map(({ pack, hash }) => [pack, hash]));
  const missing = packs.filter(({ pack, hash }) => hashOf.get(pack) !== hash);
  if (missing.length > 0) {
    const names = missing.map(
      ({ pack, version, hash }) => `${pack}@${version} (SHA-256 ${hash.slice(0, 12)})`,
    );
    throw new UsageError(
      `The packs of this decision are not in ${directory}: ${names.join(', ')}. Name a rule base that has them with --rules.`,
    );
  }
  return knowledge;
}
