import type { ClinicalDate } from '../../src/domain/date.ts';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import { openRuleStore, type RuleOrigin } from './ruleStore.ts';

/**
 * The compiled rule base of a `rules/` directory, with the versions in force on a day.
 * @throws RuleFileError with one sentence per fault when a file is not valid or a name does not resolve.
 */
export function loadKnowledge(
  directory: string,
  { asOf, origin = 'released' }: { readonly asOf: ClinicalDate; readonly origin?: RuleOrigin },
): KnowledgeBase {
  return openRuleStore(directory, origin).knowledge(asOf);
}
