import { describe, expect, test } from '@jest/globals';
import type { Criterion } from '../../../src/domain/conclusion.ts';
import { patientGates } from '../../../src/engine/tolerability.ts';
import { therapyLines } from '../../../src/engine/therapyLines.ts';
import { tumourRecord } from '../../../src/engine/tumourRecord.ts';
import { aCase, TODAY } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';
import { conclusionsOf } from '../../builders/reasonAbout.ts';

function asked(
  builder: ReturnType<typeof aCase>,
  drug: string,
  about: RegExp,
): Criterion | undefined {
  const patientCase = builder.build();
  const lines = therapyLines(patientCase, knowledge);
  const state = tumourRecord(patientCase, knowledge);
  return patientGates([drug], { patientCase, lines, state, asOf: TODAY, knowledge }).find((c) =>
    about.test(c.question),
  );
}

describe('what a label wants controlled or watched never holds the drug back', () => {
  test.each([
    ['hypertension', 'trametinib', 'melanoma'],
    ['hypertension', 'ibrutinib', 'cll'],
    ['hypertension', 'regorafenib', 'gist'],
    ['atrial-fibrillation', 'ibrutinib', 'cll'],
    ['diabetes', 'alpelisib', 'breast-cancer'],
    ['diabetes', 'capivasertib', 'breast-cancer'],
    ['diabetes', 'everolimus', 'breast-cancer'],
    ['type-1-diabetes', 'everolimus', 'breast-cancer'],
    ['cardiomyopathy', 'trastuzumab', 'breast-cancer'],
    ['av-block', 'lorlatinib', 'nsclc'],
    ['interstitial-lung-disease', 'pembrolizumab', 'melanoma'],
  ])('%s before %s', (condition, drug, disease) => {
    const name = new RegExp(knowledge.gates.get(condition)?.name ?? '?', 'i');
    expect(asked(aCase(disease), drug, name)).toBeUndefined();
    const told = asked(aCase(disease).found(condition, null, -2000), drug, name);
    expect(told).toMatchObject({ verdict: 'cannot-be-told' });
    expect(told?.answer).toMatch(/^recorded on \d{4}-\d{2}-\d{2}; the label: /);
    expect(told?.resources).toHaveLength(1);
  });

  test('a woman with PIK3CA-mutated breast cancer and type 2 diabetes is still offered alpelisib, with what to control', () => {
    const patient = aCase('hr-positive-breast-cancer')
      .treatedWith(['palbociclib', 'letrozole'], -500, -30, 'progression')
      .tissue(-20, { 'PIK3CA H1047R': 0.3 }, { notDetected: ['ESR1', 'PTEN', 'AKT1'] });
    const offer = (builder: typeof patient) =>
      conclusionsOf('strategy', builder.build()).find((s) => s.drugs.includes('alpelisib'));
    const without = offer(patient);
    const withDiabetes = offer(patient.found('diabetes', null, -3000));
    expect(without?.orderable).toBe(true);
    expect(withDiabetes?.orderable).toBe(true);
    expect(withDiabetes?.gates.map((g) => g.question)).toContainEqual(
      expect.stringMatching(/^Diabetes mellitus other than type 1 under control/),
    );
  });
});

describe('a contraindication holds the drug back', () => {
  test.each([
    ['type-1-diabetes', 'alpelisib', 'breast-cancer'],
    ['type-1-diabetes', 'capivasertib', 'breast-cancer'],
    ['interstitial-lung-disease', 'osimertinib', 'nsclc'],
    ['retinal-vein-occlusion', 'cobimetinib', 'melanoma'],
    ['pregnancy', 'osimertinib', 'nsclc'],
  ])('%s before %s', (condition, drug, disease) => {
    const name = new RegExp(`^No ${knowledge.gates.get(condition)?.name ?? '?'}`, 'i');
    expect(asked(aCase(disease), drug, name)).toMatchObject({
      verdict: 'met',
      answer: 'none recorded',
    });
    expect(asked(aCase(disease).found(condition, null, -60), drug, name)).toMatchObject({
      verdict: 'not-met',
    });
  });

  test('pneumonitis that is over, or only suspected, is a question and no stop', () => {
    for (const status of ['over', 'unconfirmed'] as const) {
      const patient = aCase('nsclc').found('interstitial-lung-disease', null, -400, status);
      expect(asked(patient, 'osimertinib', /lung disease/i)).toMatchObject({
        verdict: 'cannot-be-told',
      });
    }
  });

  test('retinal vein occlusion holds a MEK inhibitor back also years after', () => {
    const patient = aCase('melanoma').found('retinal-vein-occlusion', null, -2500, 'over');
    expect(asked(patient, 'trametinib', /vein/i)?.verdict).toBe('not-met');
  });

  test('an old entry that is over does not hide one that is there', () => {
    const patient = aCase('nsclc')
      .found('interstitial-lung-disease', null, -100)
      .found('interstitial-lung-disease', null, -10, 'over');
    expect(asked(patient, 'osimertinib', /lung disease/i)?.verdict).toBe('not-met');
  });

  test('a pregnancy of two years ago, or one answered with no since, is over', () => {
    const asks = (builder: ReturnType<typeof aCase>) => asked(builder, 'osimertinib', /pregnancy/i);
    expect(asks(aCase('nsclc').found('pregnancy', null, -700))?.verdict).toBe('met');
    const denied = aCase('nsclc')
      .found('pregnancy', null, -120)
      .found('pregnancy', null, -10, 'absent');
    expect(asks(denied)?.verdict).toBe('met');
    const again = aCase('nsclc')
      .found('pregnancy', null, -120, 'absent')
      .found('pregnancy', null, -10);
    expect(asks(again)?.verdict).toBe('not-met');
  });
});
