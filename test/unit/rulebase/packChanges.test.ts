import { describe, expect, test } from '@jest/globals';
import { aMechanism, anOption, aTable, ruleBase } from '../../builders/aRuleBase.ts';
import { rulePackChanges, sharedChanges } from '../../../src/rulebase/packChanges.ts';
import type { RuleFile, SharedFiles } from '../../../src/rulebase/ruleFiles.ts';

const changes = (older: RuleFile, newer: RuleFile): readonly string[] =>
  rulePackChanges({ rules: [older] }, { rules: [newer] }).map(
    ({ what, bump }) => `${bump}: ${what}`,
  );

describe('a patch: words and sources', () => {
  test('a rule without any change is none', () => {
    expect(changes(aMechanism(), aMechanism())).toEqual([]);
  });

  test.each([
    [{ statement: 'Other words for the same.' }, 'patch: "statement" is worded anew'],
    [{ reviewed: '2027-01-01' }, 'patch: "reviewed" is worded anew'],
    [
      { evidence: [{ source: 'other-2026', level: 'B' as const, shows: 'The same.' }] },
      'patch: its evidence differs',
    ],
    [{ alterations: ['SMAD4 R361H', 'SMAD4 R361C'] }, 'patch: "alterations" is in another order'],
  ])('%j', (members, change) => {
    const rule = aMechanism({ alterations: ['SMAD4 R361C', 'SMAD4 R361H'] });
    expect(changes(rule, { ...rule, ...members })).toEqual([change]);
  });
});

describe('minor: the rule speaks for more patients', () => {
  test('a new rule', () => {
    expect(rulePackChanges({ rules: [] }, { rules: [aMechanism()] })).toEqual([
      { of: 'lung/of-a-test', what: 'is new', bump: 'minor' },
    ]);
  });

  test.each([
    [
      { alterations: ['SMAD4 amplification', 'SMAD4 R361C'] },
      'minor: "alterations" also has "SMAD4 R361C"',
    ],
    [{ resistantTo: ['gefitinib', 'afatinib'] }, 'minor: "resistantTo" also has "afatinib"'],
    [{ unless: [] }, 'minor: "unless" no longer has "EGFR T790M"'],
  ])('%j', (members, change) => {
    const rule = aMechanism({ unless: ['EGFR T790M'] });
    expect(changes(rule, { ...rule, ...members })).toEqual([change]);
  });

  test('a cell more', () => {
    const table = aTable('osimertinib', ['SMAD4 R361C', 'S']);
    const more = aTable('osimertinib', ['SMAD4 R361C', 'S'], ['SMAD4 R361H', 'R']);
    expect(changes(table, more)).toEqual(['minor: SMAD4 R361H, osimertinib: R is new']);
  });
});

describe('major: a statement is taken back or turned', () => {
  test('a rule is gone, or retired', () => {
    expect(rulePackChanges({ rules: [aMechanism()] }, { rules: [] })).toEqual([
      { of: 'lung/of-a-test', what: 'is gone; retire a rule instead', bump: 'major' },
    ]);
    const retired = { on: '2026-11-23', reason: 'Only tests ever said this.' };
    expect(changes(aMechanism(), aMechanism({ retired }))).toEqual(['major: is retired']);
  });

  test.each([
    [{ alterations: ['SMAD4 R361C'] }, 'major: "alterations" no longer has "SMAD4 R361H"'],
    [{ resistantTo: ['erlotinib'] }, 'major: "resistantTo" no longer has "gefitinib"'],
    [{ unless: ['EGFR T790M'] }, 'major: "unless" also has "EGFR T790M"'],
    // Without a background it spoke for all.
    [{ background: ['EGFR L858R'] }, 'major: "background" also has "EGFR L858R"'],
    [{ biallelic: true as const }, 'major: "biallelic" was nothing and is true'],
    [
      { evidence: [{ source: 'mok-2017-aura3', level: 'C' as const }] },
      'major: its best evidence was A and is C',
    ],
  ])('%j', (members, change) => {
    const rule = aMechanism({ alterations: ['SMAD4 R361C', 'SMAD4 R361H'] });
    expect(changes(rule, { ...rule, ...members })).toContain(change);
  });

  test('it falls to low confidence, which silences it; a return lets it speak', () => {
    const [sure, unsure] = [aMechanism(), aMechanism({ confidence: 'low' })];
    expect(changes(sure, unsure)).toContain(
      'major: drives no card any more, being of low confidence',
    );
    expect(changes(unsure, sure)).toContain('minor: now drives cards');
    expect(changes(sure, aMechanism({ confidence: 'high' }))).toEqual([
      'patch: "confidence" is worded anew',
    ]);
  });

  test('a call is another, or gone', () => {
    const table = aTable('osimertinib', ['SMAD4 R361C', 'S']);
    expect(changes(table, aTable('osimertinib', ['SMAD4 R361C', 'R']))).toEqual([
      'major: SMAD4 R361C, osimertinib: S has become R',
    ]);
    expect(changes(table, aTable('gefitinib', ['SMAD4 R361C', 'S']))).toContain(
      'major: SMAD4 R361C, osimertinib: S is gone',
    );
  });

  test('a regimen is another, while a rule about single drugs may take in more of them', () => {
    expect(changes(anOption(), anOption({ drugs: ['gefitinib'] }))).toEqual([
      'major: "drugs" was ["gefitinib","everolimus"] and is ["gefitinib"]',
    ]);
  });
});

describe('what all packs share', () => {
  const changed = (members: Partial<SharedFiles>): readonly string[] =>
    sharedChanges(ruleBase, { ...ruleBase, ...members }).map(
      ({ of, what, bump }) => `${bump}: ${of} ${what}`,
    );
  const { drugs } = ruleBase.terminology;
  const withGefitinib = (members: object): Partial<SharedFiles> => ({
    terminology: {
      ...ruleBase.terminology,
      drugs: { ...drugs, gefitinib: { ...drugs['gefitinib'], ...members } as never },
    },
  });

  test.each([
    [{ statusNote: 'Said otherwise.' }, 'patch: drug gefitinib "statusNote" is worded anew'],
    [
      { synonyms: [...(drugs['gefitinib']?.synonyms ?? []), 'Iressa forte'] },
      'minor: drug gefitinib "synonyms" also has "Iressa forte"',
    ],
    [
      { status: 'discontinued' },
      'major: drug gefitinib "status" was "approved" and is "discontinued"',
    ],
  ])('a drug: %j', (members, change) => {
    expect(changed(withGefitinib(members))).toEqual([change]);
  });

  describe('what the labels of a drug allow', () => {
    const anIndication = {
      region: 'US',
      disease: 'nsclc',
      alterations: ['EGFR L858R'],
      setting: 'metastatic',
      label: 'fda-iressa-2021',
    };
    const gefitinibFrom = (older: object, newer: object): readonly string[] =>
      sharedChanges(
        { ...ruleBase, ...withGefitinib(older) },
        { ...ruleBase, ...withGefitinib(newer) },
      ).map(({ what, bump }) => `${bump}: ${what}`);
    const listed = { indications: [anIndication] };

    test('a first list, or one more, is minor', () => {
      const more = { indications: [anIndication, { ...anIndication, disease: 'breast-cancer' }] };
      expect(gefitinibFrom({ indications: undefined }, listed)).toEqual([
        expect.stringMatching(/^minor: "indications" also has/),
      ]);
      expect(gefitinibFrom(listed, more)).toEqual([
        expect.stringMatching(/^minor: "indications" also has .*breast-cancer/),
      ]);
    });

    test('another setting of the same tumour is one more', () => {
      const adjuvant = { ...anIndication, setting: 'adjuvant' };
      expect(gefitinibFrom(listed, { indications: [anIndication, adjuvant] })).toEqual([
        expect.stringMatching(/^minor: "indications" also has .*adjuvant/),
      ]);
    });

    test('one that is taken back, or holds for other alterations, is major', () => {
      const other = { indications: [{ ...anIndication, alterations: ['EGFR T790M'] }] };
      expect(gefitinibFrom(listed, { indications: undefined })).toEqual([
        expect.stringMatching(/^major: "indications" no longer has/),
      ]);
      expect(gefitinibFrom(listed, other)).toContainEqual(
        expect.stringMatching(/^major: "indications" no longer has .*L858R/),
      );
    });

    test('the same in other words, or from a newer label, is a patch', () => {
      const reworded = {
        indications: [{ ...anIndication, setting: 'first line', label: 'fda-iressa-2026' }],
      };
      expect(gefitinibFrom(listed, reworded)).toEqual(['patch: "indications" is worded anew']);
    });
  });

  test('a source that is verified may speak, and one that no longer is, not', () => {
    const [id = '', source] =
      Object.entries(ruleBase.sources).find(([, { verified }]) => verified !== undefined) ?? [];
    const unverified = { ...source, verified: undefined };
    const without = { sources: { ...ruleBase.sources, [id]: unverified as never } };
    expect(changed(without)).toEqual([
      `major: source ${id} is no longer verified, so that it is not shown`,
    ]);
    expect(sharedChanges({ ...ruleBase, ...without }, ruleBase)).toEqual([
      { of: `source ${id}`, what: 'is verified now, so that it may speak', bump: 'minor' },
    ]);
  });
});
