import { describe, expect, test } from '@jest/globals';
import type { OrderReview } from '../../../src/domain/conclusion.ts';
import { aCase, ordered } from '../../builders/aCase.ts';
import { conclusionsOf } from '../../builders/reasonAbout.ts';

type Case = ReturnType<typeof aCase>;

function toxicities(builder: Case, ...drugs: readonly string[]): readonly OrderReview[] {
  return conclusionsOf('order-review', builder.build(), ordered(...drugs)).filter(
    (r) => r.verdict === 'toxic-together',
  );
}

const colon = (): Case =>
  aCase('colorectal-cancer').tissue(
    -20,
    { 'APC R1450*': 0.4 },
    { notDetected: ['KRAS', 'NRAS', 'BRAF'] },
  );
const brafMelanoma = (): Case => aCase('melanoma').tissue(-20, { 'BRAF V600E': 0.4 });

describe('two drugs that harm together', () => {
  test('panitumumab and bevacizumab in one session: told once, from the randomised trial', () => {
    const told = toxicities(colon(), 'panitumumab', 'bevacizumab');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ drug: 'panitumumab', level: 'A' });
    expect(told[0]?.because.evidence.map((e) => e.source)).toContain('hecht-2009-pacce');
    expect(told[0]?.because.rules.map((r) => r.rule)).toEqual([
      'terminology/panitumumab-bevacizumab',
    ]);
  });

  test('the partner is going on already', () => {
    const told = toxicities(colon().treatedWith('bevacizumab', -100, null), 'panitumumab');
    expect(told.map((r) => r.drug)).toEqual(['panitumumab']);
  });

  test('the partner was stopped long ago, or lies on the pad of the failed line: nothing to say', () => {
    expect(
      toxicities(colon().treatedWith('bevacizumab', -300, -200, 'progression'), 'panitumumab'),
    ).toEqual([]);
    expect(
      toxicities(colon().treatedWith('bevacizumab', -300, null).assessed(-10, 'PD'), 'panitumumab'),
    ).toEqual([]);
  });

  test('either alone: nothing to say', () => {
    expect(toxicities(colon(), 'panitumumab')).toEqual([]);
    expect(toxicities(colon(), 'bevacizumab')).toEqual([]);
  });

  test('vemurafenib with ipilimumab', () => {
    expect(toxicities(brafMelanoma(), 'vemurafenib', 'ipilimumab')[0]?.headline).toContain(
      'hepatotoxicity',
    );
  });

  test('an EGFR inhibitor while a checkpoint inhibitor goes on', () => {
    const lung = aCase('nsclc').tissue(-20, { 'EGFR L858R': 0.4 });
    expect(toxicities(lung.treatedWith('durvalumab', -60, null), 'osimertinib')).toHaveLength(1);
  });

  test('osimertinib within three months of a checkpoint inhibitor; later there is nothing to say', () => {
    const lung = (end: number): Case =>
      aCase('nsclc')
        .treatedWith('pembrolizumab', -300, end, 'progression')
        .tissue(-20, { 'EGFR L858R': 0.4 });
    expect(toxicities(lung(-40), 'osimertinib')[0]).toMatchObject({ level: 'C' });
    expect(toxicities(lung(-150), 'osimertinib')).toEqual([]);
  });

  test('two drugs that prolong the QT interval ask for an ECG; one does not', () => {
    const lung = aCase('nsclc').tissue(-20, { 'EGFR L858R': 0.4, 'MET amplification': null });
    const [pair] = toxicities(lung, 'osimertinib', 'crizotinib');
    expect(pair).toMatchObject({ level: null, settledBy: 'electrocardiogram' });
    expect(toxicities(lung, 'osimertinib', 'savolitinib')).toEqual([]);
  });

  test('several partners are named in the same order, however the record lists them', () => {
    const headline = (...ongoing: readonly string[]) => {
      const thyroid = aCase('medullary-thyroid-cancer');
      for (const drug of ongoing) thyroid.treatedWith(drug, -30, null);
      return toxicities(thyroid, 'entrectinib')[0]?.headline;
    };
    expect(headline('selpercatinib', 'crizotinib')).toMatch(/^crizotinib, selpercatinib: /);
    expect(headline('crizotinib', 'selpercatinib')).toBe(headline('selpercatinib', 'crizotinib'));
  });

  test('a pair that is one licensed regimen is not told', () => {
    expect(toxicities(brafMelanoma(), 'dabrafenib', 'trametinib')).toEqual([]);
    expect(toxicities(brafMelanoma(), 'nivolumab', 'ipilimumab')).toEqual([]);
  });

  test('what nobody has compared with its source says nothing', () => {
    expect(
      toxicities(
        aCase('breast-cancer').tissue(-9, { 'PIK3CA H1047R': 0.3 }),
        'alpelisib',
        'capivasertib',
      ),
    ).toEqual([]);
  });
});
