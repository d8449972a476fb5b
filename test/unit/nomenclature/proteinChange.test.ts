import { describe, expect, test } from '@jest/globals';
import {
  proteinChangeOf,
  readProteinChange,
  spelled,
} from '../../../src/nomenclature/proteinChange.ts';
import { theTerminology } from './theTerminology.ts';

function reading(text: string): string {
  const read = readProteinChange(text);
  return read.read === 'change' ? `${spelled(read.change)} ${read.change.effect}` : read.read;
}

describe('HGVS protein notation, as reports write it', () => {
  // Left: strings of the corpus. Right: what a pathologist calls it.
  test.each([
    ['NP_005219.2:p.Leu858Arg', 'L858R substitution'],
    ['p.(Leu858Arg)', 'L858R substitution'],
    ['NP_005219.2:p.(Leu858Arg)', 'L858R substitution'],
    ['p.L858R', 'L858R substitution'],
    ['L858R', 'L858R substitution'],
    ['LEU858ARG', 'L858R substitution'],
    ['v600e', 'V600E substitution'],
    ['p.Leu858delinsArg', 'L858R substitution'],
    ['NP_004647.1:p.(Gln590Ter)', 'Q590* nonsense'],
    ['p.Q590*', 'Q590* nonsense'],
    ['p.(S1178*)', 'S1178* nonsense'],
    ['p.R337X', 'R337* nonsense'],
    ['p.(Leu344CysfsTer25)', 'L344fs frameshift'],
    ['p.L344Cfs*25', 'L344fs frameshift'],
    ['p.L344fs', 'L344fs frameshift'],
    ['p.Val611fs', 'V611fs frameshift'],
    ['NP_001175.2:p.R960fs*2', 'R960fs frameshift'],
    ['p.Glu746_Ala750del', 'E746_A750del deletion'],
    ['E746_A750delELREA', 'E746_A750del deletion'],
    ['E746_A750del5', 'E746_A750del deletion'],
    ['p.K745del', 'K745del deletion'],
    ['L747_P753delinsS', 'L747_P753delinsS deletion-insertion'],
    ['p.L747_A750>P', 'L747_A750delinsP deletion-insertion'],
    ['p.Leu747_Ala750delLeuArgGluAlainsPro', 'L747_A750delinsP deletion-insertion'],
    ['D770_N771insSVD', 'D770_N771insSVD insertion'],
    ['p.Asp770_Asn771insSerValAsp', 'D770_N771insSVD insertion'],
    ['p.(Ala767_Val769dup)', 'A767_V769dup duplication'],
    ['p.*1068Glnext*12', '*1068ext extension'],
  ])('%s is %s', (text, expected) => {
    expect(reading(text)).toBe(expected);
  });

  test.each(['p.=', 'p.(=)', 'p.Trp24=', 'p.Leu858Leu', 'p.L858L'])(
    '%s leaves the protein as it is',
    (text) => {
      expect(reading(text)).toBe('no-change');
    },
  );

  test.each([
    'p.?',
    'p.0?',
    'p.Trp24=/Cys',
    'p.(Gly56Ala^Ser^Cys)',
    'p.Gln61_Gln62insX[23]',
    'p.A750_E746del',
    'p.D770_N775insSVD',
    'T790',
    'exon 19',
    'A0V',
    '',
    'constructor',
    '(((((((((((',
  ])('%s is not guessed at', (text) => {
    expect(reading(text)).toBe('unparsed');
  });
});

describe('numberings other than MANE', () => {
  const change = (gene: string, text: string, accession: string | null): string | null => {
    const found = proteinChangeOf(theTerminology, gene, text, accession);
    return found === null || found === 'no-change' ? found : found.change;
  };

  test('FGFR2 on NM_022970 or NP_075259 counts one residue more than MANE', () => {
    expect(change('FGFR2', 'p.Asn550Lys', 'NP_075259.4')).toBe('N549K');
    expect(change('FGFR2', 'p.(Val565Phe)', 'NM_022970.3')).toBe('V564F');
  });

  test('on the MANE sequence nothing moves', () => {
    expect(change('FGFR2', 'p.Asn549Lys', 'NP_000132.3')).toBe('N549K');
    expect(change('FGFR2', 'p.Asn550Lys', 'NM_000141.5')).toBe('N550K');
  });

  test('without an accession only changes that are known in the other numbering move', () => {
    expect(change('FGFR2', 'N550K', null)).toBe('N549K');
    expect(change('FGFR2', 'N549K', null)).toBe('N549K');
    expect(change('FGFR2', 'Y376C', null)).toBe('Y376C');
  });

  test('G719X in an oncogene means any residue and stays open; R337X in a suppressor is a stop', () => {
    expect(change('EGFR', 'p.G719X', null)).toBeNull();
    expect(change('TP53', 'p.R337X', null)).toBe('R337*');
  });
});
