import { describe, expect, test } from '@jest/globals';
import type { Convergence } from '../../../src/domain/conclusion.ts';
import { aCase, ordered } from '../../builders/aCase.ts';
import { conclusionsOf } from '../../builders/reasonAbout.ts';

const meeting = (builder: ReturnType<typeof aCase>, drug: string): Convergence | undefined =>
  conclusionsOf('convergence', builder.build(), ordered(drug))[0];

describe('where resistance mechanisms converge', () => {
  test('KRAS, NRAS and MAP2K1 under cetuximab meet in MEK and ERK; RAF misses MAP2K1', () => {
    const patient = aCase('colorectal-cancer').treatedWith('cetuximab', -300, null).plasma(-10, {
      'APC R1450*': 0.12,
      'KRAS G12D': 0.031,
      'NRAS Q61K': 0.012,
      'MAP2K1 K57T': 0.008,
    });
    const found = meeting(patient, 'cetuximab');
    const nodes = new Map(found?.nodes.map((n) => [n.node, n]));
    expect(nodes.get('MEK')?.intercepts).toHaveLength(3);
    expect(nodes.get('ERK')?.intercepts).toHaveLength(3);
    expect(nodes.get('RAF')?.misses.map((m) => m.mechanism)).toEqual(['MAP2K1:p.K57T']);
    expect(found?.nodes[0]?.node).toBe('MEK');
    expect(found?.smallestSet).toBeNull();
  });

  test('of nodes that intercept as much at one depth, what can be had for this disease comes first', () => {
    const lesion = { 'EGFR L858R': 0.4, 'KRAS G12D': 0.2, 'PIK3CA E545K': 0.2 };
    const patient = aCase('nsclc')
      .treatedWith('osimertinib', -300, null)
      .tissue(-20, lesion, { site: 'liver' })
      .tissue(-20, lesion, { site: 'lung' });
    const nodes = meeting(patient, 'osimertinib')?.nodes.map(({ node }) => node) ?? [];
    expect(nodes.indexOf('mTOR')).toBeLessThan(nodes.indexOf('ERK'));
    expect(nodes.indexOf('MEK')).toBeLessThan(nodes.indexOf('mTOR'));
  });

  test('one mechanism does not converge', () => {
    const patient = aCase('colorectal-cancer')
      .treatedWith('cetuximab', -300, null)
      .plasma(-10, { 'KRAS G12D': 0.03 });
    expect(meeting(patient, 'cetuximab')).toBeUndefined();
  });

  test('a drug that the alteration itself defeats does not speak for its node', () => {
    const patient = aCase('intrahepatic-cholangiocarcinoma')
      .treatedWith('pemigatinib', -300, null)
      .plasma(-10, { 'FGFR2 fusion': 0.05, 'FGFR2 V564F': 0.01, 'FGFR2 E565A': 0.01 });
    const receptor = meeting(patient, 'pemigatinib')?.nodes.find((n) => n.node === 'RTK');
    expect(receptor?.drugs.map((d) => d.drug)).not.toContain('pemigatinib');
    expect(receptor?.drugs.map((d) => d.drug)).not.toContain('futibatinib');
  });

  test('MAPK and PI3K together: no single node, the smallest set of two', () => {
    const patient = aCase('nsclc').treatedWith('osimertinib', -300, null).plasma(-10, {
      'EGFR L858R': 0.12,
      'KRAS G12D': 0.03,
      'BRAF V600E': 0.02,
      'PIK3CA H1047R': 0.02,
    });
    const found = meeting(patient, 'osimertinib');
    expect(found?.nodes.every((n) => n.misses.length > 0)).toBe(true);
    expect(found?.smallestSet).toHaveLength(2);
  });

  test('different PTEN losses in two lesions meet below PTEN, and both lesions are counted', () => {
    const patient = aCase('breast-cancer')
      .treatedWith('alpelisib', -300, null)
      .tissue(-20, { 'PTEN R130*': 0.3 }, { site: 'liver' })
      .tissue(-20, { 'PTEN R233*': 0.3 }, { site: 'lung' });
    const found = meeting(patient, 'alpelisib');
    expect(found?.lesions).toEqual(['liver', 'lung']);
    expect(found?.nodes.map((n) => n.node)).toContain('AKT');
    expect(found?.nodes[0]?.lesions).toEqual(['liver', 'lung']);
  });
});

describe('what the failed therapy itself has opened', () => {
  const afterEgfrAndMek = (): ReturnType<typeof aCase> =>
    aCase('nsclc')
      .treatedWith(['osimertinib', 'trametinib'], -300, -20, 'progression')
      .plasma(-10, { 'EGFR L858R': 0.12, 'PIK3CA H1047R': 0.03 });

  test('after EGFR with MEK inhibition the answer is AKT or mTOR, not MAPK again', () => {
    const found = meeting(afterEgfrAndMek(), 'osimertinib');
    expect(found?.escapes.map((e) => e.node)).toContain('AKT');
    const nodes = found?.nodes.map((n) => n.node) ?? [];
    expect(nodes).toContain('AKT');
    expect(nodes).not.toContain('MEK');
    expect(nodes).not.toContain('ERK');
    const akt = found?.nodes.find((n) => n.node === 'AKT');
    expect(akt?.blocks.some((id) => id.includes('AKT'))).toBe(true);
  });

  test('without a MEK inhibitor there is no such escape', () => {
    const patient = aCase('nsclc')
      .treatedWith('osimertinib', -300, -20, 'progression')
      .plasma(-10, { 'EGFR L858R': 0.12, 'PIK3CA H1047R': 0.03 });
    expect(meeting(patient, 'osimertinib')).toBeUndefined();
  });

  test('RAF inhibition in colorectal cancer re-opens EGFR', () => {
    const patient = aCase('colorectal-cancer')
      .treatedWith('encorafenib', -200, -20, 'progression')
      .plasma(-10, { 'APC R1450*': 0.2, 'BRAF V600E': 0.1, 'KRAS G12D': 0.03 });
    const found = meeting(patient, 'encorafenib');
    expect(found?.escapes.map((e) => [e.node, ...e.genes])).toEqual([['RTK', 'EGFR']]);
  });

  test('the same drug in melanoma does not', () => {
    const melanoma = aCase('melanoma')
      .treatedWith('encorafenib', -200, -20, 'progression')
      .plasma(-10, { 'BRAF V600E': 0.1, 'NRAS Q61K': 0.03, 'MAP2K1 C121S': 0.02 });
    expect(meeting(melanoma, 'encorafenib')?.escapes ?? []).toEqual([]);
  });

  test('a node that was blocked when the disease progressed comes after one that was not', () => {
    const patient = aCase('colorectal-cancer')
      .treatedWith(['panitumumab', 'trametinib'], -300, -20, 'progression')
      .plasma(-10, { 'APC R1450*': 0.12, 'KRAS G12D': 0.03, 'NRAS Q61K': 0.02 });
    const found = meeting(patient, 'panitumumab');
    const order = found?.nodes.map((n) => n.node) ?? [];
    expect(found?.nodes.find((n) => n.node === 'MEK')?.triedWith).toEqual(['trametinib']);
    expect(order.indexOf('ERK')).toBeLessThan(order.indexOf('MEK'));
  });

  test('blocking MEK is said to re-open receptors', () => {
    const patient = aCase('colorectal-cancer')
      .treatedWith('cetuximab', -300, null)
      .plasma(-10, { 'APC R1450*': 0.12, 'KRAS G12D': 0.03, 'NRAS Q61K': 0.02 });
    const mek = meeting(patient, 'cetuximab')?.nodes.find((n) => n.node === 'MEK');
    expect(mek?.reopens.map((e) => e.node)).toContain('RTK');
  });
});
