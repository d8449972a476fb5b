import { describe, expect, test } from '@jest/globals';
import type { Reading } from '../../../src/domain/reading.ts';
import {
  EGFR,
  LOINC,
  RXNORM,
  TBD,
  concept,
  found,
  observation,
  part,
  protein,
  read,
  variant,
  type Json,
} from './fhirRecords.ts';

const t790m = (more: Json = {}): Json => variant([EGFR, protein('p.Thr790Met')], more);

function implication(component: readonly Json[], more: Json = {}): Json {
  return observation(concept(TBD, 'therapeutic-implication'), {
    id: 'implication-1',
    derivedFrom: [{ reference: 'Observation/variant-1' }],
    component,
    ...more,
  });
}

const resistant = part(
  'therapeutic-implication',
  { valueCodeableConcept: concept(LOINC, 'LA6676-6', 'Resistant') },
  TBD,
);
const gefitinib = part('51963-7', { valueCodeableConcept: concept(RXNORM, '328134', 'gefitinib') });

function annotationsOf(...resources: readonly unknown[]): Reading['annotations'] {
  return read(...resources).patientCase.readings[0]?.annotations;
}

describe('implications by the laboratory', () => {
  test('stand beside the reading they were derived from, with their source', () => {
    expect(annotationsOf(t790m(), implication([resistant, gefitinib]))).toEqual([
      {
        about: 'therapy',
        says: 'resistant',
        drugs: ['gefitinib'],
        resource: 'Observation/implication-1',
      },
    ]);
  });

  test('are no finding, also when they repeat the components of the variant', () => {
    const repeating = implication([EGFR, protein('p.Thr790Met'), resistant], { derivedFrom: [] });
    expect(found(repeating)).toEqual([]);
    expect(read(repeating).outcomes).toMatchObject([
      {
        became: 'annotation',
        detail: 'therapy, resistant; what it is derived from is not in the record, or was not read',
      },
    ]);
  });

  test.each([
    ['Supports Resistance', 'resistant'],
    ['Supports Sensitivity/Response', 'responsive'],
    ['Presumed non-responsive', 'not-responsive'],
    ['Does Not Support Resistance', null],
  ])('in words: "%s"', (text, says) => {
    const worded = part(
      'predicted-therapeutic-implication',
      { valueCodeableConcept: { text } },
      TBD,
    );
    expect(annotationsOf(t790m(), implication([worded, gefitinib]))).toMatchObject([{ says }]);
  });

  test('a diagnostic implication gives the class of the variant', () => {
    const diagnostic = observation(concept(TBD, 'diagnostic-implication'), {
      id: 'diagnostic',
      derivedFrom: [{ reference: 'Observation/variant-1' }],
      component: [
        part('53037-8', { valueCodeableConcept: concept(LOINC, 'LA6668-3', 'Pathogenic') }),
      ],
    });
    expect(annotationsOf(t790m(), diagnostic)).toMatchObject([
      { about: 'diagnosis', says: 'pathogenic' },
    ]);
  });
});

describe('the day a result was given out', () => {
  const reportedOn = (...resources: readonly unknown[]): readonly (string | null)[] =>
    read(...resources).patientCase.readings.map((reading) => reading.reportedOn);
  const report = (issued: string, id = 'report-1'): Json => ({
    resourceType: 'DiagnosticReport',
    id,
    status: 'final',
    subject: { reference: 'Patient/anna' },
    issued,
    result: [{ reference: 'Observation/variant-1' }],
  });

  test('is its own, else that of the first report with it, else not known', () => {
    expect(
      reportedOn(t790m({ issued: '2026-03-20T10:00:00Z' }), report('2026-03-25T10:00:00Z')),
    ).toEqual(['2026-03-20']);
    expect(
      reportedOn(
        t790m(),
        report('2026-04-02T08:00:00Z', 'amended'),
        report('2026-03-25T08:00:00Z'),
      ),
    ).toEqual(['2026-03-25']);
    expect(reportedOn(t790m())).toEqual([null]);
  });

  test('of a repeated result is the first', () => {
    const specimen = { specimen: { reference: 'Specimen/1' } };
    expect(
      reportedOn(
        t790m({ ...specimen, issued: '2026-03-28T10:00:00Z' }),
        t790m({ ...specimen, id: 'again', issued: '2026-03-20T10:00:00Z' }),
      ),
    ).toEqual(['2026-03-20']);
  });
});
