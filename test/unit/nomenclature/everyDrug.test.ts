import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Concept } from '../../../src/nomenclature/concept.ts';
import { drugsOfConcept } from '../../../src/nomenclature/drugLookup.ts';
import { theTerminology } from './theTerminology.ts';

const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const ATC = 'http://www.whocc.no/atc';
const NCIT = 'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl';

function drugsOf(concept: Concept): readonly string[] {
  const lookup = drugsOfConcept(theTerminology, concept);
  return lookup.found === 'drugs' ? lookup.drugs : [lookup.found];
}

const named = (text: string): Concept => ({ codings: [], text });
const coded = (system: string, code: string): Concept => ({
  codings: [{ system, code, display: null }],
  text: null,
});

describe('every drug of the terminology', () => {
  test.each([...theTerminology.drugs])('%s is found by each of its names and codes', (id, drug) => {
    for (const name of [id, drug.name, ...(drug.synonyms ?? [])]) {
      expect([name, ...drugsOf(named(name))]).toContain(id);
      // `MTX` in a sentence may be anything.
      if (name.length < 4) continue;
      expect(drugsOf(named(`${name.toUpperCase()} 80 MG Oral Tablet`))).toContain(id);
    }
    for (const code of drug.rxnorm ?? []) expect(drugsOf(coded(RXNORM, code))).toEqual([id]);
    for (const code of drug.atc ?? []) expect(drugsOf(coded(ATC, code))).toEqual([id]);
    for (const code of drug.ncit ?? []) expect(drugsOf(coded(NCIT, code))).toEqual([id]);
  });
});

describe('a drug in the words of another language', () => {
  test.each([
    ['osimertinibe 80 mg comprimido', ['osimertinib']],
    ['Osimertinibum', ['osimertinib']],
    ['Cétuximab', ['cetuximab']],
    ['cetuximabe', ['cetuximab']],
    ['évérolimus', ['everolimus']],
    ['everolimo', ['everolimus']],
    ['Abirateron 250 mg Tabletten', ['abiraterone']],
    ['cisplatino + pemetrexed', ['cisplatin', 'pemetrexed']],
    ['cisplatine', ['cisplatin']],
    ['dabrafenibe e trametinibe', ['dabrafenib', 'trametinib']],
    ['tamoxifeno', ['tamoxifen']],
  ])('%s', (text, drugs) => {
    expect([...drugsOf(named(text))].sort()).toEqual(drugs);
  });
});

describe('a combination', () => {
  test.each([
    ['Phesgo', ['pertuzumab', 'trastuzumab']],
    ['Akeega 50 mg/500 mg', ['abiraterone', 'niraparib']],
    ['Opdualag', ['nivolumab', 'relatlimab']],
    ['mFOLFOX6 + panitumumab', ['fluorouracil', 'leucovorin', 'oxaliplatin', 'panitumumab']],
    ['FOLFIRI', ['fluorouracil', 'irinotecan', 'leucovorin']],
    ['CAPOX', ['capecitabine', 'oxaliplatin']],
  ])('%s is all its drugs', (text, drugs) => {
    expect([...drugsOf(named(text))].sort()).toEqual(drugs);
  });
});

describe('a class of drugs', () => {
  test.each([
    'BRAF inhibitor',
    'EGFR-Tyrosinkinaseinhibitor',
    'anti-EGFR antibody',
    'Chemotherapie',
  ])('%s is no drug, and is known to matter', (text) => {
    expect(drugsOfConcept(theTerminology, named(text))).toMatchObject({
      found: 'unknown',
      antineoplastic: true,
      isClass: true,
    });
  });

  test('of ATC too; a class that is not against cancer does not matter', () => {
    expect(drugsOfConcept(theTerminology, coded(ATC, 'L01EC'))).toMatchObject({ isClass: true });
    expect(drugsOfConcept(theTerminology, named('proton pump inhibitor'))).toMatchObject({
      antineoplastic: false,
    });
    expect(drugsOfConcept(theTerminology, named('ACE inhibitor'))).toMatchObject({
      isClass: false,
    });
  });
});

const LIST = new URL('../../../../shared/knowledge/drugs.tsv', import.meta.url);

(existsSync(LIST) ? describe : describe.skip)(
  'the list of targeted drugs, from 2014 to now',
  () => {
    const [header = '', ...lines] = existsSync(LIST)
      ? readFileSync(LIST, 'utf8').trim().split('\n')
      : [];
    const columns = header.split('\t');
    const cell = (line: string, column: string): string =>
      line.split('\t')[columns.indexOf(column)] ?? '';

    test.each(lines.map((line) => [cell(line, 'drug'), line] as const))('%s', (drug, line) => {
      const [id, ...others] = drugsOf(named(drug));
      expect(others).toEqual([]);
      expect(theTerminology.drugs.has(id ?? '')).toBe(true);
      for (const synonym of cell(line, 'synonyms').split(/[;,|]/)) {
        // A brand may be that of a combination.
        if (synonym.trim() !== '') expect([synonym, ...drugsOf(named(synonym))]).toContain(id);
      }
      const [rxnorm, ncit] = [cell(line, 'rxnorm_cui'), cell(line, 'ncit_code')];
      if (/^\d+$/.test(rxnorm)) expect(drugsOf(coded(RXNORM, rxnorm))).toEqual([id]);
      if (/^C\d+$/.test(ncit)) expect(drugsOf(coded(NCIT, ncit))).toEqual([id]);
    });
  },
);
