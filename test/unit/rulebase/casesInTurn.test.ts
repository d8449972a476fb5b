import { describe, expect, test } from '@jest/globals';
import { checkedCases } from '../../../services/cli/rules/ruleCases.ts';
import { readRuleBase } from '../../../services/rule-store/readRuleBase.ts';
import { casesInTurn } from '../../../src/rulebase/casesInTurn.ts';
import { compileKnowledge } from '../../../src/rulebase/compileKnowledge.ts';
import type { MechanismRule, RuleFile } from '../../../src/rulebase/ruleFiles.ts';
import { TODAY } from '../../builders/aCase.ts';

const files = readRuleBase('rules');

/** What the cases say when one rule of the base is another. */
function failuresWith(
  id: string,
  change: (rule: MechanismRule) => MechanismRule,
): readonly string[] {
  const changed = (rule: RuleFile): RuleFile =>
    rule.id === id && rule.kind === 'mechanism' ? change(rule) : rule;
  const packs = files.packs.map((pack) => ({ ...pack, rules: pack.rules.map(changed) }));
  const compiled = compileKnowledge({ ...files, packs });
  if (!compiled.ok) throw new Error(compiled.faults.join());
  const own = packs.map((pack) => ({ ...pack, cases: pack.cases.filter((c) => c.rule === id) }));
  return checkedCases({ ...files, packs: own }, TODAY, compiled.knowledge).failures;
}

describe('one case for several patients', () => {
  test('the patient written out comes first, then each with one thing changed', () => {
    const patients = casesInTurn({
      reason: 'RAS below EGFR.',
      disease: 'colorectal-cancer',
      tumour: ['KRAS Q61H'],
      prior: [['cetuximab']],
      inTurn: { tumour: [['KRAS G12D'], []], prior: [[['panitumumab', 'irinotecan']]] },
    });
    expect(patients.map(({ reason, tumour, prior }) => [reason, tumour, prior])).toEqual([
      ['RAS below EGFR.', ['KRAS Q61H'], [['cetuximab']]],
      ['RAS below EGFR. (in turn: KRAS G12D)', ['KRAS G12D'], [['cetuximab']]],
      ['RAS below EGFR. (in turn: nothing)', [], [['cetuximab']]],
      [
        'RAS below EGFR. (in turn: panitumumab with irinotecan)',
        ['KRAS Q61H'],
        [['panitumumab', 'irinotecan']],
      ],
    ]);
  });

  test('an alteration that falls out of a rule is missed by name', () => {
    const without117 = failuresWith('colorectal/kras-mutation', (rule) => ({
      ...rule,
      alterations: rule.alterations.filter((a) => a !== 'KRAS codon 117'),
    }));
    expect(without117).toEqual([
      'Rule colorectal/kras-mutation does not speak but should: KRAS Q61H at progression under cetuximab. (in turn: KRAS codon 117)',
    ]);
  });
});
