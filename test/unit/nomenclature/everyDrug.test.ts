import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Concept } from '../../../src/nomenclature/concept.ts';
import { drugsOfConcept } from '../../../src/nomenclature/drugLookup.ts';
import { theTerminology } from './theTerminology.ts';

const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const ATC = 'http://www.whocc.no/atc';
const NCIT = 'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl';
const SNOMED = 'http://snomed.info/sct';
const UNII = 'http://fdasis.nlm.nih.gov';

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
    for (const code of [...(drug.rxnorm ?? []), ...(drug.rxnormProducts ?? [])]) {
      expect(drugsOf(coded(RXNORM, code))).toEqual([id]);
    }
    for (const code of drug.atc ?? []) expect(drugsOf(coded(ATC, code))).toEqual([id]);
    for (const code of drug.ncit ?? []) expect(drugsOf(coded(NCIT, code))).toEqual([id]);
    for (const code of drug.snomed ?? []) expect(drugsOf(coded(SNOMED, code))).toEqual([id]);
    for (const code of drug.unii ?? []) expect(drugsOf(coded(UNII, code))).toEqual([id]);
  });
});

describe('a drug that is named by its code alone', () => {
  test.each([
    ['UNII of the substance', UNII, '3C06JJ0Z2O', 'osimertinib'],
    ['UNII of the salt', UNII, 'RDL94R2A16', 'osimertinib'],
    ['UNII under the OID of an SPL', 'urn:oid:2.16.840.1.113883.4.9', '41UD74L59M', 'afatinib'],
    ['SNOMED CT substance', SNOMED, '414123001', 'erlotinib'],
    ['ATC under its OID', 'urn:oid:2.16.840.1.113883.6.73', 'L01EB04', 'osimertinib'],
    ['RxNorm under its OID', 'urn:oid:2.16.840.1.113883.6.88', '1721560', 'osimertinib'],
    ['NCI Thesaurus under its OID', 'urn:oid:2.16.840.1.113883.3.26.1.1', 'C116377', 'osimertinib'],
  ])('%s', (_what, system, code, drug) => {
    expect(drugsOf(coded(system, code))).toEqual([drug]);
  });

  test('a salt beside the name of another drug is a conflict', () => {
    const contradictory = {
      codings: [{ system: UNII, code: 'RDL94R2A16', display: null }],
      text: 'Gefitinib 250 mg',
    };
    expect(drugsOf(contradictory)).toEqual(['conflict']);
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

describe('a clinical drug or brand of the CDS Hooks sandbox, whose list is of about 2014', () => {
  test.each([
    ['1430446', 'Afatinib 20 MG Oral Tablet', '1430449', 'Gilotrif', 'afatinib'],
    ['1243004', 'axitinib 1 MG Oral Tablet', '1243010', 'Inlyta', 'axitinib'],
    ['1307624', 'bosutinib 100 MG Oral Tablet', '1307630', 'Bosulif', 'bosutinib'],
    ['1363273', 'cabozantinib 20 MG Oral Capsule', '1363279', 'Cometriq', 'cabozantinib'],
    ['1535462', 'ceritinib 150 MG Oral Capsule', '1535468', 'Zykadia', 'ceritinib'],
    ['1148498', 'crizotinib 200 MG Oral Capsule', '1148502', 'Xalkori', 'crizotinib'],
    ['1424916', 'dabrafenib 50 MG Oral Capsule', '1425228', 'Tafinlar', 'dabrafenib'],
    ['643105', 'dasatinib 20 MG Oral Tablet', '643173', 'Sprycel', 'dasatinib'],
    ['1307303', 'enzalutamide 40 MG Oral Capsule', '1307309', 'Xtandi', 'enzalutamide'],
    ['603203', 'erlotinib 100 MG Oral Tablet', '1088251', 'Tarceva', 'erlotinib'],
    ['845507', 'everolimus 10 MG Oral Tablet', '845512', 'Afinitor', 'everolimus'],
    ['349472', 'gefitinib 250 MG Oral Tablet', '402091', 'Iressa', 'gefitinib'],
    ['1442986', 'Ibrutinib 140 MG Oral Capsule', '1442992', 'Imbruvica', 'ibrutinib'],
    ['284206', 'imatinib 100 MG Oral Capsule', '404588', 'Gleevec', 'imatinib'],
    ['672149', 'lapatinib 250 MG Oral Tablet', '672152', 'Tykerb', 'lapatinib'],
    ['746606', 'nilotinib 200 MG Oral Capsule', '746609', 'Tasigna', 'nilotinib'],
    ['867508', 'pazopanib 400 MG Oral Tablet', '867508', 'Votrient', 'pazopanib'],
    ['1544465', 'idelalisib 100 MG Oral Tablet', '1544465', 'Zydelig', 'idelalisib'],
    ['1193347', 'ruxolitinib 20 MG Oral Tablet', '1193349', 'Jakafi', 'ruxolitinib'],
    ['1242992', 'vismodegib 150 MG Oral Capsule', '1242998', 'Erivedge', 'vismodegib'],
    ['1364352', 'ponatinib 15 MG Oral Tablet', '1364358', 'Iclusig', 'ponatinib'],
    ['1312402', 'regorafenib 40 MG Oral Tablet', '1312408', 'Stivarga', 'regorafenib'],
    ['597747', 'sorafenib 200 MG Oral Tablet', '615979', 'Nexavar', 'sorafenib'],
    ['616279', 'sunitinib 12.5 MG Oral Capsule', '616283', 'Sutent', 'sunitinib'],
    ['1425104', 'trametinib 0.5 MG Oral Tablet', '1425110', 'Mekinist', 'trametinib'],
    ['1098416', 'Vandetanib 100 MG Oral Tablet', '1114074', 'Caprelsa', 'vandetanib'],
    ['1147223', 'Vemurafenib 240 MG Oral Tablet', '1147228', 'Zelboraf', 'vemurafenib'],
  ])('%s %s, and %s %s', (generic, name, branded, brand, drug) => {
    const asSent = (code: string, text: string): Concept => ({
      codings: [{ system: RXNORM, code, display: text }],
      text,
    });
    const [ingredient = ''] = name.split(' ');
    expect(drugsOf(asSent(generic, name))).toEqual([drug]);
    expect(drugsOf(asSent(branded, `${name} [${brand}]`))).toEqual([drug]);
    for (const code of [generic, branded]) expect(drugsOf(coded(RXNORM, code))).toEqual([drug]);
    expect(drugsOf(named(`${brand} Pill`))).toEqual([drug]);
    expect(drugsOf(named(`${ingredient} Pill`))).toEqual([drug]);
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
