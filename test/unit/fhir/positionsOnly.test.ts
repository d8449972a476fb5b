import { describe, expect, test } from '@jest/globals';
import {
  EGFR,
  LOINC,
  coding,
  concept,
  found,
  gene,
  part,
  problems,
  protein,
  read,
  variant,
  type Json,
} from './fhirRecords.ts';

const iscn = (text: string): Json =>
  part('81291-7', { valueCodeableConcept: concept('https://iscn.karger.com', text) });
const genomic = (text: string): Json =>
  part('81290-9', { valueCodeableConcept: concept('http://varnomen.hgvs.org', text) });
const allele = (code: string, valueString: string): Json => part(code, { valueString });
const vcf = [allele('69547-8', 'T'), allele('69551-0', 'G')];
const ALK = gene('HGNC:427', 'ALK');

describe('cytogenetic notation beside a gene', () => {
  test.each([
    ['arr[GRCh38] 7p11.2(55019017_55211628)x8', [EGFR], 'EGFR:gain detected'],
    ['seq[GRCh38] 7p11.2(55019017_55211628)x1', [EGFR], 'EGFR:loss detected'],
    ['46,XX,inv(2)(p21p23)', [ALK], 'ALK:fusion:? detected'],
    [
      '46,XX,t(9;22)(q34;q11.2)',
      [gene('HGNC:76', 'ABL1'), gene('HGNC:1014', 'BCR')],
      'ABL1:fusion:BCR detected',
    ],
    ['nuc ish(METx15,D7Z1x2)', [], 'MET:gain detected'],
    ['nuc ish(ABL1,BCR)x3(ABL1 con BCRx2)', [], 'ABL1:fusion:BCR detected'],
  ])('%s', (text, genes, expected) => {
    expect(found(variant([...genes, iscn(text)]))).toEqual([expected]);
  });

  test('keeps the number of copies', () => {
    const { readings } = read(variant([EGFR, iscn('arr[GRCh38] 7p11.2(1_2)x8')])).patientCase;
    expect(readings).toMatchObject([{ detection: { copyNumber: 8 } }]);
  });

  test('a normal karyotype that is present is no finding', () => {
    expect(found(variant([iscn('46,XX')]))).toEqual([]);
    expect(found(variant([ALK, iscn('46,XX')]))).toEqual([]);
  });

  test('without a gene is told, not guessed from the band', () => {
    const alone = variant([iscn('46,XX,t(9;22)(q34;q11.2)')]);
    expect(found(alone)).toEqual([]);
    expect(problems(alone)).toEqual(['unparsed-change']);
  });
});

describe('genomic coordinates', () => {
  const g = genomic('NC_000007.14:g.55191822T>G');
  const spdi = coding('NC_000007.14:55191821:T:G');

  test('beside protein notation are the same one finding', () => {
    for (const more of [[g], [spdi], vcf, [g, spdi, ...vcf]]) {
      const beside = variant([EGFR, protein('p.Leu858Arg'), ...more]);
      expect(found(beside)).toEqual(['EGFR:p.L858R detected']);
      expect(problems(beside)).toEqual([]);
    }
    const coded = variant([EGFR, coding('NM_005228.5:c.2573T>G'), g]);
    expect(read(coded).patientCase.readings).toHaveLength(1);
  });

  test.each([
    ['g.', [EGFR, g]],
    ['SPDI', [EGFR, spdi]],
    ['VCF', [EGFR, ...vcf]],
  ])('alone stay unread, and that is told once: %s', (_form, parts) => {
    expect(found(variant(parts))).toEqual([]);
    expect(read(variant(parts)).problems).toMatchObject([
      { problem: 'unparsed-change', message: expect.stringContaining('genomic coordinates only') },
    ]);
  });

  test.each([
    [
      'a number of dbSNP',
      part('81252-9', { valueCodeableConcept: concept('urn:dbsnp', 'rs121434569') }),
    ],
    ['an exon', part('47999-8', { valueString: 'Exon 20' })],
    ['a range', part('81254-5', { valueRange: { low: { value: 55181378 } } })],
  ])('the absence of %s says nothing of the whole gene', (_what, narrower) => {
    expect(
      found(variant([EGFR, narrower], { valueCodeableConcept: concept(LOINC, 'LA9634-2') })),
    ).toEqual([]);
  });

  test('of something that is absent do not make the whole gene negative', () => {
    const absent = variant([EGFR, g], { valueCodeableConcept: concept(LOINC, 'LA9634-2') });
    expect(found(absent)).toEqual([]);
    const byBases = variant([EGFR, ...vcf], { valueCodeableConcept: concept(LOINC, 'LA9634-2') });
    expect(found(byBases)).toEqual([]);
  });
});
