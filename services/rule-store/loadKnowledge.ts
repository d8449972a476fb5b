import type { ClinicalDate } from '../../src/domain/date.ts';
import { compileKnowledge, packsInForce } from '../../src/rulebase/compileKnowledge.ts';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import { readRuleBase } from './readRuleBase.ts';
import { RuleFileError } from './ruleFileError.ts';

/**
 * The compiled rule base of a `rules/` directory, with the packs in force on a day.
 * @throws RuleFileError with one sentence per fault when a file is not valid or a name does not resolve.
 */
export function loadKnowledge(
  directory: string,
  { asOf }: { readonly asOf: ClinicalDate },
): KnowledgeBase {
  const files = readRuleBase(directory);
  const compiled = compileKnowledge({ ...files, packs: packsInForce(files.packs, asOf) });
  if (!compiled.ok) throw new RuleFileError(compiled.faults);
  return compiled.knowledge;
}
