import { describe, expect, test } from '@jest/globals';
import { alterationKey } from '../../../src/domain/alteration.ts';
import { hgvsIn } from '../../../src/nomenclature/variantExpressions.ts';
import { wordedFindingsIn } from '../../../src/nomenclature/wordedFindings.ts';
import { theTerminology } from './theTerminology.ts';

describe('several notations in one text', () => {
  test.each([
    ['NM_000251.3:c.1832del (p.Val611fs)', ['coding 1832del', 'protein Val611fs']],
    ['BRCA1:c.3143delG p.(Gly1048ValfsTer14)', ['coding 3143delG', 'protein (Gly1048ValfsTer14)']],
    ['NC_000007.14:140753335:A:T', ['genomic NC_000007.14:140753335:A:T']],
    ['9:g.5073770G>T', ['genomic 5073770G>T']],
    ['p.[L858R;T790M]', ['protein L858R', 'protein T790M']],
    ['LA6690-7', []],
  ])('%s', (text, expected) => {
    expect(hgvsIn(text).map(({ level, body }) => `${level} ${body}`)).toEqual(expected);
  });
});

describe('findings in words', () => {
  const found = (text: string, gene: string | null = null): string[] =>
    wordedFindingsIn(theTerminology, text, gene).flatMap(({ alterations, genes }) => [
      ...alterations.map(alterationKey),
      ...genes.map((of) => `any ${of.gene}`),
    ]);

  test.each([
    ['EGFR L858R', ['EGFR:p.L858R']],
    ['KRAS G12C; EGFR T790M', ['KRAS:p.G12C', 'EGFR:p.T790M']],
    ['EGFR exon 19 deletion', ['EGFR:exon19-deletion']],
    ['EGFR ex20ins', ['EGFR:exon20-insertion']],
    ['MET exon 14 skipping', ['MET:exon14-skipping']],
    ['MET amplification', ['MET:amplification']],
    ['EML4-ALK fusion', ['ALK:fusion:EML4']],
    ['FGFR2::BICC1', ['FGFR2:fusion:BICC1']],
    ['ROS1 rearrangement', ['ROS1:fusion:?']],
    ['BRAF V600E (tissue)', ['BRAF:p.V600E']],
    ['KRAS Wildtyp (keine Mutation nachweisbar)', ['any KRAS']],
    ['patient met with the oncologist', []],
    ['pT4aN2bM1a', []],
    ['eGFR 45 mL/min', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test.each([
    ['BCR-ABL1 kinase domain mutation T315I', ['ABL1:p.T315I']],
    ['BCR::ABL1 T315I and E255K', ['ABL1:p.E255K', 'ABL1:p.T315I']],
    ['EML4-ALK G1202R', ['ALK:p.G1202R']],
    ['BCR-ABL1 transcript e14a2 (b3a2), p210', ['any ABL1', 'any BCR']],
    ['BCR-ABL1 TRANSCRIPT E14A2', ['any ABL1', 'any BCR']],
    // Whose residue it is, is not said; a negative of it is none of either gene.
    ['TP53-KRAS panel R175H', []],
  ])('a change named with a fusion is of the kinase: %s', (text, expected) => {
    expect(found(text).sort()).toEqual(expected);
  });

  test('a change without a gene is of the gene the test is about', () => {
    expect(found('T790M', 'EGFR')).toEqual(['EGFR:p.T790M']);
    expect(found('T790M')).toEqual([]);
  });
});
