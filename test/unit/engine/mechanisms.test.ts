import { describe, expect, test } from '@jest/globals';
import type { ResistanceMechanism } from '../../../src/domain/conclusion.ts';
import { tumourRecord } from '../../../src/engine/tumourRecord.ts';
import { aCase, ordered } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';
import { conclusionsOf } from '../../builders/reasonAbout.ts';

function mechanism(builder: ReturnType<typeof aCase>, id: string): ResistanceMechanism | undefined {
  return conclusionsOf('resistance-mechanism', builder.build()).find((m) => m.id === id);
}

describe('copy number without the word amplification', () => {
  const lung = (copies: number): ReturnType<typeof aCase> =>
    aCase('nsclc')
      .treatedWith('osimertinib', -300, null)
      .tissue(-10, { 'EGFR L858R': 0.4, 'MET gain': null }, { copies: { 'MET gain': copies } });

  test('as many copies as the threshold asks for are an amplification', () => {
    expect(mechanism(lung(8), 'MET:amplification')?.standing).toBe('current');
  });

  test('fewer copies are a gain and no mechanism', () => {
    expect(conclusionsOf('resistance-mechanism', lung(4).build())).toEqual([]);
  });
});

describe('loss of both copies', () => {
  const melanoma = (found: Readonly<Record<string, number | null>>): ReturnType<typeof aCase> =>
    aCase('melanoma').treatedWith('pembrolizumab', -300, null).tissue(-10, found);
  const standing = (found: Readonly<Record<string, number | null>>): string | undefined =>
    mechanism(melanoma(found), 'B2M:p.L15*')?.standing;

  test('one truncation of B2M: it cannot be told whether the other copy is lost', () => {
    expect(standing({ 'B2M L15*': 0.2 })).toBe('cannot-be-told');
    const one = mechanism(melanoma({ 'B2M L15*': 0.2 }), 'B2M:p.L15*');
    expect(one?.against[0]?.open?.about).toBe('second-hit');
  });

  test('a truncation with loss of the other copy: both are lost', () => {
    expect(standing({ 'B2M L15*': 0.2, 'B2M loss': null })).toBe('current');
  });

  test('two truncations in one biopsy: both are lost', () => {
    expect(standing({ 'B2M L15*': 0.2, 'B2M S16*': 0.2 })).toBe('current');
  });

  test('deletion of both copies needs no second hit', () => {
    expect(mechanism(melanoma({ 'B2M deletion': null }), 'B2M:deep-loss')?.standing).toBe(
      'current',
    );
  });

  test('a germline first hit with loss of the other copy in the tumour: both are lost', () => {
    const inherited = (found: Readonly<Record<string, number | null>>): ReturnType<typeof aCase> =>
      aCase('melanoma')
        .treatedWith('pembrolizumab', -300, null)
        .plasma(-400, { 'B2M L15*': 0.5 }, { origin: 'germline' })
        .tissue(-10, { 'BRAF V600E': 0.4, ...found });
    expect(mechanism(inherited({ 'B2M loss': null }), 'B2M:loss')?.standing).toBe('current');
    expect(mechanism(inherited({ 'B2M S16*': 0.3 }), 'B2M:p.S16*')?.standing).toBe('current');
    expect(conclusionsOf('resistance-mechanism', inherited({}).build())).toEqual([]);
  });

  test('loss of one copy without a germline hit is no mechanism', () => {
    expect(mechanism(melanoma({ 'B2M loss': null }), 'B2M:loss')).toBeUndefined();
  });

  test('two truncations in plasma may come from different cells', () => {
    const plasma = aCase('melanoma')
      .treatedWith('pembrolizumab', -300, null)
      .plasma(-10, { 'BRAF V600E': 0.1, 'B2M L15*': 0.05, 'B2M S16*': 0.03 });
    expect(mechanism(plasma, 'B2M:p.L15*')?.standing).toBe('cannot-be-told');
  });

  test('truncations in different lesions are one hit each', () => {
    const lesions = aCase('melanoma')
      .treatedWith('pembrolizumab', -300, null)
      .tissue(-10, { 'B2M L15*': 0.2 }, { site: 'lung' })
      .tissue(-10, { 'B2M S16*': 0.2 }, { site: 'skin' });
    expect(mechanism(lesions, 'B2M:p.L15*')?.standing).toBe('cannot-be-told');
  });

  test('the order is reviewed as open, not as known to fail', () => {
    const [review] = conclusionsOf(
      'order-review',
      melanoma({ 'B2M L15*': 0.2 }).build(),
      ordered('pembrolizumab'),
    );
    expect(review?.standing ?? 'cannot-be-told').toBe('cannot-be-told');
  });
});

describe('what is no mutation of the target', () => {
  test('small-cell histology stands against EGFR inhibitors', () => {
    const patient = aCase('nsclc')
      .treatedWith('osimertinib', -300, null)
      .tissue(-200, { 'EGFR L858R': 0.4 })
      .tissue(-10, { 'EGFR L858R': 0.4, 'histology sclc': null });
    const found = mechanism(patient, 'histology:sclc');
    expect(found).toMatchObject({ mechanismClass: 'lineage', standing: 'current', entersAt: [] });
    const [review] = conclusionsOf('order-review', patient.build(), ordered('osimertinib'));
    expect(review?.mechanisms).toContain('histology:sclc');
  });
});

describe('blood cells and tumour', () => {
  const apart = (builder: ReturnType<typeof aCase>): number =>
    tumourRecord(builder.build(), knowledge).setApart.length;
  const lung = (): ReturnType<typeof aCase> => aCase('nsclc');

  test('TP53 at 1 % in plasma alone is set apart', () => {
    expect(apart(lung().plasma(-10, { 'TP53 R273H': 0.01 }))).toBe(1);
  });

  test('TP53 at 20 % in plasma is the tumour', () => {
    expect(apart(lung().plasma(-10, { 'TP53 R273H': 0.2 }))).toBe(0);
  });

  test('TP53 at 1 % now and 20 % before is one clone, not set apart', () => {
    const serial = lung().plasma(-100, { 'TP53 R273H': 0.2 }).plasma(-10, { 'TP53 R273H': 0.01 });
    expect(apart(serial)).toBe(0);
  });

  test('TP53 at 1 % in plasma that tissue shows too is the tumour', () => {
    const both = lung().tissue(-100, { 'TP53 R273H': 0.4 }).plasma(-10, { 'TP53 R273H': 0.01 });
    expect(apart(both)).toBe(0);
  });

  test('TP53 without a fraction is not called blood', () => {
    expect(apart(lung().plasma(-10, { 'TP53 R273H': null }))).toBe(0);
  });

  test('DNMT3A is set apart whatever its fraction', () => {
    expect(apart(lung().plasma(-10, { 'DNMT3A R882H': 0.2 }))).toBe(1);
  });
});

describe('there before, or acquired', () => {
  const serial = (before: Readonly<Record<string, number>>): string | undefined =>
    mechanism(
      aCase('colorectal-cancer')
        .treatedWith('cetuximab', -300, null)
        .plasma(-310, { 'APC R1450*': 0.2, ...before }, { covered: ['KRAS'] })
        .plasma(-10, { 'APC R1450*': 0.2, 'KRAS G12D': 0.05 }),
      'KRAS:p.G12D',
    )?.timing;

  test('seen before the antibody: upfront', () => {
    expect(serial({ 'KRAS G12D': 0.001 })).toBe('upfront');
  });

  test('looked for before and not seen: acquired', () => {
    expect(serial({})).toBe('acquired');
  });

  test('never looked for before: cannot be told', () => {
    const patient = aCase('colorectal-cancer')
      .treatedWith('cetuximab', -300, null)
      .plasma(-10, { 'APC R1450*': 0.2, 'KRAS G12D': 0.05 });
    expect(mechanism(patient, 'KRAS:p.G12D')?.timing).toBe('unknown');
  });
});

describe('a rule that asks when the alteration came: PIK3CA beside an EGFR mutation', () => {
  const egfr = { 'EGFR L858R': 0.3 };
  const pik3ca = { 'PIK3CA E545K': 0.1 };
  const underOsimertinib = (before: Readonly<Record<string, number>> | null) => {
    const patient = aCase('nsclc').treatedWith('osimertinib', -300, null).assessed(-5, 'PD');
    if (before !== null) patient.tissue(-310, { ...egfr, ...before }, { covered: ['PIK3CA'] });
    const found = mechanism(patient.plasma(-10, { ...egfr, ...pik3ca }), 'PIK3CA:p.E545K');
    return found?.against.some(({ drug }) => drug === 'osimertinib') === true ? found.timing : null;
  };

  test('come under osimertinib: resistance', () => {
    expect(underOsimertinib({})).toBe('acquired');
  });

  test('there before osimertinib: no reason for what happened under it', () => {
    expect(underOsimertinib(pik3ca)).toBeNull();
  });

  test('when nobody had looked before, it may be', () => {
    expect(underOsimertinib(null)).toBe('unknown');
  });
});
