import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import type { DecisionRecord } from '../decision-log/logEntry.ts';
import { loadKnowledge } from '../rule-store/loadKnowledge.ts';
import { UsageError } from './usageError.ts';

/**
 * The packs that a decision was made with, and no others.
 * @throws UsageError naming the packs that are not there as they were.
 */
export function recordedKnowledge(
  directory: string,
  { packs, asOf }: DecisionRecord,
): KnowledgeBase {
  const knowledge = loadKnowledge(directory, { asOf });
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
