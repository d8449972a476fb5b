import { describe, expect, test } from '@jest/globals';
import { codingChangeOf, readCodingChange } from '../../../src/nomenclature/codingChange.ts';
import { compileTerminology } from '../../../src/nomenclature/terminology.ts';
import { terminologyFiles } from './theTerminology.ts';

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

  test('a coding change whose effect the terminology lists is that protein change', () => {
    const egfr = terminologyFiles.genes['EGFR'];
    if (egfr === undefined) throw new Error('EGFR is missing');
    const genes = { EGFR: { ...egfr, codingChanges: { '2369C>T': 'T790M' } } };
    const terminology = compileTerminology({ ...terminologyFiles, genes });
    expect(codingChangeOf(terminology, 'EGFR', 'c.2369C>T')).toMatchObject({ change: 'T790M' });
    expect(codingChangeOf(terminology, 'EGFR', 'c.2370G>A')).toMatchObject({
      kind: 'coding-change',
    });
    expect(codingChangeOf(terminology, 'EGFR', 'constructor')).toBeNull();
  });
});
