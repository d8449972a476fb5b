import { describe, expect, test } from '@jest/globals';
import { assaysOfConcept } from '../../../src/nomenclature/assayLookup.ts';
import { diseasesOfConcept, isA } from '../../../src/nomenclature/diseaseLookup.ts';
import { drugsInText, drugsOfConcept, isOfClass } from '../../../src/nomenclature/drugLookup.ts';
import { genesOfConcept } from '../../../src/nomenclature/geneLookup.ts';
import type { Concept } from '../../../src/nomenclature/concept.ts';
import { compileTerminology } from '../../../src/nomenclature/terminology.ts';
import { terminologyFiles, theTerminology } from './theTerminology.ts';

const HGNC = 'http://www.genenames.org';
const NCBI = 'https://www.ncbi.nlm.nih.gov/gene';
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const ATC = 'http://fhir.de/CodeSystem/bfarm/atc';
const SNOMED = 'http://snomed.info/sct';

function coded(system: string | null, code: string | null, display: string | null = null): Concept {
  return { codings: [{ system, code, display }], text: null };
}
const said = (text: string): Concept => ({ codings: [], text });

describe('genes', () => {
  test.each([
    ['HGNC id and symbol', coded(HGNC, 'HGNC:3236', 'EGFR')],
    ['HGNC id alone', coded('http://www.genenames.org/geneId', 'HGNC:3236')],
    ['a bare number', coded('https://www.genenames.org/', '3236', 'EGFR')],
    ['a stray #', coded(HGNC, '#HGNC:3236')],
    ['code and display reversed', coded(HGNC, 'EGFR', 'HGNC:3236')],
    ['the symbol as code', coded(HGNC, 'EGFR')],
    ['the NCBI id', coded(NCBI, '1956', 'EGFR')],
    ['an alias', coded(null, null, 'ERBB1')],
    ['its full name beside the id', coded(HGNC, 'HGNC:3236', 'Epidermal growth factor receptor')],
    ['text', said('egfr')],
  ])('EGFR by %s', (_, concept) => {
    expect(genesOfConcept(theTerminology, concept)).toEqual([{ found: 'gene', gene: 'EGFR' }]);
  });

  test.each([
    ["KIT's id shown as NRAS (mCODE example)", coded(HGNC, 'HGNC:6342', 'NRAS')],
    ["BRCA1's id for every gene (a vendor converter)", coded(HGNC, '1100', 'TP53')],
    ["BRCA1's id with a symbol the terminology lacks", coded(HGNC, '1100', 'HDAC1')],
    ['an unknown id with a known symbol', coded(HGNC, 'HGNC:7235', 'MSH2')],
  ])('%s stays unresolved', (_, concept) => {
    expect(genesOfConcept(theTerminology, concept)).toMatchObject([{ found: 'conflict' }]);
  });

  test('one gene in two code systems is one gene; a panel is many', () => {
    const { codings: hgnc } = coded(HGNC, 'HGNC:7029', 'MET');
    const { codings: ncbi } = coded(NCBI, '4233', 'MET');
    const { codings: other } = coded(HGNC, '1100', 'BRCA1');
    const genes = (codings: Concept['codings']): unknown[] =>
      genesOfConcept(theTerminology, { codings, text: null }).map(
        (found) => 'gene' in found && found.gene,
      );
    expect(genes([...hgnc, ...ncbi])).toEqual(['MET']);
    expect(genes([...hgnc, ...other])).toEqual(['MET', 'BRCA1']);
  });

  test('a gene group is no gene, and prototype keys are no genes', () => {
    expect(
      genesOfConcept(theTerminology, coded('http://www.genenames.org/genegroup', '3236')),
    ).toEqual([]);
    expect(genesOfConcept(theTerminology, said('constructor'))).toEqual([
      { found: 'unknown', symbol: null, certain: false },
    ]);
  });
});

describe('drugs', () => {
  test.each([
    ['erlotinib 150 MG Oral Tablet', ['erlotinib']],
    ['Tarceva 150 mg', ['erlotinib']],
    ['Erlotinib hydrochloride', ['erlotinib']],
    ['dabrafenib / trametinib', ['dabrafenib', 'trametinib']],
    ['Dabrafenib plus Trametinib', ['dabrafenib', 'trametinib']],
    ['Tablet of something else', []],
    ['ibuprofen 400 mg', []],
  ])('%s names %j', (text, drugs) => {
    expect([...drugsInText(theTerminology, text)].sort()).toEqual(drugs);
  });

  test('an antibody-drug conjugate is not also its antibody', () => {
    expect(drugsInText(theTerminology, 'fam-trastuzumab deruxtecan-nxki 100 MG')).toEqual([
      'trastuzumab-deruxtecan',
    ]);
  });

  test('codes of RxNorm and ATC, several of one drug or of a combination', () => {
    expect(drugsOfConcept(theTerminology, coded(RXNORM, '1946825'))).toEqual({
      found: 'drugs',
      drugs: ['abemaciclib'],
    });
    const combination: Concept = {
      codings: [
        { system: ATC, code: 'L01CD01', display: 'Paclitaxel' },
        { system: ATC, code: 'L01XA02', display: 'Carboplatin' },
      ],
      text: null,
    };
    expect(drugsOfConcept(theTerminology, combination)).toEqual({
      found: 'drugs',
      drugs: ['carboplatin', 'paclitaxel'],
    });
  });

  test('a code for one drug under the name of another is neither', () => {
    expect(drugsOfConcept(theTerminology, coded(RXNORM, '1946825', 'erlotinib'))).toMatchObject({
      found: 'conflict',
    });
  });

  test('an unknown cancer drug is told apart from a medication that is not ours', () => {
    expect(drugsOfConcept(theTerminology, said('novelrafenib 50 mg'))).toEqual({
      found: 'unknown',
      antineoplastic: true,
      isClass: false,
    });
    expect(drugsOfConcept(theTerminology, coded(ATC, 'L01EC'))).toEqual({
      found: 'unknown',
      antineoplastic: true,
      isClass: true,
    });
    expect(drugsOfConcept(theTerminology, said('insulin'))).toEqual({
      found: 'unknown',
      antineoplastic: false,
      isClass: false,
    });
  });

  test('class ancestry', () => {
    expect(isOfClass(theTerminology, 'erlotinib', 'egfr-tki')).toBe(true);
    expect(isOfClass(theTerminology, 'erlotinib', 'targeted-therapy')).toBe(true);
    expect(isOfClass(theTerminology, 'erlotinib', 'cdk4-6-inhibitor')).toBe(false);
    expect(isOfClass(theTerminology, 'toString', 'egfr-tki')).toBe(false);
  });
});

describe('diseases', () => {
  test.each([
    ['SNOMED', coded(SNOMED, '254637007'), ['nsclc']],
    [
      'ICD-10 with its category',
      coded('http://hl7.org/fhir/sid/icd-10-cm', 'C43.51'),
      ['melanoma'],
    ],
    ['OncoTree', coded('http://oncotree.mskcc.org', 'LUAD'), ['lung-adenocarcinoma']],
    ['OncoTree in lower case', coded('urn:oncotree', 'coadread'), ['colorectal-cancer']],
    ['an OncoTree code under another system', coded('http://example.org', 'LUAD'), []],
    ['text', said('Metastatic non-small cell lung cancer'), ['nsclc']],
    ['small cell', said('Small cell lung cancer'), ['sclc']],
    ['a prototype key', said('constructor'), []],
  ])('by %s', (_, concept, expected) => {
    const found = diseasesOfConcept(theTerminology, concept);
    const related = found.filter((id) => expected.some((e) => isA(theTerminology, id, e)));
    expect(related).toHaveLength(expected.length);
    expect(found).toHaveLength(expected.length);
  });

  test('ancestry, and a loop in the table ends', () => {
    expect(isA(theTerminology, 'lung-adenocarcinoma', 'nsclc')).toBe(true);
    expect(isA(theTerminology, 'nsclc', 'lung-adenocarcinoma')).toBe(false);
    const diseases = { a: { name: 'A', parent: 'b' }, b: { name: 'B', parent: 'a' } };
    expect(isA(compileTerminology({ ...terminologyFiles, diseases }), 'a', 'b')).toBe(true);
  });
});

describe('assays', () => {
  test('by code and by name', () => {
    expect(assaysOfConcept(theTerminology, coded('http://loinc.org', '100029-8'))).toEqual([
      'plasma-ngs-panel',
    ]);
    expect(assaysOfConcept(theTerminology, said('Guardant360 CDx'))).toEqual(['guardant360']);
    expect(assaysOfConcept(theTerminology, said('Sequencing'))).toEqual([]);
  });
});
