import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readDraftOrders } from '../../src/fhir/readDraftOrders.ts';
import { readPatientCase, type ReadCase } from '../../src/fhir/readPatientCase.ts';
import { readCodingChange } from '../../src/nomenclature/codingChange.ts';
import { readProteinChange, spelled } from '../../src/nomenclature/proteinChange.ts';
import {
  ABSENT,
  EGFR,
  fraction,
  gene,
  type Json,
  KRAS,
  PATIENT,
  PRESENT,
  protein,
  variant,
} from '../unit/fhir/fhirRecords.ts';
import { theTerminology } from '../unit/nomenclature/theTerminology.ts';
import { runs } from './runs.ts';

const LETTERS: Readonly<Record<string, string>> = {
  A: 'Ala',
  R: 'Arg',
  N: 'Asn',
  D: 'Asp',
  C: 'Cys',
  Q: 'Gln',
  E: 'Glu',
  G: 'Gly',
  H: 'His',
  I: 'Ile',
  L: 'Leu',
  K: 'Lys',
  M: 'Met',
  F: 'Phe',
  P: 'Pro',
  S: 'Ser',
  T: 'Thr',
  W: 'Trp',
  Y: 'Tyr',
  V: 'Val',
};

const aminoAcid = fc.constantFrom(...Object.keys(LETTERS));
const residue = fc.tuple(aminoAcid, fc.integer({ min: 2, max: 3000 }));

/** A change in one letter and, part by part, in three. */
const change = fc
  .oneof(
    fc
      .tuple(residue, aminoAcid)
      .filter(([[from], to]) => from !== to)
      .map(([[aa, n], to]) => [[aa, String(n), to]]),
    residue.map(([aa, n]) => [[aa, String(n), 'del']]),
    fc
      .tuple(residue, aminoAcid, fc.integer({ min: 1, max: 12 }))
      .map(([[aa, n], last, length]) => [[aa, String(n), `_`, last, String(n + length), 'del']]),
    fc
      .tuple(residue, fc.array(aminoAcid, { minLength: 2, maxLength: 5 }))
      .map(([[aa, n], inserted]) => [[aa, String(n), 'delins', ...inserted]]),
  )
  .map(([parts = []]) => parts);

const threeLetters = (parts: readonly string[]): string =>
  parts.map((part) => LETTERS[part] ?? part).join('');

describe('spelling', () => {
  test('a protein change is the same in one and three letters, bare, predicted and with accession', () => {
    fc.assert(
      fc.property(change, (parts) => {
        const bare = parts.join('');
        const spellings = [
          bare,
          `p.${bare}`,
          `p.(${bare})`,
          threeLetters(parts),
          `NP_005219.2:p.(${threeLetters(parts)})`,
        ];
        for (const spelling of spellings) {
          const reading = readProteinChange(spelling);
          expect(reading.read === 'change' ? spelled(reading.change) : spelling).toBe(bare);
        }
      }),
      runs(100),
    );
  });

  test('any text is read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        readProteinChange(text);
        readCodingChange(text);
      }),
      runs(100),
    );
  });
});

const read = (resources: readonly unknown[]): ReadCase =>
  readPatientCase({ resources, patient: 'anna', asOf: '2026-11-23', terminology: theTerminology });

const record: fc.Arbitrary<Json[]> = fc
  .array(
    fc.record({
      gene: fc.constantFrom(EGFR, KRAS, gene('HGNC:1097', 'BRAF')),
      change: fc.constantFrom('p.L858R', 'p.(Thr790Met)', 'p.G12C', 'p.Val600Glu', null),
      value: fc.constantFrom(PRESENT, ABSENT),
      percent: fc.constantFrom(0.4, 12, 40, null),
      specimen: fc.constantFrom('a', 'b'),
      effectiveDateTime: fc.constantFrom('2026-01-02', '2026-02', '2027-01-01'),
    }),
    { maxLength: 8 },
  )
  .map((findings) =>
    findings.map(
      ({ gene: studied, change: hgvs, value, percent, specimen, effectiveDateTime }, index) =>
        variant(
          [
            studied,
            ...(hgvs === null ? [] : [protein(hgvs)]),
            ...(percent === null ? [] : [fraction(percent, { code: '%' })]),
          ],
          {
            id: `v${String(index)}`,
            valueCodeableConcept: value,
            specimen: { reference: `Specimen/${specimen}` },
            effectiveDateTime,
          },
        ),
    ),
  );

describe('order and repetition', () => {
  test('the order of resources changes nothing', () => {
    fc.assert(
      fc.property(
        record.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          expect(read(shuffled)).toEqual(read(list));
        },
      ),
      runs(100),
    );
  });

  test('repeating the record, bare or in a Bundle, changes nothing', () => {
    fc.assert(
      fc.property(record, (list) => {
        const bundle = { resourceType: 'Bundle', entry: list.map((resource) => ({ resource })) };
        expect(
          read([...list, bundle, { resourceType: 'Bundle', entry: [{ resource: bundle }] }]),
        ).toEqual(read(list));
      }),
      runs(100),
    );
  });

  test('every resource has exactly one outcome', () => {
    fc.assert(
      fc.property(record, (list) => {
        const refs = read(list).outcomes.map(({ resource }) => resource);
        expect(refs).toEqual(list.map(({ id }) => `Observation/${String(id)}`));
      }),
      runs(100),
    );
  });
});

/** JSON that looks enough like FHIR to reach every reader, with anything in every place. */
const hostile = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(
      null,
      true,
      '',
      'p.L858R',
      'EGFR',
      '69548-6',
      'LA9633-4',
      'HGNC:3236',
      'http://loinc.org',
      '2026-02-30',
      '__proto__',
      'constructor',
      '#x',
      'Observation/x',
    ),
    fc.double(),
    fc.string(),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('resource'),
    fc.dictionary(
      fc.constantFrom(
        'coding',
        'code',
        'system',
        'display',
        'text',
        'value',
        'unit',
        'reference',
        'identifier',
        'url',
        'start',
        'end',
        'extension',
        'resource',
        'valueCodeableConcept',
        'valueQuantity',
        '__proto__',
      ),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
  resource: fc
    .tuple(
      fc.constantFrom(
        'Observation',
        'DiagnosticReport',
        'Specimen',
        'MedicationRequest',
        'MedicationStatement',
        'Medication',
        'Condition',
        'Procedure',
        'AllergyIntolerance',
        'AdverseEvent',
        'Bundle',
        'Parameters',
        'Patient',
        'RequestGroup',
      ),
      fc.dictionary(
        fc.constantFrom(
          'id',
          'status',
          'intent',
          'code',
          'subject',
          'component',
          'valueCodeableConcept',
          'valueString',
          'valueQuantity',
          'interpretation',
          'specimen',
          'result',
          'hasMember',
          'contained',
          'extension',
          'note',
          'entry',
          'parameter',
          'part',
          'medicationCodeableConcept',
          'medicationReference',
          'medication',
          'statusReason',
          'effectiveDateTime',
          'effectivePeriod',
          'effectiveTiming',
          'identifier',
          'meta',
          'type',
          'collection',
          'ingredient',
          'action',
          'suspectEntity',
          'dosageInstruction',
          'performedPeriod',
          'method',
          'device',
          'basedOn',
          '__proto__',
        ),
        tie('value'),
        { maxKeys: 8 },
      ),
    )
    .map(([resourceType, elements]) => ({ ...elements, resourceType })),
}));

describe('hostile input', () => {
  test('anything at all is read without throwing', () => {
    fc.assert(
      fc.property(fc.array(hostile.value, { maxLength: 4 }), (resources) => {
        read(resources);
        readDraftOrders({
          draftOrders: resources,
          selections: ['x', '#x'],
          patient: null,
          terminology: theTerminology,
        });
      }),
      runs(500),
    );
  });

  test('any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        read([value]);
        readDraftOrders({
          draftOrders: value,
          selections: [],
          patient: 'anna',
          terminology: theTerminology,
        });
      }),
      runs(100),
    );
  });

  test('deep nesting, in elements and in Bundles', () => {
    let elements: unknown = 'bottom';
    let bundle: unknown = variant([EGFR, protein('p.L858R')]);
    for (let depth = 0; depth < 20_000; depth += 1) {
      elements = { extension: [elements] };
      bundle = { resourceType: 'Bundle', entry: [{ resource: bundle }] };
    }
    const nested = { ...variant([EGFR]), id: undefined, extension: [elements] };
    expect(read([nested, bundle]).patientCase.readings).toHaveLength(1);
  });

  test('references in a ring, and time that grows with the record, not with its square', () => {
    const ring = (size: number): Json[] =>
      Array.from({ length: size }, (_, index) => ({
        resourceType: 'Observation',
        id: `o${String(index)}`,
        subject: PATIENT,
        hasMember: [{ reference: `Observation/o${String((index + 1) % size)}` }],
        code: { coding: [{ code: '69548-6' }] },
        component: [EGFR, protein(`p.W${String(index + 2)}C`)],
      }));
    const reports = Array.from({ length: 200 }, (_, index) => ({
      resourceType: 'DiagnosticReport',
      id: `r${String(index)}`,
      subject: PATIENT,
      result: [{ reference: 'Observation/o0' }],
    }));
    const began = performance.now();
    expect(read([...ring(10_000), ...reports]).patientCase.readings).toHaveLength(10_000);
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  test('an endless text ends', () => {
    const long = 'p.('.repeat(100_000);
    const began = performance.now();
    read([variant([EGFR, protein(long)], { note: [{ text: 'A'.repeat(300_000) }] })]);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
