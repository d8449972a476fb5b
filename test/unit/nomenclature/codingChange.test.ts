import { describe, expect, test } from '@jest/globals';
import { codingChangeOf, readCodingChange } from '../../../src/nomenclature/codingChange.ts';
import { theTerminology } from './theTerminology.ts';

describe('HGVS coding notation', () => {
  test.each([
    ['NM_005228.5:c.2573T>G', '2573T>G', false],
    ['c.2235_2249del15', '2235_2249del', false],
    ['c.2236_2250delGAATTAAGAGAAGCA', '2236_2250del', false],
    ['NM_005228.5:c.2300_2308dup', '2300_2308dup', false],
    ['c.2237_2255delinsT', '2237_2255delinsT', false],
    ['c.2878_2879insAGTAA', '2878_2879insAGTAA', false],
    ['c.-124C>T', '-124C>T', false],
    ['c.594-2A>C', '594-2A>C', true],
    ['splice site 594-2A>C', '594-2A>C', true],
    ['c.3082+1G>T', '3082+1G>T', true],
    ['c.3082+3A>G', '3082+3A>G', false],
    ['c.3028-14_3030del', '3028-14_3030del', true],
  ])('%s is %s (splice site: %s)', (text, change, spliceSite) => {
    expect(readCodingChange(text)).toEqual({ read: 'change', change, spliceSite });
  });

  test.each(['NM_024531.4:c.9163>A', 'c.?', 'NC_000007.14:g.55191822T>G', 'p.L858R', ''])(
    '%s is not a coding change',
    (text) => {
      expect(readCodingChange(text).read).toBe('unparsed');
    },
  );

  test('c.= is no change', () => {
    expect(readCodingChange('c.=').read).toBe('no-change');
  });

  test.each([
    ['ABL1', 'c.944C>T', 'T315I'],
    ['ABL1', 'c.1076T>G', 'F359C'],
    ['AKT1', 'c.49G>A', 'E17K'],
    ['BRAF', 'c.1799T>A', 'V600E'],
    ['BRAF', 'c.1798_1799delinsAA', 'V600K'],
    ['EGFR', 'c.2573T>G', 'L858R'],
    ['EGFR', 'c.2369C>T', 'T790M'],
    ['EGFR', 'c.2582T>A', 'L861Q'],
    ['EGFR', 'c.2303G>T', 'S768I'],
    ['EGFR', 'c.2389T>A', 'C797S'],
    ['EGFR', 'c.2390G>C', 'C797S'],
    ['EGFR', 'c.2155G>A', 'G719S'],
    ['EGFR', 'c.2156G>C', 'G719A'],
    ['EGFR', 'c.2155G>T', 'G719C'],
    ['ESR1', 'c.1613A>G', 'D538G'],
    ['ESR1', 'c.1610A>C', 'Y537S'],
    ['IDH1', 'c.395G>A', 'R132H'],
    ['IDH1', 'c.394C>T', 'R132C'],
    ['KIT', 'c.2447A>T', 'D816V'],
    ['KRAS', 'c.34G>T', 'G12C'],
    ['KRAS', 'c.34G>A', 'G12S'],
    ['KRAS', 'c.34G>C', 'G12R'],
    ['KRAS', 'c.35G>A', 'G12D'],
    ['KRAS', 'c.35G>T', 'G12V'],
    ['KRAS', 'c.35G>C', 'G12A'],
    ['KRAS', 'c.38G>A', 'G13D'],
    ['KRAS', 'c.37G>T', 'G13C'],
    ['KRAS', 'c.182A>T', 'Q61L'],
    ['KRAS', 'c.182A>G', 'Q61R'],
    ['KRAS', 'c.183A>C', 'Q61H'],
    ['KRAS', 'c.183A>T', 'Q61H'],
    ['KRAS', 'c.436G>A', 'A146T'],
    ['NRAS', 'c.34G>A', 'G12S'],
    ['NRAS', 'c.35G>A', 'G12D'],
    ['NRAS', 'c.181C>A', 'Q61K'],
    ['NRAS', 'c.182A>G', 'Q61R'],
    ['NRAS', 'c.182A>T', 'Q61L'],
    ['PIK3CA', 'c.1624G>A', 'E542K'],
    ['PIK3CA', 'c.1633G>A', 'E545K'],
    ['PIK3CA', 'c.3140A>G', 'H1047R'],
    ['PIK3CA', 'c.3140A>T', 'H1047L'],
    ['NRAS', 'c.34G>T', 'G12C'],
    ['KRAS', 'c.34_35delinsTT', 'G12F'],
  ])('%s %s is %s: the terminology holds the codon', (gene, notation, change) => {
    expect(codingChangeOf(theTerminology, gene, notation)).toMatchObject({
      kind: 'protein-change',
      change,
    });
  });

  test.each([
    ['EGFR', 'c.2235_2249del', 19, 'deletion'],
    ['EGFR', 'c.2237_2255delinsT', 19, 'deletion'],
    ['EGFR', 'c.2300_2308dup', 20, 'insertion'],
  ])('%s %s is in frame: exon %i %s', (gene, notation, exon, event) => {
    expect(codingChangeOf(theTerminology, gene, notation)).toEqual({
      kind: 'exon-event',
      gene,
      exon,
      event,
    });
  });

  test.each([
    // The codon of residue 790 is ACG: its second base is no T.
    ['EGFR', 'c.2369T>C'],
    // Thr790 stays Thr790, whatever its third base.
    ['EGFR', 'c.2370G>A'],
    // 16 bases: the frame is lost.
    ['EGFR', 'c.2235_2250del'],
    ['EGFR', 'c.1000A>G'],
    ['KRAS', 'c.36_37delinsAA'],
  ])('%s %s stays a coding change', (gene, notation) => {
    expect(codingChangeOf(theTerminology, gene, notation)).toMatchObject({ kind: 'coding-change' });
  });

  test('what is no notation is no change', () => {
    expect(codingChangeOf(theTerminology, 'EGFR', 'constructor')).toBeNull();
  });
});
