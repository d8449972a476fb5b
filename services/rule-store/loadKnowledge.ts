import type { ClinicalDate } from '../../src/domain/date.ts';
import { compileKnowledge, packsInForce } from '../../src/rulebase/compileKnowledge.ts';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import type { RuleBaseFiles } from '../../src/rulebase/ruleFiles.ts';
import { readRuleBase } from './readRuleBase.ts';
import { RuleFileError } from './ruleFileError.ts';

/** The rule base in force on a day, as files and compiled. */
export interface RulesInForce {
  readonly files: RuleBaseFiles;
  readonly knowledge: KnowledgeBase;
}

/**
 * The compiled rule base of a `rules/` directory, with the packs in force on a day, and the files it
 * was compiled from, for those who compile it elsewhere.
 * @throws RuleFileError with one sentence per fault when a file is not valid or a name does not resolve.
 */
export function loadRules(
  directory: string,
  { asOf }: { readonly asOf: ClinicalDate },
): RulesInForce {
  const { terminology, pathways, tests, toxicities, gates, overrideReasons, sources, packs } =
    readRuleBase(directory);
  const files = {
    terminology,
    pathways,
    tests,
    toxicities,
    gates,
    overrideReasons,
    sources,
    packs: packsInForce(packs, asOf),
  };
  const compiled = compileKnowledge(files);
  if (!compiled.ok) throw new RuleFileError(compiled.faults);
  return { files, knowledge: compiled.knowledge };
}

/** As `loadRules`, for those who only reason. */
export function loadKnowledge(
  directory: string,
  on: { readonly asOf: ClinicalDate },
): KnowledgeBase {
  return loadRules(directory, on).knowledge;
}
