import { describe, expect, test } from '@jest/globals';
import { readIscn } from '../../../src/nomenclature/iscn.ts';

describe('cytogenetic notation', () => {
  test.each([
    ['46,XX', 'none', null, []],
    ['46,XY[20]', 'none', null, []],
    ['46,XX,t(9;22)(q34;q11.2)', 'rearrangement', null, []],
    ['46,XY,inv(2)(p21p23)[12]', 'rearrangement', null, []],
    ['t(9;22)(q34;q11)', 'rearrangement', null, []],
    ['del(17)(p13.1)[14]', 'loss', null, []],
    ['45,XY,-17', 'loss', null, []],
    ['46,XX,del(17)(p13.1)', 'loss', null, []],
    ['47,XX,+7', 'gain', null, []],
    ['arr[GRCh38] 7p11.2(55019017_55211628)x8', 'gain', 8, []],
    ['arr[hg19] 17p13.1(7565097_7590868)x1', 'loss', 1, []],
    ['arr[GRCh37] 17p13.1(7565097_7590868)x2 hmz', 'loss-of-heterozygosity', 2, []],
    ['seq[GRCh38] 17q12(39688094_39728662)x20~30', 'gain', 20, []],
    ['arr[GRCh38] 10q23.31(87863113_87971930)x0', 'loss', 0, []],
    ['nuc ish(METx15,D7Z1x2)[40/50]', 'gain', 15, ['MET']],
    ["nuc ish(ALKx2)(5'ALK sep 3'ALKx1)[60/100]", 'rearrangement', null, ['ALK']],
    ['nuc ish(ABL1,BCR)x3(ABL1 con BCRx2)', 'rearrangement', null, ['ABL1', 'BCR']],
  ])('%s', (text, event, copies, probes) => {
    expect(readIscn(text)).toEqual({ event, copies, probes });
  });

  test.each([
    '46,XX,t(9;22)(q34;q11.2),del(17)(p13)',
    'arr[GRCh38] 7p11.2(1_2)x4,8q24.21(3_4)x6',
    'nuc ish(METx15,EGFRx4)',
    't(9;22)(q34;q11),del(17)(p13)',
    'BRAF V600E',
    '',
  ])('several things, or none, are not read: %s', (text) => {
    expect(readIscn(text)).toBeNull();
  });
});
