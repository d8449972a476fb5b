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
});
