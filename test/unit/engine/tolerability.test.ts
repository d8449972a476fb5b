import { describe, expect, test } from '@jest/globals';
import type { Criterion } from '../../../src/domain/conclusion.ts';
import { therapyLines } from '../../../src/engine/therapyLines.ts';
import { overlappingToxicity, patientGates } from '../../../src/engine/tolerability.ts';
import { tumourRecord } from '../../../src/engine/tumourRecord.ts';
import { aCase, TODAY } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';

function gate(
  builder: ReturnType<typeof aCase>,
  drugs: readonly string[],
  about: RegExp,
): Criterion | undefined {
  const patientCase = builder.build();
  const lines = therapyLines(patientCase, knowledge);
  const state = tumourRecord(patientCase, knowledge);
  return patientGates(drugs, { patientCase, lines, state, asOf: TODAY, knowledge }).find((c) =>
    about.test(c.question),
  );
}

describe('gates of a drug in this patient', () => {
  const crc = (): ReturnType<typeof aCase> => aCase('colorectal-cancer');
  const EJECTION = /ejection fraction/i;

  test('no ejection fraction in the record: it cannot be told before a MEK inhibitor', () => {
    expect(gate(crc(), ['trametinib'], EJECTION)).toMatchObject({
      verdict: 'cannot-be-told',
      answer: 'not in the record',
    });
  });

  test('an ejection fraction of 62 % meets it, one of 38 % does not', () => {
    expect(gate(crc().found('lvef', 62, -10), ['trametinib'], EJECTION)?.verdict).toBe('met');
    expect(gate(crc().found('lvef', 38, -10), ['trametinib'], EJECTION)?.verdict).toBe('not-met');
  });

  test('the latest value counts', () => {
    const recovered = crc().found('lvef', 62, -10).found('lvef', 38, -60);
    expect(gate(recovered, ['trametinib'], EJECTION)?.verdict).toBe('met');
  });

  test('a value of two years ago does not speak for today', () => {
    expect(gate(crc().found('lvef', 62, -700), ['trametinib'], EJECTION)?.verdict).toBe(
      'cannot-be-told',
    );
  });

  test('a value without a limit in the rule base is shown and left to the clinician', () => {
    const found = gate(
      aCase('melanoma').found('creatine-kinase', 470, -3),
      ['cobimetinib'],
      /kinase/,
    );
    expect(found).toMatchObject({ verdict: 'cannot-be-told' });
    expect(found?.answer).toContain('470 U/L');
  });

  test('a QTc above the limit of the product information speaks against the drug', () => {
    const qt = (value: number) =>
      gate(aCase('nsclc').found('qtc', value, -3), ['osimertinib'], /QT/)?.verdict;
    expect(qt(470)).toBe('met');
    expect(qt(512)).toBe('not-met');
  });

  test('ribociclib and vandetanib start only below a QTc of 450 ms', () => {
    for (const drug of ['ribociclib', 'vandetanib']) {
      const qt = (value: number) =>
        gate(aCase('breast-cancer').found('qtc-450', value, -3), [drug], /QT/)?.verdict;
      expect([drug, qt(440), qt(470)]).toEqual([drug, 'met', 'not-met']);
    }
  });

  test('an ECG before crizotinib and an ejection fraction before ponatinib count, and are not missed', () => {
    expect(gate(aCase('nsclc'), ['crizotinib'], /QT/)).toBeUndefined();
    expect(gate(aCase('nsclc').found('qtc', 512, -3), ['crizotinib'], /QT/)?.verdict).toBe(
      'not-met',
    );
    expect(gate(aCase('cml'), ['ponatinib'], EJECTION)).toBeUndefined();
    expect(gate(aCase('cml').found('lvef', 38, -10), ['ponatinib'], EJECTION)?.verdict).toBe(
      'not-met',
    );
  });

  test('an antibody-drug conjugate against HER2 asks for the ejection fraction', () => {
    expect(gate(aCase('breast-cancer'), ['trastuzumab-deruxtecan'], EJECTION)?.verdict).toBe(
      'cannot-be-told',
    );
  });

  test('an ejection fraction of 35 % speaks against osimertinib; none in the record is not asked for', () => {
    const heart = (builder: ReturnType<typeof aCase>) =>
      gate(builder, ['osimertinib'], /ejection fraction/i);
    expect(heart(aCase('nsclc').found('lvef', 35, -20))?.verdict).toBe('not-met');
    expect(heart(aCase('nsclc').found('lvef', 60, -20))?.verdict).toBe('met');
    expect(heart(aCase('nsclc'))).toBeUndefined();
  });

  test('transaminases of grade 3 speak against a hepatotoxic drug; without a value nothing is asked', () => {
    const liver = (builder: ReturnType<typeof aCase>) =>
      gate(builder, ['sotorasib'], /aminotransferase/i);
    expect(liver(aCase('nsclc').found('alt', 260, -5))?.verdict).toBe('not-met');
    expect(liver(aCase('nsclc').found('alt', 38, -5))?.verdict).toBe('met');
    expect(liver(aCase('nsclc'))).toBeUndefined();
  });

  test('interstitial lung disease speaks against amivantamab, and is told beside cetuximab', () => {
    const lung = (drug: string) =>
      gate(aCase('nsclc').found('interstitial-lung-disease', null, -90), [drug], /lung disease/i)
        ?.verdict;
    expect(lung('amivantamab')).toBe('not-met');
    expect(lung('cetuximab')).toBe('cannot-be-told');
  });

  test('interstitial lung disease speaks against an EGFR inhibitor', () => {
    const lung = aCase('nsclc').found('interstitial-lung-disease', null, -30);
    expect(gate(lung, ['osimertinib'], /lung disease/i)?.verdict).toBe('not-met');
    expect(gate(aCase('nsclc'), ['osimertinib'], /lung disease/i)?.verdict).toBe('met');
  });

  test('a gate names the measurement that is missing and no source that nobody has compared', () => {
    const qt = gate(aCase('melanoma'), ['vemurafenib'], /QT/);
    expect(qt?.verdict).toBe('cannot-be-told');
    expect(qt?.answer).not.toContain('source');
  });

  test('a severe intolerance stops it; an unknown severity cannot be told', () => {
    const about = /intolerance/;
    expect(gate(crc().intolerantOf('trametinib'), ['trametinib'], about)?.verdict).toBe('not-met');
    const unknown = crc().intolerantOf('trametinib', 'unknown');
    expect(gate(unknown, ['trametinib'], about)?.verdict).toBe('cannot-be-told');
  });

  test('a regimen stopped for toxicity does not say which drug it was', () => {
    const patient = crc().treatedWith(['cetuximab', 'irinotecan'], -300, -100, 'toxicity');
    expect(gate(patient, ['cetuximab'], /intolerance/)?.verdict).toBe('cannot-be-told');
  });

  describe('while the latest line goes on', () => {
    const melanoma = (): ReturnType<typeof aCase> =>
      aCase('melanoma').tissue(-200, { 'BRAF V600E': 0.4 }).treatedWith('vemurafenib', -190, null);
    const beside = (builder: ReturnType<typeof aCase>, ...drugs: readonly string[]) =>
      gate(builder, drugs, /Together with/);

    test('ipilimumab is not added to vemurafenib, which has not failed', () => {
      const told = beside(melanoma(), 'ipilimumab', 'nivolumab');
      expect(told?.verdict).toBe('not-met');
      expect(told?.question).toBe('Together with vemurafenib, which goes on');
      expect(told?.answer).toContain('Severe hepatotoxicity');
    });

    test('what has failed is replaced, whatever the record says', () => {
      const failed = melanoma().assessed(-5, 'PD');
      expect(beside(failed, 'ipilimumab', 'nivolumab')).toBeUndefined();
    });

    test('a second drug that prolongs the QT interval is told, and left to the clinician', () => {
      const thyroid = aCase('medullary-thyroid-cancer').treatedWith('vandetanib', -190, null);
      expect(beside(thyroid, 'selpercatinib')).toMatchObject({
        verdict: 'cannot-be-told',
        answer: 'Two drugs that prolong the QT interval',
      });
    });

    test('a drug that harms no more together than alone is replaced without a word', () => {
      expect(beside(melanoma(), 'nivolumab')).toBeUndefined();
    });
  });

  test('osimertinib within three months of PD-1 blockade needs a gap', () => {
    const lung = (end: number): ReturnType<typeof aCase> =>
      aCase('nsclc').treatedWith('pembrolizumab', -300, end);
    expect(gate(lung(-30), ['osimertinib'], /between/)?.verdict).toBe('not-met');
    expect(gate(lung(-200), ['osimertinib'], /between/)?.verdict).toBe('met');
    expect(gate(aCase('nsclc'), ['osimertinib'], /between/)).toBeUndefined();
  });
});

describe('toxicities that add up', () => {
  const overlap = (drugs: readonly string[], labelled = false): Criterion | null =>
    overlappingToxicity(drugs, labelled, knowledge);

  test('one drug adds up with nothing', () => {
    expect(overlap(['trametinib'])).toBeNull();
  });

  test('MAPK with PI3K inhibition was not tolerated', () => {
    expect(overlap(['trametinib', 'alpelisib'])?.verdict).toBe('not-met');
  });

  test('a KRAS G12C inhibitor with an anti-EGFR antibody was', () => {
    expect(overlap(['sotorasib', 'panitumumab'])?.verdict).toBe('met');
  });

  test('what a label gives together is tolerable, and what is shared is named', () => {
    const labelled = overlap(['amivantamab', 'osimertinib'], true);
    expect(labelled?.verdict).toBe('met');
    expect(labelled?.answer).toContain('skin');
  });

  test('a drug that the table does not know cannot be told', () => {
    expect(overlap(['cetuximab', 'irinotecan'])?.verdict).toBe('cannot-be-told');
  });
});
