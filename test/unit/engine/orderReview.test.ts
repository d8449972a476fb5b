import { describe, expect, test } from '@jest/globals';
import type { OrderReview } from '../../../src/domain/conclusion.ts';
import { aCase, ordered } from '../../builders/aCase.ts';
import { conclusionsOf } from '../../builders/reasonAbout.ts';

const reviews = (
  builder: ReturnType<typeof aCase>,
  ...drugs: readonly string[]
): readonly OrderReview[] => conclusionsOf('order-review', builder.build(), ordered(...drugs));

const verdicts = (
  builder: ReturnType<typeof aCase>,
  ...drugs: readonly string[]
): readonly string[] => reviews(builder, ...drugs).map((r) => `${r.drug}: ${r.verdict}`);

describe('drugs of one session are one regimen with what is active', () => {
  const brafColon = (): ReturnType<typeof aCase> =>
    aCase('colorectal-cancer').tissue(-30, { 'BRAF V600E': 0.3 }, { covered: ['KRAS', 'NRAS'] });

  test('a BRAF inhibitor alone in colorectal cancer falls short', () => {
    expect(verdicts(brafColon(), 'encorafenib')).toEqual(['encorafenib: incomplete']);
  });

  test('ordered together with cetuximab it does not', () => {
    expect(verdicts(brafColon(), 'encorafenib', 'cetuximab')).not.toContain(
      'encorafenib: incomplete',
    );
  });

  test('nor when cetuximab is going on', () => {
    const going = brafColon().treatedWith('cetuximab', -20, null);
    expect(verdicts(going, 'encorafenib')).not.toContain('encorafenib: incomplete');
  });

  const metAndErbb2 = (found: Readonly<Record<string, number | null>>): ReturnType<typeof aCase> =>
    aCase('nsclc')
      .treatedWith('osimertinib', -300, null)
      .assessed(-15, 'PD')
      .plasma(-10, { 'EGFR L858R': 0.2, ...found });

  test('savolitinib added to osimertinib for MET amplification: silence', () => {
    expect(verdicts(metAndErbb2({ 'MET amplification': null }), 'savolitinib')).toEqual([]);
  });

  test('with ERBB2 amplification beside it, what the pair leaves is said', () => {
    const [review] = reviews(
      metAndErbb2({ 'MET amplification': null, 'ERBB2 amplification': null }),
      'savolitinib',
    );
    expect(review).toMatchObject({
      verdict: 'leaves-mechanism',
      mechanisms: ['ERBB2:amplification'],
    });
  });
});

describe('the same again after progression', () => {
  const afterOsimertinib = (): ReturnType<typeof aCase> =>
    aCase('nsclc')
      .treatedWith('osimertinib', -400, -20, 'progression')
      .plasma(-10, { 'EGFR L858R': 0.2 }, { covered: ['EGFR', 'KRAS'] });

  test('osimertinib again, with no mechanism found, is not silence', () => {
    const [review] = reviews(afterOsimertinib(), 'osimertinib');
    expect(review).toMatchObject({ verdict: 'progressed-before', level: null });
  });

  test('with a partner that was not given then it is another regimen', () => {
    expect(
      verdicts(afterOsimertinib(), 'osimertinib', 'savolitinib').filter((v) =>
        v.endsWith('progressed-before'),
      ),
    ).toEqual([]);
  });

  test('chemotherapy again is not ours', () => {
    const patient = aCase('nsclc').treatedWith('cisplatin', -400, -20, 'progression');
    expect(verdicts(patient, 'cisplatin')).toEqual([]);
  });

  test('stopped without progression it may be taken up again', () => {
    const paused = aCase('nsclc')
      .treatedWith('osimertinib', -400, -20)
      .plasma(-10, { 'EGFR L858R': 0.2 }, { covered: ['EGFR'] });
    expect(verdicts(paused, 'osimertinib')).toEqual([]);
  });
});

describe('a change that has come since makes an earlier drug a new option', () => {
  const resensitised = (before: 'looked for' | 'not looked for'): ReturnType<typeof aCase> =>
    aCase('nsclc')
      .treatedWith('crizotinib', -900, -610, 'progression')
      .treatedWith('lorlatinib', -600, -20, 'progression')
      .tissue(
        -605,
        { 'ALK fusion': null, 'ALK C1156Y': 0.3 },
        before === 'looked for' ? { covered: ['ALK'] } : {},
      )
      .tissue(-10, { 'ALK fusion': null, 'ALK C1156Y': 0.3, 'ALK L1198F': 0.3 });
  const offered = (builder: ReturnType<typeof aCase>): boolean =>
    conclusionsOf('strategy', builder.build(), ordered('lorlatinib')).some((s) =>
      s.drugs.includes('crizotinib'),
    );

  test('ALK L1198F after lorlatinib: crizotinib is an option again', () => {
    expect(offered(resensitised('looked for'))).toBe(true);
  });

  test('when nobody looked for it before it may have been there when crizotinib failed', () => {
    expect(offered(resensitised('not looked for'))).toBe(false);
  });
});
