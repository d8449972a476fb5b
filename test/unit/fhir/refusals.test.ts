import { describe, expect, test } from '@jest/globals';
import {
  EGFR,
  LOINC,
  PATIENT,
  PRESENT,
  SNOMED,
  concept,
  observation,
  protein,
  read,
  variant,
  type Json,
} from './fhirRecords.ts';

const OSIMERTINIB = { medicationCodeableConcept: { text: 'osimertinib' } };
const medication = (resourceType: string, more: Json): Json => ({
  resourceType,
  id: 'm',
  status: 'completed',
  subject: PATIENT,
  ...OSIMERTINIB,
  ...more,
});

/** One resource of every kind that is read, as it is used. */
const USED: Readonly<Record<string, Json>> = {
  variant: variant([EGFR, protein('p.L858R')]),
  biomarker: observation(concept(LOINC, '81695-9'), {
    valueCodeableConcept: concept(LOINC, 'LA26203-2'),
  }),
  'single-gene test': observation(concept(LOINC, '55769-4'), { valueCodeableConcept: PRESENT }),
  'disease status': observation(concept(LOINC, '97509-4'), {
    valueCodeableConcept: concept(SNOMED, '271299001'),
  }),
  'value for a gate': observation(concept(LOINC, '1742-6'), {
    valueQuantity: { value: 300, code: 'U/L' },
  }),
  diagnosis: {
    resourceType: 'Condition',
    id: 'c',
    subject: PATIENT,
    code: concept(SNOMED, '254637007'),
    recordedDate: '2026-01-01',
  },
  'other condition': {
    resourceType: 'Condition',
    id: 'c',
    subject: PATIENT,
    code: { text: 'pneumonitis' },
    recordedDate: '2026-01-01',
  },
  MedicationRequest: medication('MedicationRequest', {
    intent: 'order',
    authoredOn: '2026-01-01',
  }),
  MedicationStatement: medication('MedicationStatement', { effectiveDateTime: '2026-01-01' }),
  MedicationAdministration: medication('MedicationAdministration', {
    effectiveDateTime: '2026-01-01',
  }),
  MedicationDispense: medication('MedicationDispense', { whenHandedOver: '2026-01-01' }),
  Procedure: {
    resourceType: 'Procedure',
    id: 'p',
    status: 'completed',
    subject: PATIENT,
    performedDateTime: '2026-01-01',
    code: { text: 'osimertinib therapy' },
  },
  AllergyIntolerance: {
    resourceType: 'AllergyIntolerance',
    id: 'a',
    patient: PATIENT,
    code: { text: 'osimertinib' },
    recordedDate: '2026-01-01',
  },
};

const TIMES = [
  ...['effectiveDateTime', 'recordedDate', 'authoredOn', 'whenHandedOver', 'performedDateTime'],
];

function inFuture(resource: Json): Json {
  const later = TIMES.filter((time) => time in resource).map((time) => [time, '2027-01-01']);
  return { ...resource, ...(Object.fromEntries(later) as Json) };
}

function ofBerta(resource: Json): Json {
  const whose = 'patient' in resource ? 'patient' : 'subject';
  return { ...resource, [whose]: { reference: 'Patient/berta' } };
}

/** How much of the patient case a resource became. */
function uses(resource: unknown): number {
  const { patientCase } = read(resource);
  const { readings, diagnoses, exposures, assessments, findings, intolerances } = patientCase;
  return [readings, diagnoses, exposures, assessments, findings, intolerances].flat().length;
}

const REFUSALS: readonly (readonly [string, (resource: Json) => Json])[] = [
  ['other-patient', ofBerta],
  ['entered-in-error', (resource) => ({ ...resource, status: 'entered-in-error' })],
  ['cancelled', (resource) => ({ ...resource, status: 'cancelled' })],
  ['future-dated', inFuture],
  [
    'unreadable',
    (resource) => ({
      ...resource,
      modifierExtension: [{ url: 'http://ehr.example/denied', valueBoolean: true }],
    }),
  ],
];

describe.each(Object.entries(USED))('a resource that is read: %s', (_kind, resource) => {
  test('is used as it stands', () => {
    expect(uses(resource)).toBe(1);
    expect(read(resource).problems).toEqual([]);
  });

  test.each(REFUSALS)('is left out and reported when it is %s', (problem, spoiled) => {
    const { problems, outcomes } = read(spoiled(resource));
    expect(uses(spoiled(resource))).toBe(0);
    expect(problems.map((told) => told.problem)).toContain(problem);
    expect(outcomes).toMatchObject([{ became: 'not used' }]);
    expect(outcomes[0]?.detail).not.toBeNull();
  });
});

describe('a status in the spelling of its sender', () => {
  test.each([
    ...['Entered in Error', 'ENTERED_IN_ERROR', ' entered-in-error '].map(
      (status) => [status, 'entered-in-error'] as const,
    ),
    ...['Cancelled', 'canceled', 'CANCELLED'].map((status) => [status, 'cancelled'] as const),
  ])('%j leaves out what it is said of', (status, problem) => {
    const said = { ...USED['variant'], status };
    expect(uses(said)).toBe(0);
    expect(read(said).problems).toMatchObject([{ problem }]);
  });

  test.each([
    ['in words only', { text: 'Entered in error' }],
    ['as a bare code', 'entered-in-error'],
    ['as a display', { coding: [{ display: 'Entered in Error' }] }],
    ['refuted, in words', { text: 'Refuted' }],
    ['one of several possible', concept('', 'differential')],
  ])('a diagnosis %s', (_how, verificationStatus) => {
    expect(uses({ ...USED['diagnosis'], verificationStatus })).toBe(0);
  });

  test('an allergy that is refuted in words', () => {
    expect(uses({ ...USED['AllergyIntolerance'], verificationStatus: { text: 'Refuted' } })).toBe(
      0,
    );
  });
});

describe('a report that was entered in error', () => {
  const report = (id: string, status: string): Json => ({
    resourceType: 'DiagnosticReport',
    id,
    status,
    subject: PATIENT,
    code: concept(LOINC, '51969-4'),
    result: [{ reference: 'Observation/variant-1' }],
  });
  const result = USED['variant'];

  test('takes its results along, whatever they say of themselves', () => {
    const { patientCase, problems } = read(report('r', 'entered-in-error'), result);
    expect(patientCase.readings).toEqual([]);
    expect(problems.map(({ resource }) => resource)).toEqual([
      'DiagnosticReport/r',
      'Observation/variant-1',
    ]);
  });

  test('but not those that another report stands for', () => {
    const stands = read(report('r', 'entered-in-error'), report('s', 'amended'), result);
    expect(stands.patientCase.readings).toHaveLength(1);
  });
});

describe('whose a resource is', () => {
  const anna = { resourceType: 'Patient', id: 'anna' };
  const berta = { resourceType: 'Patient', id: 'berta' };
  const of = (reference: string): Json => ({ ...USED['variant'], subject: { reference } });

  test.each([
    'Patient/anna',
    'Patient/anna/_history/2',
    'https://ehr.example/fhir/Patient/anna',
    'https://ehr.example/fhir/Patient/anna/_history/2',
    'urn:uuid:2c9b7b4e-0000-4000-8000-000000000001',
  ])('%s is the patient', (reference) => {
    const bundle = {
      resourceType: 'Bundle',
      entry: [
        { fullUrl: 'urn:uuid:2c9b7b4e-0000-4000-8000-000000000001', resource: anna },
        { resource: of(reference) },
      ],
    };
    expect(uses(bundle)).toBe(1);
  });

  test.each([
    'Patient/berta/_history/2',
    'https://ehr.example/fhir/Patient/berta',
    'urn:uuid:2c9b7b4e-0000-4000-8000-000000000002',
    'urn:uuid:2c9b7b4e-0000-4000-8000-000000000003',
    '#p',
  ])('%s is not', (reference) => {
    const bundle = {
      resourceType: 'Bundle',
      entry: [
        { resource: anna },
        { fullUrl: 'urn:uuid:2c9b7b4e-0000-4000-8000-000000000002', resource: berta },
        { resource: { ...of(reference), contained: [{ resourceType: 'Patient', id: 'p' }] } },
      ],
    };
    expect(uses(bundle)).toBe(0);
  });
});

describe('a resource that says of itself that it does not hold', () => {
  const verification = (code: string): Json => ({
    verificationStatus: concept('http://terminology.hl7.org/CodeSystem/condition-ver-status', code),
  });
  test.each([
    ['a refuted diagnosis', 'diagnosis', verification('refuted')],
    ['a diagnosis entered in error', 'diagnosis', verification('entered-in-error')],
    ['a refuted condition', 'other condition', verification('refuted')],
    ['a refuted allergy', 'AllergyIntolerance', verification('refuted')],
    ['an order not to give', 'MedicationRequest', { doNotPerform: true }],
    ['a draft', 'MedicationRequest', { status: 'draft' }],
    ['a proposal', 'MedicationRequest', { intent: 'proposal' }],
    ['what was not taken', 'MedicationStatement', { status: 'not-taken' }],
    ['what was not given', 'MedicationAdministration', { status: 'not-done' }],
    ['what was declined', 'MedicationDispense', { status: 'declined' }],
    ['what was not done', 'Procedure', { status: 'not-done' }],
    ['what is only registered', 'variant', { status: 'registered' }],
  ])('%s', (_what, kind, more) => {
    const said = { ...USED[kind], ...more };
    expect(uses(said)).toBe(0);
    expect(read(said).outcomes).toMatchObject([{ became: 'not used' }]);
  });

  test('an adverse event that did not happen', () => {
    const event = (actuality: string): readonly Json[] => [
      medication('MedicationStatement', { effectiveDateTime: '2026-01-01' }),
      {
        resourceType: 'AdverseEvent',
        id: 'e',
        subject: PATIENT,
        actuality,
        suspectEntity: [{ instance: { reference: 'MedicationStatement/m' } }],
      },
    ];
    const { intolerances } = read(...event('actual')).patientCase;
    expect(intolerances).toHaveLength(1);
    expect(read(...event('potential')).patientCase.intolerances).toEqual([]);
  });
});

describe('elements of a type that FHIR does not give them', () => {
  const wrong = [null, 7, true, 'text', '', [], [[]], {}, { coding: 'x' }, { reference: 7 }];

  test.each(Object.keys(USED))('each element of a %s in turn', (kind) => {
    const resource = USED[kind] ?? {};
    for (const element of Object.keys(resource)) {
      for (const value of wrong) {
        const broken = { ...resource, [element]: value };
        expect(() => read(broken)).not.toThrow();
        // Nothing is invented: what is broken becomes what it was, or less.
        expect(uses(broken)).toBeLessThanOrEqual(1);
      }
    }
  });

  test('keys of the prototype are elements like any other', () => {
    const hostile = JSON.parse(
      '{"__proto__":{"status":"entered-in-error"},"constructor":{"prototype":{"x":1}},"hasOwnProperty":7,"toString":null}',
    ) as Json;
    expect(uses({ ...USED['variant'], ...hostile })).toBe(1);
    const named = variant([EGFR, protein('constructor')], { id: '__proto__' });
    expect(uses(named)).toBe(0);
    expect(({} as Json)['status']).toBeUndefined();
  });
});

describe('a molecular report in words only', () => {
  const report = (more: Json): Json => ({
    resourceType: 'DiagnosticReport',
    id: 'r',
    status: 'final',
    subject: PATIENT,
    code: concept(LOINC, '51969-4'),
    ...more,
  });

  test.each([
    ['a document', { presentedForm: [{ contentType: 'application/pdf', url: 'Binary/1' }] }],
    ['a conclusion', { conclusion: 'EGFR T790M detected.' }],
  ])('is told, not read: %s', (_form, more) => {
    expect(uses(report(more))).toBe(0);
    expect(read(report(more))).toMatchObject({
      problems: [{ problem: 'incomplete-data', message: expect.stringContaining('not read') }],
      outcomes: [{ became: 'not used' }],
    });
  });

  test('is nothing to tell of when its results are there, or it is about something else', () => {
    const withResult = report({
      conclusion: 'EGFR L858R detected.',
      result: [{ reference: 'Observation/variant-1' }],
    });
    expect(read(withResult, USED['variant']).problems).toEqual([]);
    const scan = report({ code: concept(LOINC, '24627-2'), conclusion: 'No metastasis.' });
    expect(read(scan).problems).toEqual([]);
  });
});
