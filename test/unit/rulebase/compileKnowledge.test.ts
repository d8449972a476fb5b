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
    'rule lung/of-a-test names the unknown drug or class "unheard-of"; it is not in terminology/drugs.json or drug-classes.json.',
  ]);
});

describe('a name that does not resolve is a fault in one sentence', () => {
  const [id = '', entry] = Object.entries(files.toxicities)[0] ?? [];

  test('a toxicity of an unknown drug', () => {
    const toxicities = { [id]: { ...entry, of: ['unheard-of'] } } as RuleBaseFiles['toxicities'];
    expect(faultsOf({ toxicities })).toEqual([
      `toxicity ${id} names the unknown drug or class "unheard-of"; it is not in terminology/drugs.json or drug-classes.json.`,
    ]);
  });

  test('a toxicity with an unknown gate', () => {
    const toxicities = { [id]: { ...entry, gates: ['pulse'] } } as RuleBaseFiles['toxicities'];
    expect(faultsOf({ toxicities })).toEqual([`toxicity ${id} names the unknown gate "pulse".`]);
  });

  test.each([
    ['brain-metastasis as a gate', { gates: ['brain-metastasis'] }],
    [
      'a measurement as a condition',
      { conditions: [{ gate: 'lvef', force: 'monitor', ask: 'x' }] },
    ],
  ])('a toxicity with %s', (_name, members) => {
    const toxicities = { [id]: { ...entry, ...members } } as RuleBaseFiles['toxicities'];
    expect(faultsOf({ toxicities })).toEqual([
      'gates' in members
        ? `toxicity ${id} names the condition "brain-metastasis" without saying its force.`
        : `toxicity ${id} names "lvef", no condition of gates.json.`,
    ]);
  });

  test('a lesion that is no condition of the patient', () => {
    const [test = '', withLesion] =
      Object.entries(files.tests).find(([, { lesion }]) => lesion !== undefined) ?? [];
    const lesion = { ...withLesion?.lesion, condition: 'lvef' };
    const tests = { ...files.tests, [test]: { ...withLesion, lesion } };
    expect(faultsOf({ tests } as Partial<RuleBaseFiles>)).toEqual([
      `test ${test} names "lvef", which is no condition of gates.json.`,
    ]);
  });

  test('an order rule and a re-challenge with an unknown test, and a gate nobody knows', () => {
    const [again] = files.packs.flatMap(({ rules }) =>
      rules.flatMap((rule) => (rule.kind === 'rechallenge' ? [rule] : [])),
    );
    if (again === undefined) throw new Error('no pack has a rule of re-challenge');
    const criteria = { ...again.criteria, excludedBy: ['pulse'] };
    const compiled = compileKnowledge(
      withRules(anOrderRule({ test: 'tea-leaves' }), {
        ...again,
        id: 'lung/again-of-a-test',
        test: 'tea-leaves',
        criteria,
      }),
    );
    expect(compiled.ok ? [] : compiled.faults).toEqual([
      'rule lung/order-of-a-test names the unknown test "tea-leaves".',
      'rule lung/again-of-a-test names the unknown gate "pulse".',
      'rule lung/again-of-a-test names the unknown test "tea-leaves".',
    ]);
  });

  test('an alteration that is written in no known form', () => {
    const compiled = compileKnowledge(withRules(aMechanism({ alterations: ['SMAD4 is broken'] })));
    expect(compiled.ok ? [] : compiled.faults).toEqual([
      'rule lung/of-a-test has the alteration "SMAD4 is broken", which is not in a known form.',
    ]);
  });

  test('a threshold that no pack gives', () => {
    const packs = files.packs.map((pack) => ({
      ...pack,
      rules: pack.rules.map((rule) => {
        if (rule.kind !== 'thresholds') return rule;
        const values = Object.fromEntries(
          Object.entries(rule.values).filter(([name]) => name !== 'foldChange'),
        );
        return { ...rule, values } as unknown as typeof rule;
      }),
    }));
    expect(faultsOf({ packs })).toEqual(['No pack in force gives the threshold foldChange.']);
  });

  test('a test for an unknown disease', () => {
    const [test = '', general] = Object.entries(files.tests)[0] ?? [];
    const tests = { ...files.tests, [test]: { ...general, diseases: ['elsewhere'] } };
    expect(faultsOf({ tests } as Partial<RuleBaseFiles>)).toEqual([
      `test ${test} names the unknown disease "elsewhere"; it is not in terminology/diseases.json.`,
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
      'drug osimertinib names the unknown disease "elsewhere"; it is not in terminology/diseases.json.',
      'drug osimertinib names the unknown drug or class "unheard-of"; it is not in terminology/drugs.json or drug-classes.json.',
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

  test('a condition on an edge that activates, which nobody would heed', () => {
    const pathways = files.pathways.map((pathway) => ({
      ...pathway,
      edges: pathway.edges.map((edge) =>
        pathway.id === 'MAPK' && edge.from === 'RAS'
          ? { ...edge, diseases: ['colorectal-cancer'] }
          : edge,
      ),
    }));
    expect(faultsOf({ pathways })).toContain(
      'pathway MAPK has the edge RAS to RAF with a condition; only feedback can have one.',
    );
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
