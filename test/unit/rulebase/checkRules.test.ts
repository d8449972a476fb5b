import { describe, expect, test } from '@jest/globals';
import {
  aMechanism,
  anOption,
  anOrderRule,
  aTable,
  changed,
  ruleBase,
  withRules,
} from '../../builders/aRuleBase.ts';
import { ruleFaults } from '../../../src/rulebase/checkRules.ts';
import type { RuleBaseWithCases, RuleCase, RuleFile } from '../../../src/rulebase/ruleFiles.ts';

const faultsOf = (...rules: readonly RuleFile[]): readonly string[] =>
  ruleFaults(withRules(...rules));

test('the project’s own rule base has no faults', () => {
  expect(ruleFaults(ruleBase)).toEqual([]);
});

test('what the tests below build has no faults before it is spoilt', () => {
  expect(
    faultsOf(
      aMechanism(),
      anOption(),
      anOrderRule(),
      aTable('osimertinib', ['SMAD4 R361C', 'R'], ['SMAD4 R361H', 'S']),
    ),
  ).toEqual([]);
});

describe('references', () => {
  test.each([
    [
      { resistantTo: ['gefitinid'] },
      'rule lung/of-a-test names the unknown drug or class "gefitinid"; near it: gefitinib.',
    ],
    [
      { diseases: ['lung'] },
      'rule lung/of-a-test names the unknown disease "lung"; it is not in terminology/diseases.json.',
    ],
    [
      { alterations: ['SMAD44 any'] },
      'rule lung/of-a-test names the unknown gene "SMAD44"; near it: SMAD4.',
    ],
    [
      { evidence: [{ source: 'nobody-2026', level: 'C' as const }] },
      'rule lung/of-a-test names the unknown source "nobody-2026"; it is not in evidence/sources.json.',
    ],
    [
      { entersAt: [{ pathway: 'MAPK', node: 'NOWHERE' }] },
      expect.stringMatching(
        /^rule lung\/of-a-test enters the unknown node "NOWHERE" of pathway "MAPK"; its nodes are RTK, /,
      ) as unknown as string,
    ],
    [
      { alterations: ['histology sclx'] },
      'Rule lung/of-a-test, alterations: "histology sclx" names a disease that is not in diseases.json.',
    ],
  ])('%j', (members, sentence) => {
    expect(faultsOf(aMechanism(members))).toEqual([sentence]);
  });

  const aCase = (members: Partial<RuleCase>): RuleBaseWithCases =>
    changed('lung', (pack) => ({
      ...pack,
      cases: [
        {
          rule: 'lung/egfr',
          matches: [{ reason: 'a test', disease: 'nsclc', tumour: [], ...members }],
          doesNotMatch: [],
        },
      ],
    }));

  test.each<[Partial<RuleCase>, string]>([
    [{ disease: 'lung' }, 'the disease "lung" is unknown'],
    [
      { prior: [['egfr-tki-1g']] },
      'the drug "egfr-tki-1g" is unknown; a case names drugs, not classes',
    ],
    [
      { ordered: ['gefitinid'] },
      'the drug "gefitinid" is unknown; a case names drugs, not classes',
    ],
    [{ tumour: ['EGRF T790M'] }, 'the gene "EGRF" is unknown'],
    [{ otherLesion: ['EGFR changed'] }, '"EGFR changed" is not in a known form'],
    [{ baseline: ['EGFR changed'] }, '"EGFR changed" is not in a known form'],
  ])('of a case: %j', (members, what) => {
    expect(ruleFaults(aCase(members))).toEqual([`Case of lung/egfr ("a test"): ${what}.`]);
  });

  test('an alteration of a mechanism that no case has', () => {
    const files = changed('colorectal', (pack) => ({
      ...pack,
      rules: pack.rules.map((rule) =>
        rule.id === 'colorectal/kras-mutation' && rule.kind === 'mechanism'
          ? { ...rule, alterations: [...rule.alterations, 'KRAS codon 19'] }
          : rule,
      ),
    }));
    expect(ruleFaults(files)).toEqual([
      'Rule colorectal/kras-mutation: none of its cases has KRAS codon 19; write one that must match, or add it to "inTurn" of one.',
    ]);
  });

  test('of a case in turn: the sentence says which', () => {
    expect(ruleFaults(aCase({ inTurn: { ordered: [['gefitinid']] } }))).toEqual([
      'Case of lung/egfr ("a test (in turn: gefitinid)"): the drug "gefitinid" is unknown; a case names drugs, not classes.',
    ]);
  });
});

describe('terminology', () => {
  const withTerminology = (
    members: Partial<RuleBaseWithCases['terminology']>,
  ): RuleBaseWithCases => ({
    ...ruleBase,
    terminology: { ...ruleBase.terminology, ...members },
  });
  const { drugs, drugClasses, diseases } = ruleBase.terminology;

  test('a drug without a class', () => {
    const gefitinib = { ...drugs['gefitinib'], class: 'nothing' } as (typeof drugs)[string];
    expect(ruleFaults(withTerminology({ drugs: { ...drugs, gefitinib } }))).toContain(
      'Drug gefitinib: its class "nothing" is not in drug-classes.json.',
    );
  });

  test('a target, a node of a drug and a node of a gene that are not there', () => {
    const gefitinib = { ...drugs['gefitinib'], targets: ['EGRF'], node: 'RTKS' };
    const EGFR = { ...ruleBase.terminology.genes['EGFR'], node: 'RTKS' };
    const files = withTerminology({
      drugs: { ...drugs, gefitinib } as typeof drugs,
      genes: { ...ruleBase.terminology.genes, EGFR } as typeof ruleBase.terminology.genes,
    });
    expect(ruleFaults(files)).toEqual(
      expect.arrayContaining([
        'Drug gefitinib: its target "EGRF" is not in genes.json.',
        'Drug gefitinib: its node "RTKS" is in no pathway of pathways.json.',
        'Gene EGFR: its node "RTKS" is in no pathway of pathways.json.',
      ]),
    );
  });

  test('a class without drugs that a rule names', () => {
    const empty = { name: 'A class without drugs', antineoplastic: true };
    const files = withTerminology({ drugClasses: { ...drugClasses, empty } });
    const { packs } = withRules(aMechanism({ resistantTo: ['gefitinib', 'empty'] }));
    expect(ruleFaults({ ...files, packs })).toEqual([
      'Rule lung/of-a-test: the class "empty" has no drugs, so nothing is said by it.',
    ]);
  });

  test('two drugs with one code', () => {
    const gefitinib = { ...drugs['gefitinib'], rxnorm: ['337525'] } as (typeof drugs)[string];
    expect(ruleFaults(withTerminology({ drugs: { ...drugs, gefitinib } }))).toEqual([
      'Drugs erlotinib and gefitinib share the code rxnorm 337525.',
    ]);
  });

  test('two diseases with one OncoTree code', () => {
    const second = { name: 'A disease of a test', oncotree: ['GIST'] };
    expect(ruleFaults(withTerminology({ diseases: { ...diseases, second } }))).toEqual([
      'Diseases gist and second share the code oncotree GIST.',
    ]);
  });

  test.each([
    [{}, 'it has no OncoTree code; say in "noOncotree" why'],
    [
      { oncotree: ['ANYTHING'], noOncotree: 'It has none.' },
      'it has an OncoTree code, and "noOncotree" says why it has none',
    ],
  ])('a disease has OncoTree codes or a reason why not: %j', (members, what) => {
    const one = { name: 'A disease of a test', ...members };
    expect(ruleFaults(withTerminology({ diseases: { ...diseases, one } }))).toEqual([
      `Disease one: ${what}.`,
    ]);
  });

  describe('an approved drug against cancer lists what its labels allow, or why not', () => {
    const withGefitinib = (members: object): RuleBaseWithCases => {
      const bare: object = { ...drugs['gefitinib'], indications: undefined };
      const gefitinib = { ...bare, ...members } as (typeof drugs)[string];
      return withTerminology({ drugs: { ...drugs, gefitinib } });
    };

    test('neither is a fault', () => {
      expect(ruleFaults(withGefitinib({}))).toEqual([
        'Drug gefitinib: it is approved, and lists no indication of its labels; say in "indicationsNote" why.',
      ]);
    });

    test.each([
      ['a reason', { indicationsNote: 'Its label was not found.' }],
      ['a drug that is not approved', { status: 'investigational' }],
      ['a drug that is none against cancer', { class: 'antiemetic' }],
    ])('%s is none', (_name, members) => {
      expect(ruleFaults(withGefitinib(members)).filter((f) => f.startsWith('Drug '))).toEqual([]);
    });
  });

  test('a drug class below one that is not there', () => {
    const orphan = { name: 'A class of a test', parent: 'nowhere', antineoplastic: true };
    expect(ruleFaults(withTerminology({ drugClasses: { ...drugClasses, orphan } }))).toEqual([
      'Drug class orphan: its parent "nowhere" is not there.',
    ]);
  });

  test('a disease below one that is not there', () => {
    const orphan = { name: 'A disease of a test', parent: 'nowhere', oncotree: ['ANYTHING'] };
    expect(ruleFaults(withTerminology({ diseases: { ...diseases, orphan } }))).toEqual([
      'Disease orphan: its parent "nowhere" is not there.',
    ]);
  });
});

describe('claims that the source does not carry', () => {
  test('laboratory work cited at level B', () => {
    const evidence = [{ source: 'ahronian-2015', level: 'B' as const, shows: 'Cells in a dish.' }];
    expect(faultsOf(aMechanism({ evidence }))).toEqual([
      'Rule lung/of-a-test: ahronian-2015 is cited at level B, but is laboratory work; level A and B need a label, a guideline or a prospective trial.',
    ]);
  });
});

describe('duplicates', () => {
  test('two files with one id', () => {
    expect(faultsOf(aMechanism(), aMechanism({ alterations: ['SMAD4 deletion'] }))).toEqual([
      'Rule lung/of-a-test: two files have this id.',
    ]);
  });

  test('two rules that say the same, in whatever order', () => {
    const alterations = ['SMAD4 R361C', 'SMAD4 R361H'];
    const faults = faultsOf(
      aMechanism({ alterations }),
      aMechanism({ id: 'lung/again', alterations: alterations.toReversed() }),
    );
    expect(faults).toContain(
      'Rules lung/of-a-test and lung/again say the same of the same patients.',
    );
  });

  test('two options, two order rules, two of re-challenge that say the same', () => {
    const [again] = ruleBase.packs.flatMap(({ rules }) =>
      rules.filter(({ kind }) => kind === 'rechallenge'),
    );
    if (again === undefined) throw new Error('no pack has a rule of re-challenge');
    const twice = { id: 'lung/twice' };
    for (const [first, second] of [
      [anOption(), anOption(twice)],
      [anOrderRule(), anOrderRule(twice)],
      [
        { ...again, id: 'lung/again' },
        { ...again, ...twice },
      ],
    ] as const) {
      expect(faultsOf(first, second).join('\n')).toMatch(
        new RegExp(`${first.id} and lung/twice say the same of the same patients`),
      );
    }
  });

  test('an alteration that another of the list includes', () => {
    expect(faultsOf(aMechanism({ alterations: ['SMAD4 R361', 'SMAD4 R361C'] }))).toEqual([
      'Rule lung/of-a-test, alterations: "SMAD4 R361C" is already said by "SMAD4 R361".',
    ]);
  });
});

describe('contradictions: a drug both sensitive and resistant in one context', () => {
  const contradiction = (s: string, r: string): string =>
    `osimertinib is called sensitive by lung/table-of-a-test (${s}) and resistant by lung/table-of-a-test (${r}) for the same patients. Say in "background" or "unless" who is meant, or settle it as "I" with both sources.`;

  test.each([
    ['SMAD4 R361C', 'SMAD4 R361C'],
    ['SMAD4 R361C', 'SMAD4 R361'],
    ['SMAD4 codon 361', 'SMAD4 R361C'],
    ['SMAD4 R361C', 'SMAD4 any'],
    ['SMAD4 R361fs*5', 'SMAD4 loss of function'],
    ['EGFR E746_A750del', 'EGFR exon 19 deletion'],
  ])('patterns that overlap: %s and %s', (sensitive, resistant) => {
    const table = aTable('osimertinib', [sensitive, 'S'], [resistant, 'R']);
    expect(faultsOf(table)).toContain(contradiction(sensitive, resistant));
  });

  test('a mechanism rule against a cell', () => {
    const faults = faultsOf(
      aTable('gefitinib', ['SMAD4 R361C', 'S']),
      aMechanism({ alterations: ['SMAD4 codon 361'], resistantTo: ['egfr-tki'] }),
    );
    expect(faults).toEqual([
      'gefitinib is called sensitive by lung/table-of-a-test (SMAD4 R361C) and resistant by lung/of-a-test (SMAD4 codon 361) for the same patients. Say in "background" or "unless" who is meant, or settle it as "I" with both sources.',
    ]);
  });

  test.each<[string, Parameters<typeof aTable>[1], Parameters<typeof aTable>[1]]>([
    ['other alterations', ['SMAD4 R361C', 'S'], ['SMAD4 R361H', 'R']],
    [
      'an exception with a background of its own',
      ['SMAD4 R361C', 'S'],
      ['SMAD4 R361C', 'R', { background: ['KRAS G12C'] }],
    ],
    [
      'contexts that exclude each other',
      ['SMAD4 R361C', 'S', { background: ['EGFR T790M'] }],
      ['SMAD4 R361C', 'R', { unless: ['EGFR T790M'] }],
    ],
    [
      'alleles that exclude each other',
      ['SMAD4 R361C', 'S', { background: ['EGFR T790M'], phase: 'trans' }],
      ['SMAD4 R361C', 'R', { background: ['EGFR T790M'], phase: 'cis' }],
    ],
  ])('are not: %s', (_name, sensitive, resistant) => {
    expect(faultsOf(aTable('osimertinib', sensitive, resistant))).toEqual([]);
  });

  test('are not: diseases apart', () => {
    const inBreast = {
      ...aTable('osimertinib', ['SMAD4 R361C', 'R']),
      diseases: ['breast-cancer'],
    };
    expect(
      faultsOf(aTable('osimertinib', ['SMAD4 R361C', 'S']), { ...inBreast, id: 'lung/elsewhere' }),
    ).toEqual([]);
  });
});

describe('rules that can never speak', () => {
  const never = (why: string): string => `Rule lung/of-a-test can never speak: ${why}.`;

  test('each alteration is excluded again', () => {
    expect(faultsOf(aMechanism({ alterations: ['SMAD4 R361C'], unless: ['SMAD4 R361'] }))).toEqual([
      never('each of its alterations is also in "unless"'),
    ]);
  });

  test('the background is excluded again', () => {
    expect(faultsOf(aMechanism({ background: ['KRAS G12C'], unless: ['KRAS G12'] }))).toEqual([
      never('each background is also in "unless"'),
    ]);
  });

  test.each([
    [
      { unless: ['SMAD4 R361'] },
      'Rule lung/table-of-a-test, SMAD4 R361C, can never speak: its alteration is also in "unless".',
    ],
    [
      { background: ['KRAS G12C'], unless: ['KRAS G12'] },
      'Rule lung/table-of-a-test, SMAD4 R361C, can never speak: each background is also in "unless".',
    ],
  ])('a row of a table: %j', (members, sentence) => {
    expect(faultsOf(aTable('osimertinib', ['SMAD4 R361C', 'R', members]))).toEqual([sentence]);
  });

  test('an order for what must be there and must be tested and not there', () => {
    const when = { present: ['SMAD4 R361C'], testedAbsent: ['SMAD4 R361'] };
    expect(faultsOf(anOrderRule({ when }))).toEqual([
      'Rule lung/order-of-a-test can never speak: what must be present must also be tested and absent.',
    ]);
  });

  test('an earlier therapy that must have been given and must not', () => {
    const when = {
      prior: [{ name: 'an EGFR inhibitor', anyOf: ['gefitinib', 'erlotinib'] }],
      noPrior: ['egfr-tki-1g'],
    };
    expect(faultsOf(anOption({ when }))).toEqual([
      'Rule lung/option-of-a-test can never speak: "an EGFR inhibitor" must have been given before and must not.',
    ]);
  });

  test('an alteration that must be there and must not', () => {
    const when = { present: ['SMAD4 R361C'], absent: ['SMAD4 any'] };
    expect(faultsOf(anOption({ when }))).toEqual([
      'Rule lung/option-of-a-test can never speak: what must be present must also be absent.',
    ]);
  });

  test('an order of a drug that must not be ordered', () => {
    const when = { without: ['egfr-tki'] };
    expect(faultsOf(anOrderRule({ when }))).toEqual([
      'Rule lung/order-of-a-test can never speak: its drugs are also those without which it speaks.',
    ]);
  });

  test('a residue whose amino acid another rule names otherwise', () => {
    expect(faultsOf(aMechanism({ alterations: ['EGFR A790M'] })).join()).toMatch(
      /^Rule lung\/of-a-test, alterations: "EGFR A790M" and "EGFR T790M" of lung\/\S+ name different amino acids of one residue; one of them can never match\.$/,
    );
  });

  test('a change in a numbering that results are not read in', () => {
    expect(faultsOf(aMechanism({ alterations: ['FGFR2 N550K'] }))).toEqual([
      'Rule lung/of-a-test, alterations: "FGFR2 N550K" can never match: results are read as changes of the MANE transcript, in which it has another number or none.',
    ]);
  });

  test('an exon whose residues nobody knows', () => {
    expect(faultsOf(aMechanism({ alterations: ['SMAD4 exon 9 deletion'] }))).toEqual([
      'Rule lung/of-a-test, alterations: "SMAD4 exon 9 deletion" can never match: genes.json does not say which residues exon 9 of SMAD4 has.',
    ]);
  });

  test('a rule for which another, as strong and earlier, always speaks', () => {
    expect(
      faultsOf(
        aMechanism({ id: 'lung/wider', alterations: ['SMAD4 any'], resistantTo: ['egfr-tki'] }),
        aMechanism({ alterations: ['SMAD4 R361C'] }),
      ),
    ).toEqual([never('lung/wider always speaks for it')]);
  });

  test('a cell for which another row always speaks', () => {
    const table = aTable('osimertinib', ['SMAD4 R361', 'R'], ['SMAD4 R361C', 'R']);
    expect(faultsOf(table)).toContain(
      'Rule lung/table-of-a-test, SMAD4 R361C, osimertinib: another row of the table always speaks for it.',
    );
  });
});

describe('retired rules', () => {
  const retired = { on: '2026-11-23', reason: 'Only tests ever said this.' };

  test('say nothing, so that they contradict nothing', () => {
    expect(
      faultsOf(
        aTable('gefitinib', ['SMAD4 R361C', 'S']),
        aMechanism({ alterations: ['SMAD4 R361'], retired }),
      ),
    ).toEqual([]);
  });

  test('are replaced by a rule that is there and speaks', () => {
    const replacedBy = (heir: string) => ({ retired: { ...retired, replacedBy: heir } });
    expect(faultsOf(aMechanism(replacedBy('lung/egfr')))).toEqual([]);
    expect(faultsOf(aMechanism(replacedBy('lung/nothing')))).toEqual([
      'Rule lung/of-a-test: it is replaced by "lung/nothing", which is not there.',
    ]);
    expect(
      faultsOf(aMechanism(replacedBy('lung/heir')), aMechanism({ id: 'lung/heir', retired })),
    ).toEqual(['Rule lung/of-a-test: it is replaced by lung/heir, which is retired itself.']);
  });
});
