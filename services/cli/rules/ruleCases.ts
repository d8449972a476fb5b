import type { ClinicalDate } from '../../../src/domain/date.ts';
import { ruleSpeaks } from '../../../src/evaluateRuleCase.ts';
import { casesInTurn } from '../../../src/rulebase/casesInTurn.ts';
import type { KnowledgeBase } from '../../../src/rulebase/knowledge.ts';
import type { RuleBaseWithCases, RuleFile } from '../../../src/rulebase/ruleFiles.ts';

export interface CheckedCases {
  readonly count: number;
  /** One sentence for each case that is not answered as it should be. */
  readonly failures: readonly string[];
}

/** Judges the cases that stand beside the rules; one that is retired or of low confidence must not speak for anybody. */
export function checkedCases(
  { packs }: RuleBaseWithCases,
  asOf: ClinicalDate,
  knowledge: KnowledgeBase,
): CheckedCases {
  const failures: string[] = [];
  let count = 0;
  for (const { rules, cases } of packs) {
    const silent = new Set(rules.flatMap((rule) => (isSilent(rule) ? [rule.id] : [])));
    for (const { rule, matches, doesNotMatch } of cases) {
      for (const [patients, asWritten] of [
        [matches, true],
        [doesNotMatch, false],
      ] as const) {
        const expected = asWritten && !silent.has(rule);
        for (const patient of patients.flatMap(casesInTurn)) {
          count += 1;
          if (ruleSpeaks(rule, patient, asOf, knowledge) === expected) continue;
          failures.push(
            `Rule ${rule} ${expected ? 'does not speak but should' : 'speaks but should not'}: ${patient.reason}`,
          );
        }
      }
    }
  }
  return { count, failures };
}

function isSilent(rule: RuleFile): boolean {
  return rule.retired !== undefined || ('confidence' in rule && rule.confidence === 'low');
}
