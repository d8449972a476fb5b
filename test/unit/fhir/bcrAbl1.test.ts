import { describe, expect, test } from '@jest/globals';
import { alterationName } from '../../../src/domain/alteration.ts';
import {
  concept,
  fraction,
  gene,
  LOINC,
  observation,
  part,
  protein,
  read,
  SO,
  variant,
  type Json,
} from './fhirRecords.ts';

/**
 * Laboratories report chronic myeloid leukaemia in three percentages: transcripts on the
 * International Scale, mutated transcripts among all BCR::ABL1 transcripts, and Ph-positive cells.
 * Only the second is a fraction of the variant.
 */
const ABL1 = gene('HGNC:76', 'ABL1');
const TRANSCRIPTS = concept(
  LOINC,
  '69380-4',
  't(9;22)(q34.1;q11)(ABL1,BCR) b2a2+b3a2 fusion transcript/control transcript [# Ratio] in Blood or Tissue by Molecular genetics method',
);

function readingsOf(resource: Json): readonly string[] {
  return read(resource).patientCase.readings.map(({ of, detection }) => {
    const name = of.kind === 'any' ? `any ${of.gene}` : alterationName(of);
    if (detection.state !== 'detected') return `${name}: ${detection.state}`;
    return `${name}: ${String(detection.fraction?.value ?? 'no fraction')}`;
  });
}

const FUSION = part('molecular-consequence', { valueCodeableConcept: concept(SO, 'SO:0001565') });
const SAMPLE = { specimen: { reference: 'Specimen/marrow' } };
const inWords = (text: string): Json =>
  observation(concept(LOINC, '69548-6'), { valueString: text });
const underOwnCode = (code: string, text: string): Json =>
  observation({ text: code }, { valueString: text });

describe('transcripts on the International Scale are no allele fraction', () => {
  test.each([
    [12.3, '%'],
    [0.05, '%'],
    [12.3, '%{IS}'],
    [12.3, '% (IS)'],
  ])('a measurement of %s %s names no variant', (value, unit) => {
    const quantity = { valueQuantity: { value, unit } };
    expect(readingsOf(observation(TRANSCRIPTS, quantity))).toEqual([]);
    const own = { text: 'BCR-ABL1 transcripts, International Scale (molecular genetics)' };
    expect(readingsOf(observation(own, quantity))).toEqual([]);
  });

  test.each(['%{IS}', '% IS', '% (IS)'])('%s is not read as per cent of alleles', (unit) => {
    const found = readingsOf(
      variant([ABL1, fraction(12.3, { unit })], { note: [{ text: 'BCR-ABL1 fusion' }] }),
    );
    expect(found).toEqual(['ABL1 fusion (BCR): no fraction']);
  });

  test.each([{ unit: '%' }, { unit: '%', code: '%' }, { unit: '1', code: '1' }])(
    'a plain %o beside the fusion may be on the scale as well, and that is told',
    (unit) => {
      const value = unit.unit === '%' ? 12.3 : 0.123;
      const result = variant([ABL1, gene('HGNC:1014', 'BCR'), FUSION, fraction(value, unit)]);
      expect(readingsOf(result)).toEqual(['ABL1 fusion (BCR): no fraction']);
      expect(read(result).problems).toMatchObject([
        {
          problem: 'ambiguous-fraction',
          message: expect.stringContaining('International Scale') as unknown,
        },
      ]);
    },
  );

  test('a fusion that is sequenced keeps its fraction', () => {
    const alk = variant([
      gene('HGNC:427', 'ALK'),
      gene('HGNC:1316', 'EML4'),
      FUSION,
      fraction(12.3, { unit: '%' }),
    ]);
    expect(readingsOf(alk)).toEqual(['ALK fusion (EML4): 0.123']);
  });

  test.each([
    ['BCR::ABL1 detected at 12.3 % (IS)', 'ABL1 fusion (BCR): no fraction'],
    ['BCR::ABL1 detected (12.3 %)', 'ABL1 fusion (BCR): no fraction'],
    ['ABL1 T315I detected with BCR-ABL1 (12.3 % IS)', 'ABL1 T315I: no fraction'],
    ['BCR::ABL1 detected, 12.3 % IS', 'ABL1 fusion (BCR): no fraction'],
    [
      'BCR::ABL1 (e14a2) detected, ratio BCR::ABL1/ABL1 12.3 % (International Scale)',
      'ABL1 fusion (BCR): no fraction',
    ],
  ])('%s', (text, expected) => {
    expect(readingsOf(inWords(text))).toContain(expected);
  });

  test.each([
    'BCR-ABL1 p210 transcripts 12.3 % (IS)',
    'BCR-ABL1 transcripts rising, from 0.1 % to 12.3 % IS',
    'log reduction 3.2 (MR3), BCR-ABL1 0.06 % IS',
  ])('%s is no finding of a variant', (text) => {
    expect(readingsOf(inWords(text)).filter((found) => !found.includes('not-assessed'))).toEqual(
      [],
    );
  });
});

describe('mutated transcripts are the fraction of the variant', () => {
  test('46 % is read', () => {
    expect(
      readingsOf(variant([ABL1, protein('p.Thr315Ile'), fraction(46, { unit: '%' })])),
    ).toEqual(['ABL1 T315I: 0.46']);
  });

  test('0.8 % may be 0.008 or 0.8, as of every gene', () => {
    expect(
      readingsOf(variant([ABL1, protein('p.Thr315Ile'), fraction(0.8, { unit: '%' })])),
    ).toEqual(['ABL1 T315I: no fraction']);
  });

  test.each([
    '46 % of BCR-ABL1 transcripts T315I',
    'ABL1 T315I detected, 46 % of BCR-ABL1 transcripts',
    'T315I in 46 % of the BCR::ABL1 transcripts',
  ])('%s', (text) => {
    expect(readingsOf(inWords(text))).toContain('ABL1 T315I: 0.46');
  });

  test.each([
    'ABL1 T315I detected, 46 % of cells',
    'ABL1 T315I and E255K detected, 46 % of BCR-ABL1 transcripts',
    'ABL1 T315I detected, 46 % of EML4-ALK transcripts',
  ])('%s: the per cent is not of the change', (text) => {
    expect(readingsOf(inWords(text))).toContain('ABL1 T315I: no fraction');
  });

  test('the transcripts beside a mutation do not become its fraction', () => {
    const found = readingsOf(inWords('BCR-ABL1 12.3 % IS; ABL1 p.T315I detected, 46 %'));
    expect(found).toContain('ABL1 T315I: no fraction');
  });
});

describe('a mutation of the fusion is one of ABL1', () => {
  test.each([
    ['BCR-ABL1 kinase domain mutation T315I detected (46 %)', ['ABL1 T315I: 0.46']],
    [
      'BCR-ABL1 kinase domain mutation analysis: T315I and E255K detected',
      ['ABL1 E255K: no fraction', 'ABL1 T315I: no fraction'],
    ],
  ])('%s', (text, expected) => {
    expect([...readingsOf(inWords(text))].sort()).toEqual(expected);
  });

  test('under a code that names the fusion', () => {
    const code = 'BCR-ABL1 kinase domain mutation analysis';
    expect(readingsOf(underOwnCode(code, 'T315I'))).toEqual(['ABL1 T315I: no fraction']);
  });

  test.each([
    'No mutation detected in the BCR-ABL1 kinase domain',
    'No BCR-ABL1 kinase domain mutation detected',
    'BCR::ABL1 kinase domain: no mutation',
    'No ABL1 kinase domain mutation detected',
    'No kinase domain mutation in the BCR-ABL1 fusion transcript',
  ])('%s: says nothing of the fusion', (text) => {
    expect(read(inWords(text)).patientCase.readings).toMatchObject([
      {
        of: { kind: 'any', gene: 'ABL1', only: 'mutations' },
        detection: { state: 'not-detected' },
      },
    ]);
  });

  test('not detected, under a code that asks for mutations', () => {
    const code = 'BCR-ABL1 kinase domain mutation analysis';
    expect(read(underOwnCode(code, 'Not detected')).patientCase.readings).toMatchObject([
      {
        of: { kind: 'any', gene: 'ABL1', only: 'mutations' },
        detection: { state: 'not-detected' },
      },
    ]);
  });

  test('the fusion stands beside "no mutation" of one sample, a mutation does not', () => {
    const fusion = variant([ABL1, gene('HGNC:1014', 'BCR'), FUSION], { id: 'fusion', ...SAMPLE });
    const negative = observation(
      { text: 'BCR-ABL1 kinase domain mutation analysis' },
      { id: 'mutations', valueString: 'Not detected', ...SAMPLE },
    );
    const mutation = variant([ABL1, protein('p.Thr315Ile')], { id: 'mutation', ...SAMPLE });
    const told = (...of: readonly Json[]): readonly string[] =>
      read(...of).problems.map(({ problem }) => problem);
    expect(told(fusion, negative)).not.toContain('contradictory-presence');
    expect(read(fusion, negative).patientCase.readings).toHaveLength(2);
    expect(told(mutation, negative)).toContain('contradictory-presence');
  });

  test('not under a code that measures the fusion', () => {
    const code = 'BCR-ABL1 quantitative PCR, molecular genetics';
    expect(readingsOf(underOwnCode(code, 'Not detected'))).toEqual([]);
  });
});
