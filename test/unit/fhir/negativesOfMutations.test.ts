import { describe, expect, test } from '@jest/globals';
import {
  ABSENT,
  concept,
  EGFR,
  gene,
  INTERPRETATION,
  LOINC,
  MET,
  observation,
  read,
  REGISTRY,
  variant,
  type Json,
} from './fhirRecords.ts';
import { alterationName } from '../../../src/domain/alteration.ts';

/** A negative counts for what was looked for: "no mutation" clears neither a fusion nor an amplification. */
function negatives(...resources: readonly Json[]): readonly string[] {
  return read(...resources).patientCase.readings.map(({ of, detection }) => {
    const name =
      of.kind === 'any'
        ? `any ${of.gene}${of.only === undefined ? '' : ' mutation'}`
        : alterationName(of);
    return `${name}: ${detection.state}`;
  });
}

const inWords = (text: string): Json =>
  observation(concept(LOINC, '69548-6'), { valueString: text });
const under = (code: string, text: string): Json =>
  observation({ text: code }, { valueString: text });

describe('a negative in words is about what its words name', () => {
  test.each([
    ['ALK: no mutation detected', ['any ALK mutation: not-detected']],
    ['EGFR mutation: not detected', ['any EGFR mutation: not-detected']],
    ['No EGFR mutations identified', ['any EGFR mutation: not-detected']],
    ['MET: no pathogenic variants detected', ['any MET mutation: not-detected']],
    ['KRAS wild type', ['any KRAS mutation: not-detected']],
    ['KRAS Wildtyp', ['any KRAS mutation: not-detected']],
    ['Keine Mutation in EGFR nachweisbar', ['any EGFR mutation: not-detected']],
    ['MET: no mutation or copy number variant detected', ['any MET mutation: not-detected']],
    ['MET: no alteration detected', ['any MET: not-detected']],
    ['MET: not detected', ['any MET: not-detected']],
    ['ALK rearrangement not detected', ['ALK fusion: not-detected']],
    ['RET fusion: negative', ['RET fusion: not-detected']],
    ['MET amplification not detected', ['MET amplification: not-detected']],
  ])('%s', (text, expected) => {
    expect(negatives(inWords(text))).toEqual(expected);
  });

  test.each([
    'MET: no copy number variants detected',
    'ALK: no structural variant detected',
    'ALK FISH negative',
    'ALK/ROS1/RET: no rearrangement detected',
    'MET and ERBB2: amplification not detected',
    'No EGFR exon 20 mutation detected',
    'KRAS codon 12 mutation not detected',
    'EGFR p.Foo790Bar not detected',
  ])('%s: says nothing of the whole gene', (text) => {
    expect(negatives(inWords(text)).filter((said) => said.startsWith('any'))).toEqual([]);
  });
});

describe('a bare negative is about what the code asks for', () => {
  test.each([
    ['EGFR mutation analysis', ['any EGFR mutation: not-detected']],
    ['ALK rearrangement by FISH', ['ALK fusion: not-detected']],
    ['MET amplification (FISH), molecular pathology', ['MET amplification: not-detected']],
    ['EGFR T790M mutation analysis', ['EGFR T790M: not-detected']],
    ['ALK FISH', []],
    ['KRAS codon 12 mutation analysis', []],
    ['EGFR molecular pathology', ['any EGFR: not-detected']],
  ])('%s', (code, expected) => {
    expect(negatives(under(code, 'Not detected'))).toEqual(expected);
  });

  test('detected under a code that asks for several changes invents none', () => {
    expect(negatives(under('EGFR L858R and T790M mutation analysis', 'Detected'))).toEqual([]);
  });

  test('a gene beside the code does not widen it', () => {
    const result = { valueCodeableConcept: ABSENT, component: [EGFR] };
    expect(negatives(observation({ text: 'EGFR mutation analysis' }, result))).toEqual([
      'any EGFR mutation: not-detected',
    ]);
  });

  test('nor does a value that is coded by the sender', () => {
    const value = concept('https://laboratory.example/results', 'N', 'No mutation detected');
    expect(negatives(variant([MET], { valueCodeableConcept: value }))).toEqual([
      'any MET mutation: not-detected',
    ]);
  });

  test.each([
    ['21665-5', 'EGFR gene mutations found [Identifier] in Blood or Tissue'],
    ['100019-9', 'ALK gene mutations found [Identifier] in Blood or Tissue'],
  ])('single-gene test %s', (code, display) => {
    const symbol = display.slice(0, display.indexOf(' '));
    const result = { valueCodeableConcept: ABSENT };
    expect(negatives(observation(concept(LOINC, code, display), result))).toEqual([
      `any ${symbol} mutation: not-detected`,
    ]);
  });

  test('the wild type of a registry is one of the sequence', () => {
    const wildType = { ...variant([]), valueCodeableConcept: undefined };
    expect(
      negatives({ ...wildType, note: [{ text: 'ALK' }], interpretation: [concept(REGISTRY, 'W')] }),
    ).toEqual(['any ALK mutation: not-detected']);
  });

  test('absent beside genes is about the genes as a whole', () => {
    const ALK = gene('HGNC:427', 'ALK');
    expect(negatives(variant([ALK], { valueCodeableConcept: ABSENT }))).toEqual([
      'any ALK: not-detected',
    ]);
  });
});

test('no pathogenic variants in a whole panel clears no gene of fusions and copies', () => {
  const overall = concept(LOINC, '51968-6');
  const negative = concept(INTERPRETATION, 'NEG');
  expect(
    negatives(
      observation(concept(LOINC, '53041-0'), { id: 'region', component: [MET] }),
      observation(overall, { id: 'a', valueString: 'No pathogenic variants detected' }),
      observation(overall, { id: 'b', valueCodeableConcept: negative }),
    ),
  ).toEqual([]);
});
