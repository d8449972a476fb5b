import { describe, expect, test } from '@jest/globals';
import {
  ABSENT,
  EGFR,
  HGVS,
  MET,
  SO,
  TBD,
  coding,
  concept,
  found,
  gene,
  part,
  problems,
  protein,
  variant,
  type Json,
} from './fhirRecords.ts';

const BRAF = gene('HGNC:1097', 'BRAF');
const BAP1 = gene('HGNC:950', 'BAP1');
const variation = (text: string): Json => part('81252-9', { valueCodeableConcept: { text } });
const conclusion = (valueString: string): Json => part('conclusion-string', { valueString }, TBD);
const transcript = (accession: string): Json =>
  part('51958-7', {
    valueCodeableConcept: concept('http://www.ncbi.nlm.nih.gov/refseq', accession),
  });

/** What is read of EGFR from one notation in one slot, beside `Present`. */
const fromProtein = (text: string): readonly string[] => found(variant([EGFR, protein(text)]));
const fromCoding = (text: string): readonly string[] => found(variant([EGFR, coding(text)]));
const L858R = ['EGFR:p.L858R detected'];
const BOTH = ['EGFR:p.L858R detected', 'EGFR:p.T790M detected'];

describe('HGVS, as its recommendations write it', () => {
  test.each([
    ['p.Leu858Arg', L858R],
    ['p.(Leu858Arg)', L858R],
    ['NP_005219.2:p.(Leu858Arg)', L858R],
    ['ENSP00000275493.2:p.Leu858Arg', L858R],
    ['LRG_304p1:p.(Leu858Arg)', L858R],
    ['p.[Leu858Arg;Thr790Met]', BOTH],
    ['p.[(Leu858Arg;Thr790Met)]', BOTH],
    ['p.[Leu858Arg];[Thr790Met]', BOTH],
    ['p.[(Leu858Arg)];[(Thr790Met)]', BOTH],
    ['p.[Leu858Arg(;)Thr790Met]', BOTH],
    ['p.[Leu858Arg];[Leu858=]', L858R],
    ['p.Leu858delinsArg', L858R],
    ['p.L858>R', L858R],
    ['p.*1211Glnext*17', ['EGFR:p.*1211ext detected']],
    ['p.Met1ext-5', ['EGFR:p.M1ext detected']],
  ])('%s', (text, expected) => {
    expect(fromProtein(text)).toEqual(expected);
  });

  test.each([
    ['c.2573T>G', L858R],
    ['c.(2573T>G)', L858R],
    ['c.[2573T>G;2369C>T]', BOTH],
    ['c.[2573T>G];[=]', L858R],
    ['c.2573T>G(;)2369C>T', BOTH],
    ['NC_000007.14(NM_005228.5):c.2573T>G', L858R],
    ['NG_007726.3(EGFR):c.2573T>G', L858R],
    ['LRG_304t1:c.2573T>G', L858R],
    ['ENST00000275493.7:c.2573T>G', L858R],
    ['NM_005228.5(EGFR):c.2573T>G (p.Leu858Arg)', L858R],
    ['NM_005228.5(EGFR):c.2573T>G(p.L858R)', L858R],
    ['c.2284-1G>A', ['EGFR:c.2284-1G>A detected']],
  ])('%s', (text, expected) => {
    expect(fromCoding(text)).toEqual(expected);
  });

  test('the effect behind a coding change is read, with or without p.', () => {
    const named = 'NM_000295.4(SERPINA1):c.1096G>A(E366K, aka Z allele) heterozygote';
    expect(found(variant([gene('HGNC:8941', 'SERPINA1'), coding(named)]))).toEqual([
      'SERPINA1:p.E366K detected',
    ]);
    expect(fromCoding('c.2155G>A (G719S)')).toEqual(['EGFR:p.G719S detected']);
  });
});

describe('a notation that is not understood is no alteration, and that is told', () => {
  test.each([
    ...['p.?', 'p.(?)', 'p.0', 'p.0?', 'p.Met1?', 'p.Leu858Xaa', 'p.L858', 'p.858R'],
    // Mosaic and chimeric; one of several; uncertain.
    ...['p.Leu858=/Arg', 'p.Leu858=//Arg', 'p.[Leu858=/Leu858Arg]', 'p.(Gly719Ala^Ser^Cys)'],
    ...['p.Leu858Arg/Gln', 'p.V600E/K', 'p.(Glu746_Ala750)del', 'p.Leu858Arg?'],
    // Repeats, unknown residues, several proteins from one allele.
    ...['p.Ala767[3]', 'p.Asp770_Asn771insXaa[3]', 'p.[Lys31Asn,Val25_Lys31del]'],
    ...['r.2573u>g', 'EGFR vIII', 'exon 19'],
  ])('%s', (text) => {
    const unread = variant([EGFR, protein(text)]);
    expect(found(unread)).toEqual([]);
    expect(problems(unread)).toEqual(['unparsed-change']);
  });

  test.each([
    ...['c.2573T=/T>G', 'c.2573=//T>G', 'c.2573T>G^2573T>A', 'c.(2235_2249)del'],
    ...['c.(2184+1_2185-1)_(2283+1_2284-1)del', 'c.(?_2185)_(2283_?)del', 'c.-129CAG[79]'],
    ...['c.2235GGA[4]', 'c.2573T>N', 'c.2573T>', 'c.2573', 'c.2573T>G?', 'c.IVS18-1G>A'],
    ...['g.55191822T>G', 'chr7:g.55191822T>G', 'NC_012920.1:m.3243A>G', 'NM_005228.5:2834:T:G'],
  ])('%s', (text) => {
    const unread = variant([EGFR, coding(text)]);
    expect(found(unread)).toEqual([]);
    expect(problems(unread)).toEqual(['unparsed-change']);
  });

  test.each(['n.2573T>G', 'NM_005228.5:n.2573T>G', 'NR_047551.1:n.2573T>G'])(
    '%s counts from the start of a transcript: it is not c.2573T>G',
    (text) => {
      expect(fromCoding(text)).toEqual([]);
    },
  );

  test.each(['p.=', 'p.(=)', 'p.Leu858=', 'p.(Leu858=)', 'c.=', 'c.2573=', 'c.2573T='])(
    '%s is no change',
    (text) => {
      const slot = text.startsWith('p') ? protein : coding;
      expect(found(variant([EGFR, slot(text)]))).toEqual([]);
      expect(problems(variant([EGFR, slot(text)]))).toEqual([]);
    },
  );
});

describe('words beside a notation', () => {
  test.each(['no L858R', 'L858R not detected', 'p.Leu858Arg negative', 'p.L858R wt'])(
    'that deny it contradict "present", and say "absent" alone: %s',
    (text) => {
      for (const slot of [protein, variation]) {
        const parts = [EGFR, slot(text)];
        expect(found(variant(parts))).toEqual(['EGFR:p.L858R contradictory']);
        expect(found(variant(parts, { valueCodeableConcept: ABSENT }))).toEqual([
          'EGFR:p.L858R not-detected',
        ]);
        expect(found(variant(parts, { valueCodeableConcept: undefined }))).toEqual([
          'EGFR:p.L858R not-detected',
        ]);
      }
    },
  );

  test.each([
    ...['L858R or T790M', 'p.L858R oder p.L861Q', 'L858R cannot be excluded', 'possible L858R'],
    ...['G719A/C/S', 'L858R/L858Q', 'either L858R or L861Q'],
  ])('that leave it open leave it unread: %s', (text) => {
    expect(fromProtein(text)).toEqual([]);
    expect(problems(variant([EGFR, protein(text)]))).toEqual(['unparsed-change']);
  });

  test('two changes with a slash between them are two', () => {
    expect(fromProtein('L858R/T790M')).toEqual(BOTH);
  });

  test('V600E/K of a test that does not tell the two apart is neither', () => {
    expect(found(variant([BRAF, protein('V600E/K')]))).toEqual([]);
  });

  test.each([
    ['p.T790M was not detected', []],
    ['No p.T790M mutation', []],
    ['p.T790M cannot be excluded', []],
    ['p.L858R was found and p.T790M was not', []],
    ['p.L858R detected; p.T790M not detected', L858R],
    ['p.L858R was found, but p.T790M was absent', L858R],
    ['Activating p.L858R', L858R],
  ])('of a conclusion count clause by clause: %s', (text, expected) => {
    expect(found(variant([EGFR, conclusion(text)]))).toEqual(expected);
  });
});

describe('notations that contradict each other or the gene', () => {
  test('a coding change that does something else than the protein change says: neither is used', () => {
    const contradictory = variant([EGFR, coding('c.2573T>G'), protein('p.T790M')]);
    expect(found(contradictory)).toEqual([]);
    expect(problems(contradictory)).toEqual(['unparsed-change']);
    expect(found(variant([EGFR, coding('c.2573T>G'), protein('p.Leu858Arg')]))).toEqual(L858R);
  });

  test('a transcript of another gene beside a bare notation', () => {
    const elsewhere = variant([EGFR, protein('p.L858R'), transcript('NM_004985.5')]);
    expect(found(elsewhere)).toEqual([]);
    expect(problems(elsewhere)).toEqual(['gene-conflict']);
  });

  test('settles which of two genes is meant when identifier and symbol disagree', () => {
    const disputed = part('48018-6', {
      valueCodeableConcept: {
        coding: [
          { system: 'http://www.genenames.org', code: 'HGNC:950', display: 'BAP1' },
          // The gene of this number is KIT.
          { system: 'https://www.ncbi.nlm.nih.gov/gene', code: '3815', display: 'BAP1' },
        ],
      },
    });
    const told = variant([disputed, protein('p.Q590*'), transcript('NM_004656')]);
    expect(found(told)).toEqual(['BAP1:p.Q590* detected']);
    expect(problems(told)).toContain('gene-conflict');
    expect(found(variant([disputed, protein('p.Q590*')]))).toEqual([]);
    expect(found(variant([BAP1, protein('p.Q590*'), transcript('NM_004656')]))).toEqual([
      'BAP1:p.Q590* detected',
    ]);
  });

  test('HGVS is read wherever it stands', () => {
    const misfiled = part('81290-9', {
      valueCodeableConcept: concept(HGVS, 'NM_005228.5:c.2573T>G'),
    });
    expect(found(variant([EGFR, misfiled]))).toEqual(L858R);
  });
});

test('a splice site that stands where the protein change belongs is one of the coding sequence', () => {
  const tp53 = gene('HGNC:11998', 'TP53');
  expect(found(variant([tp53, protein('splice site 594-2A>C')]))).toEqual(
    found(variant([tp53, coding('c.594-2A>C')])),
  );
  expect(found(variant([tp53, protein('splice site variant')]))).toEqual([]);
});

describe('MET exon 14 skipping', () => {
  const REGION = part('47999-8', { valueString: 'Exon 14' });
  const consequence = (code: string): Json =>
    part('feature-consequence', { valueCodeableConcept: concept(SO, code) }, TBD);

  test.each([
    ['donor', [coding('NM_000245.4:c.3028+1G>A')]],
    ['donor, on the longer transcript', [coding('NM_001127500.3:c.3082+2T>C')]],
    ['acceptor', [coding('c.2888-2A>C')]],
    ['acceptor and part of the exon', [coding('c.2888-5_2890del')]],
    ['region and consequence', [REGION, consequence('SO:0001575')]],
  ])('by its %s', (_, parts) => {
    expect(found(variant([MET, ...parts]))).toEqual(['MET:exon14-skipping detected']);
  });

  test.each([
    ['the donor of the exon before', [coding('c.2887+1G>A')], ['MET:c.2887+1G>A detected']],
    ['deep in the intron', [coding('c.3028+40G>A')], ['MET:c.3028+40G>A detected']],
    ['missense in the exon', [REGION, consequence('SO:0001583')], []],
  ])('not by %s', (_, parts, expected) => {
    expect(found(variant([MET, ...parts]))).toEqual(expected);
  });
});
