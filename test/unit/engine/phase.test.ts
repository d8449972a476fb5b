import { describe, expect, test } from '@jest/globals';
import type { OrderReview } from '../../../src/domain/conclusion.ts';
import type { Phase } from '../../../src/domain/reading.ts';
import { aCase, ordered } from '../../builders/aCase.ts';
import { conclusionsOf } from '../../builders/reasonAbout.ts';

type Case = ReturnType<typeof aCase>;

/** ALK-positive lung cancer after crizotinib and lorlatinib. */
const afterLorlatinib = (): Case =>
  aCase('nsclc')
    .treatedWith('crizotinib', -1100, -560, 'progression')
    .tissue(-550, { 'ALK fusion': 0.3, 'ALK C1156Y': 0.2 }, { covered: ['ALK'], site: 'liver' })
    .treatedWith('lorlatinib', -530, -20, 'progression');

const ALK = { covered: ['ALK'] };

function reviewOf(builder: Case, drug: string): OrderReview | undefined {
  return conclusionsOf('order-review', builder.build(), ordered(drug))[0];
}

describe('ALK C1156Y and L1198F: crizotinib works again only where both lie on one allele', () => {
  const oneBiopsy = (phase?: Phase): Case =>
    afterLorlatinib().tissue(
      -10,
      { 'ALK fusion': 0.3, 'ALK C1156Y': 0.2, 'ALK L1198F': 0.2 },
      {
        ...ALK,
        site: 'liver',
        ...(phase === undefined ? {} : { phase: { of: 'ALK L1198F', with: 'ALK C1156Y', phase } }),
      },
    );

  test('the laboratory says cis: crizotinib meets no resistance, lorlatinib does', () => {
    expect(reviewOf(oneBiopsy('cis'), 'crizotinib')?.verdict).toBe('rechallenge-supported');
    expect(reviewOf(oneBiopsy('cis'), 'lorlatinib')?.verdict).toBe('ineffective');
  });

  test('the laboratory says trans: C1156Y stands against crizotinib', () => {
    const review = reviewOf(oneBiopsy('trans'), 'crizotinib');
    expect(review).toMatchObject({ verdict: 'ineffective', standing: 'current' });
    expect(review?.mechanisms).toEqual(['ALK:p.C1156Y']);
  });

  test('nobody says: it cannot be told, and is not taken as favourable', () => {
    const review = reviewOf(oneBiopsy(), 'crizotinib');
    expect(review).toMatchObject({ verdict: 'ineffective', standing: 'cannot-be-told' });
    const offered = conclusionsOf('strategy', oneBiopsy().build(), ordered('lorlatinib'));
    expect(offered.find((o) => o.id === 'lung/crizotinib-l1198f')?.orderable).toBe(false);
    expect(offered.some((o) => o.id === 'test:phase')).toBe(true);
  });

  const twoLesions = (): Case =>
    afterLorlatinib()
      .tissue(-10, { 'ALK fusion': 0.3, 'ALK C1156Y': 0.2 }, { ...ALK, site: 'liver' })
      .tissue(-9, { 'ALK fusion': 0.3, 'ALK L1198F': 0.2 }, { ...ALK, site: 'lung' });

  test('in different lesions they are not on one allele: the lesion with C1156Y stays resistant', () => {
    const review = reviewOf(twoLesions(), 'crizotinib');
    expect(review).toMatchObject({ verdict: 'ineffective', standing: 'current' });
    expect(review?.mechanisms).toEqual(['ALK:p.C1156Y']);
  });

  test('in different lesions L1198F alone is not the compound that defeats lorlatinib', () => {
    const against = conclusionsOf('resistance-mechanism', twoLesions().build())
      .find((m) => m.id === 'ALK:p.L1198F')
      ?.against.map((r) => r.drug);
    expect(against).not.toContain('lorlatinib');
  });

  test('one lesion has both in cis, another C1156Y alone: that one stays resistant', () => {
    const review = reviewOf(
      oneBiopsy('cis').tissue(
        -9,
        { 'ALK fusion': 0.3, 'ALK C1156Y': 0.2 },
        { ...ALK, site: 'adrenal gland' },
      ),
      'crizotinib',
    );
    expect(review).toMatchObject({ verdict: 'ineffective', standing: 'current' });
  });

  test('where L1198F was not looked for beside C1156Y, different lesions tell nothing', () => {
    const review = reviewOf(
      aCase('nsclc')
        .treatedWith('lorlatinib', -530, -20, 'progression')
        .tissue(-10, { 'ALK fusion': 0.3, 'ALK C1156Y': 0.2 }, { site: 'liver' })
        .tissue(-9, { 'ALK fusion': 0.3, 'ALK L1198F': 0.2 }, { site: 'lung' }),
      'crizotinib',
    );
    expect(review).toMatchObject({ verdict: 'ineffective', standing: 'cannot-be-told' });
  });

  test('the earlier biopsy of a lesion that has changed since does not keep them apart', () => {
    const review = reviewOf(
      afterLorlatinib().tissue(
        -10,
        { 'ALK fusion': 0.3, 'ALK C1156Y': 0.2, 'ALK L1198F': 0.2 },
        { ...ALK, site: 'liver', phase: { of: 'ALK L1198F', with: 'ALK C1156Y', phase: 'cis' } },
      ),
      'crizotinib',
    );
    expect(review).toMatchObject({ verdict: 'rechallenge-supported' });
  });
});

describe('EGFR T790M and C797S', () => {
  const both = (phase?: Phase): Case =>
    aCase('nsclc')
      .treatedWith('erlotinib', -700, -400, 'progression')
      .treatedWith('osimertinib', -390, -12, 'progression')
      .plasma(
        -5,
        { 'EGFR L858R': 0.05, 'EGFR T790M': 0.02, 'EGFR C797S': 0.01 },
        {
          tumourFraction: 0.1,
          ...(phase === undefined
            ? {}
            : { phase: { of: 'EGFR C797S', with: 'EGFR T790M', phase } }),
        },
      );
  const pair = (phase?: Phase) =>
    conclusionsOf('strategy', both(phase).build(), ordered('osimertinib', 'gefitinib')).find(
      (o) => o.id === 'lung/osimertinib-gefitinib-trans',
    );

  test('whatever the phase, osimertinib and gefitinib alone each meet one of the two', () => {
    for (const phase of ['cis', 'trans', undefined] as const) {
      expect(reviewOf(both(phase), 'osimertinib')).toMatchObject({
        verdict: 'ineffective',
        standing: 'current',
      });
      expect(reviewOf(both(phase), 'gefitinib')).toMatchObject({
        verdict: 'ineffective',
        standing: 'current',
      });
    }
  });

  test('the resource that states the phase is among what the mechanism rests on', () => {
    const [mechanism] = conclusionsOf('resistance-mechanism', both('cis').build()).filter(
      (m) => m.because.resources.length > 0 && m.id.includes('C797S'),
    );
    expect(mechanism?.because.resources).toContain('Observation/phase');
  });

  test('in trans the pair of first and third generation overcomes both, on slender evidence: no order', () => {
    const option = pair('trans');
    expect(option?.coverage.map((c) => c.verdict)).toEqual(['overcomes', 'overcomes']);
    expect(option?.orderable).toBe(false);
  });

  test('in cis it overcomes neither; unknown stays a question', () => {
    expect(pair('cis')?.coverage.map((c) => c.verdict)).not.toContain('overcomes');
    expect(pair()?.coverage.map((c) => c.verdict)).toEqual(['not-known', 'not-known']);
  });
});
