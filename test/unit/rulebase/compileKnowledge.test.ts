import { describe, expect, test } from '@jest/globals';
import { readRuleBase } from '../../../services/rule-store/readRuleBase.ts';
import { compileKnowledge } from '../../../src/rulebase/compileKnowledge.ts';
import type { KnowledgeBase } from '../../../src/rulebase/knowledge.ts';
import type { Confidence, RuleBaseFiles } from '../../../src/rulebase/ruleFiles.ts';
import { aMechanism, anOption, anOrderRule, withRules } from '../../builders/aRuleBase.ts';

const files = readRuleBase('rules');

function faultsOf(changed: Partial<RuleBaseFiles>): readonly string[] {
  const compiled = compileKnowledge({ ...files, ...changed });
  return compiled.ok ? [] : compiled.faults;
}

test.each([
  ['mechanism', aMechanism, (k: KnowledgeBase) => [...k.mechanisms.values()].flat()],
  ['option', anOption, (k: KnowledgeBase) => k.options],
  ['order', anOrderRule, (k: KnowledgeBase) => k.orderRules],
] as const)('a rule of low confidence (%s) is kept and drives nothing', (_kind, made, of) => {
  const speaks = (confidence: Confidence): boolean => {
    const rule = made({ confidence });
    const compiled = compileKnowledge(withRules(rule));
    return compiled.ok && of(compiled.knowledge).some((one) => one.rule.rule === rule.id);
  };
  expect([speaks('high'), speaks('medium'), speaks('low')]).toEqual([true, true, false]);
});

test('a name that does not resolve is a fault also at low confidence', () => {
  const compiled = compileKnowledge(
    withRules(aMechanism({ confidence: 'low', resistantTo: ['unheard-of'] })),
  );
  expect(compiled.ok ? [] : compiled.faults).toEqual([
    'rule lung/of-a-test names the unknown drug or class "unheard-of".',
  ]);
});

describe('a name that does not resolve is a fault in one sentence', () => {
  const [id = '', entry] = Object.entries(files.toxicities)[0] ?? [];

  test('a toxicity of an unknown drug', () => {
    const toxicities = { [id]: { ...entry, of: ['unheard-of'] } } as RuleBaseFiles['toxicities'];
    expect(faultsOf({ toxicities })).toEqual([
      `toxicity ${id} names the unknown drug or class "unheard-of".`,
    ]);
  });

  test('a toxicity with an unknown gate', () => {
    const toxicities = { [id]: { ...entry, gates: ['pulse'] } } as RuleBaseFiles['toxicities'];
    expect(faultsOf({ toxicities })).toEqual([`toxicity ${id} names the unknown gate "pulse".`]);
  });

  test('a test for an unknown disease', () => {
    const [test = '', general] = Object.entries(files.tests)[0] ?? [];
    const tests = { ...files.tests, [test]: { ...general, diseases: ['elsewhere'] } };
    expect(faultsOf({ tests } as Partial<RuleBaseFiles>)).toEqual([
      `test ${test} names the unknown disease "elsewhere".`,
    ]);
  });

  test('an indication for an unknown disease, with an unknown drug, from a source that is no label', () => {
    const indication = {
      region: 'US',
      disease: 'elsewhere',
      with: ['unheard-of'],
      label: 'mok-2017-aura3',
    } as const;
    const { osimertinib } = files.terminology.drugs;
    if (osimertinib === undefined) throw new Error('osimertinib is not in the terminology');
    const drugs = {
      ...files.terminology.drugs,
      osimertinib: { ...osimertinib, indications: [indication] },
    };
    expect(faultsOf({ terminology: { ...files.terminology, drugs } })).toEqual([
      'drug osimertinib names the unknown disease "elsewhere".',
      'drug osimertinib names the unknown drug or class "unheard-of".',
      'drug osimertinib has an indication from "mok-2017-aura3", no label.',
    ]);
  });

  test('a feedback under an unknown class', () => {
    const pathways = files.pathways.map((pathway) => ({
      ...pathway,
      edges: pathway.edges.map((edge) =>
        edge.kind === 'feedback' ? { ...edge, under: ['x'] } : edge,
      ),
    }));
    expect(faultsOf({ pathways }).some((f) => f.includes('unknown drug or class "x"'))).toBe(true);
  });
});

describe('feedback that drugs release', () => {
  const compiled = compileKnowledge(files);
  if (!compiled.ok) throw new Error(compiled.faults.join('\n'));
  const reopening = compiled.knowledge.pathways.get('MAPK')?.reopening ?? [];

  test('a loop of a node onto itself opens no new way', () => {
    expect(reopening.map((e) => e.to)).not.toContain('RAF');
  });

  test('what holds others down does not lead to the output and opens nothing', () => {
    expect(reopening.map((e) => e.to)).not.toContain('negative-feedback');
  });

  test('diseases and classes are expanded to their members', () => {
    const inColon = reopening.find((e) => e.genes.includes('EGFR'));
    expect(inColon?.under.has('encorafenib')).toBe(true);
    expect(inColon?.diseases?.has('colorectal-cancer')).toBe(true);
  });
});
