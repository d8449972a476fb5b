import { describe, expect, test } from '@jest/globals';
import { readPatientCase } from '../../../src/fhir/readPatientCase.ts';
import type { Exposure } from '../../../src/domain/therapy.ts';
import { theTerminology } from '../nomenclature/theTerminology.ts';
import {
  concept,
  EGFR,
  found,
  type Json,
  LOINC,
  observation,
  PATIENT,
  problems,
  protein,
  read,
  RXNORM,
  SNOMED,
  variant,
} from './fhirRecords.ts';

const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm';
const OSIMERTINIB = { text: 'osimertinib 80 MG Oral Tablet' };

function request(more: Json): Json {
  return {
    resourceType: 'MedicationRequest',
    id: 'm',
    status: 'active',
    intent: 'order',
    subject: PATIENT,
    authoredOn: '2025-01-10',
    medicationCodeableConcept: OSIMERTINIB,
    ...more,
  };
}

function exposures(...resources: readonly unknown[]): readonly Exposure[] {
  return read(...resources).patientCase.exposures;
}

describe('therapy', () => {
  test('an active order is an ongoing exposure', () => {
    expect(exposures(request({}))).toEqual([
      {
        drugs: ['osimertinib'],
        start: '2025-01-10',
        end: null,
        ongoing: true,
        stopReason: null,
        resources: ['MedicationRequest/m'],
      },
    ]);
  });

  test.each([
    ['a draft', { status: 'draft' }],
    ['a proposal', { intent: 'proposal' }],
    ['a plan', { intent: 'plan' }],
    ['an option of a tumour board', { intent: 'option' }],
    ['an order not to give it', { doNotPerform: true }],
    ['a statement of not taking it', { resourceType: 'MedicationStatement', status: 'not-taken' }],
    [
      'an administration not done',
      { resourceType: 'MedicationAdministration', status: 'not-done' },
    ],
  ])('%s is no exposure', (_, more) => {
    expect(exposures(request(more))).toEqual([]);
  });

  test.each([
    ['271299001', 'progression'],
    ['266721009', 'progression'],
    ['407563006', 'toxicity'],
    ['105480006', 'patient-choice'],
    ['999', 'other'],
  ])('stopped for %s: %s', (code, stopReason) => {
    const stopped = request({ status: 'stopped', statusReason: concept(SNOMED, code) });
    expect(exposures(stopped)).toMatchObject([{ ongoing: false, stopReason }]);
  });

  test.each([
    ['Toxicity, no progression', 'toxicity'],
    ['No evidence of progression; stopped for toxicity', 'toxicity'],
    ['Progressive neuropathy', 'other'],
    ['Adverse event: none', 'other'],
    ['Treatment not completed', 'other'],
    ['No response', 'progression'],
    ['Progredienz', 'progression'],
    ['Suspected toxicity', 'toxicity'],
  ])('stopped for "%s": %s', (text, stopReason) => {
    const stopped = request({ status: 'stopped', statusReason: { text } });
    expect(exposures(stopped)).toMatchObject([{ stopReason }]);
  });

  test.each(['Osimertinib or placebo (blinded)', 'Osimertinib oder Gefitinib'])(
    '%s: which was given cannot be told',
    (text) => {
      const order = request({ medicationCodeableConcept: { text } });
      expect(exposures(order)).toEqual([]);
      expect(problems(order)).toEqual(['unknown-drug']);
    },
  );

  test('a stop for toxicity is an intolerance too', () => {
    const stopped = request({
      status: 'stopped',
      statusReason: { text: 'Grade 3 pneumonitis (adverse event)' },
    });
    expect(read(stopped).patientCase.intolerances).toMatchObject([
      { drugs: ['osimertinib'], severity: 'dose-limiting' },
    ]);
  });

  test('a period with its end, also when the end is still to come', () => {
    const until = (end: string): Json => ({
      resourceType: 'MedicationStatement',
      status: 'completed',
      effectivePeriod: { start: '2025-01', end },
    });
    expect(exposures(request(until('2025-09-30')))).toMatchObject([
      { start: '2025-01', end: '2025-09-30', ongoing: false },
    ]);
    expect(exposures(request(until('2027-01-01')))).toMatchObject([{ end: null, ongoing: true }]);
  });

  test('dispense: from hand-over for the days supplied', () => {
    const dispense = request({
      resourceType: 'MedicationDispense',
      status: 'completed',
      whenHandedOver: '2025-03-01',
      daysSupply: { value: 30 },
    });
    expect(exposures(dispense)).toMatchObject([
      { start: '2025-03-01', end: '2025-03-31', ongoing: false },
    ]);
  });

  test.each([
    ['contained', { reference: '#med' }],
    ['elsewhere in the record', { reference: 'Medication/med' }],
    ['only by display', { reference: 'Medication/gone', display: 'Tagrisso' }],
  ])('medication by reference: %s', (_, medicationReference) => {
    const medication = { resourceType: 'Medication', id: 'med', code: OSIMERTINIB };
    const order = request({
      medicationCodeableConcept: undefined,
      medicationReference,
      contained: [medication],
    });
    expect(exposures(order, medication)).toMatchObject([{ drugs: ['osimertinib'] }]);
  });

  test('a Medication by its ingredients', () => {
    const medication = {
      resourceType: 'Medication',
      id: 'med',
      ingredient: [
        { itemCodeableConcept: { text: 'dabrafenib' } },
        { itemCodeableConcept: { text: 'trametinib' } },
      ],
    };
    const order = request({
      medicationCodeableConcept: undefined,
      medicationReference: { reference: 'Medication/med' },
    });
    expect(exposures(order, medication)).toMatchObject([{ drugs: ['dabrafenib', 'trametinib'] }]);
  });

  test('systemic therapy as a procedure that names its drugs', () => {
    const procedure = {
      resourceType: 'Procedure',
      id: 'p',
      subject: PATIENT,
      status: 'completed',
      code: { text: 'Carboplatin + Paclitaxel' },
      performedPeriod: { start: '2024-01-01', end: '2024-04-01' },
    };
    expect(exposures(procedure)).toMatchObject([
      { drugs: ['carboplatin', 'paclitaxel'], end: '2024-04-01' },
    ]);
  });

  test('a cancer drug that is not known is told; other medication is not', () => {
    expect(problems(request({ medicationCodeableConcept: { text: 'novelrafenib' } }))).toEqual([
      'unknown-drug',
    ]);
    expect(problems(request({ medicationCodeableConcept: { text: 'insulin glargine' } }))).toEqual(
      [],
    );
    const contradictory = concept(RXNORM, '1946825', 'osimertinib');
    expect(problems(request({ medicationCodeableConcept: contradictory }))).toEqual([
      'unknown-drug',
    ]);
  });
});

describe('disease', () => {
  const condition = (code: Json, more: Json = {}): Json => ({
    resourceType: 'Condition',
    id: 'c',
    subject: PATIENT,
    code,
    recordedDate: '2024-05-01',
    ...more,
  });
  const diagnoses = (record: Json): readonly string[] =>
    read(record).patientCase.diagnoses.map(({ disease }) => disease);

  test('a diagnosis by SNOMED', () => {
    expect(diagnoses(condition(concept(SNOMED, '254637007')))).toEqual(['nsclc']);
  });

  test('a metastasis in the lung is not lung cancer', () => {
    expect(diagnoses(condition({ text: 'Secondary malignant neoplasm of lung' }))).toEqual([]);
    expect(diagnoses(condition({ text: 'Metastatic carcinoma to lung' }))).toEqual([]);
    expect(diagnoses(condition({ text: 'Metastatic melanoma' }))).toEqual(['melanoma']);
  });

  test('words of its history beside the code of the cancer itself do not undo the code', () => {
    const coded = {
      ...concept(SNOMED, '254637007'),
      text: 'History of lung cancer, on osimertinib',
    };
    expect(diagnoses(condition(coded))).toEqual(['nsclc']);
    const family = { ...concept(SNOMED, '254637007'), text: 'Family history of lung cancer' };
    expect(diagnoses(condition(family))).toEqual([]);
  });

  test.each([
    [
      'a screening (ICD-10)',
      concept(ICD10, 'Z12.11', 'Encounter for screening for malignant neoplasm of colon'),
    ],
    ['a screening', { text: 'Lung cancer screening' }],
    [
      'a history (ICD-10)',
      concept(ICD10, 'Z85.3', 'Personal history of malignant neoplasm of breast'),
    ],
    ['a history', { text: 'History of melanoma' }],
    ['a mother with it', { text: 'Mother had breast cancer' }],
    [
      'a gene that is inherited',
      concept(ICD10, 'Z15.01', 'Genetic susceptibility to malignant neoplasm of breast'),
    ],
    ['a syndrome', { text: 'Hereditary breast and ovarian cancer syndrome' }],
    ['a suspicion', { text: 'Suspected lung cancer' }],
    ['a suspicion in German', { text: 'V.a. Bronchialkarzinom' }],
    ['a question', { text: 'Cholangiocarcinoma?' }],
    ['a denial', { text: 'No evidence of melanoma' }],
    ['an exclusion', { text: 'Colon cancer ruled out' }],
  ])('%s is not the disease', (_, code) => {
    const record = condition(code);
    expect(diagnoses(record)).toEqual([]);
    expect(read(record).outcomes).toMatchObject([{ became: 'not used' }]);
  });

  test.each([
    ['High-risk prostate cancer', 'prostate-cancer'],
    ['Metastatic melanoma, no BRAF mutation', 'melanoma'],
    ['History of smoking, lung adenocarcinoma', 'lung-adenocarcinoma'],
    ['Lung adenocarcinoma without metastasis', 'lung-adenocarcinoma'],
    ['Lung adenocarcinoma, rule out brain metastases', 'lung-adenocarcinoma'],
    ['Non-small cell lung cancer, not otherwise specified', 'nsclc'],
  ])('%s is the disease', (text, disease) => {
    expect(diagnoses(condition({ text }))).toEqual([disease]);
  });

  test('a refuted diagnosis does not exist', () => {
    const refuted = condition(
      { text: 'Melanoma' },
      { verificationStatus: concept('x', 'refuted') },
    );
    expect(diagnoses(refuted)).toEqual([]);
  });

  test('small-cell transformation is a diagnosis and a histology reading', () => {
    const transformed = condition(
      { text: 'Transformation to small cell lung cancer' },
      { onsetDateTime: '2026-01-15' },
    );
    expect(found(transformed)).toEqual(['histology:sclc detected']);
    expect(read(transformed).patientCase.samples).toMatchObject([
      { material: 'tissue', collectedOn: '2026-01-15' },
    ]);
  });

  test('histology of a biopsy', () => {
    const histology = observation(concept(LOINC, '59847-4'), {
      valueCodeableConcept: { text: 'Small cell lung cancer' },
    });
    expect(found(histology)).toEqual(['histology:sclc detected']);
  });

  test.each([
    'No evidence of small cell lung cancer',
    'Small cell lung cancer not seen',
    'Suspected small cell lung cancer',
  ])('a histology that is denied or doubted is none: %s', (valueString) => {
    expect(found(observation(concept(LOINC, '59847-4'), { valueString }))).toEqual([]);
  });

  test('a note that there was no transformation is no transformation', () => {
    const note = [{ text: 'Re-biopsy: no transformation to small cell carcinoma' }];
    expect(found(condition({ text: 'Lung adenocarcinoma' }, { note }))).toEqual([]);
  });

  test('a cancer that is not known is told', () => {
    expect(problems(condition({ text: 'Carcinoma of the imaginary gland' }))).toContain(
      'unknown-disease',
    );
    expect(problems(condition({ text: 'Hypertension' }))).toEqual([]);
  });
});

describe('assessments', () => {
  test.each([
    ['mCODE worsened', '97509-4', concept(SNOMED, '271299001'), 'PD'],
    ['mCODE improved', '88040-1', concept(SNOMED, '268910001'), 'improved'],
    ['mCODE stable', '97509-4', concept(SNOMED, '359746009'), 'SD'],
    ['RECIST in words', '97509-4', { text: 'Partial response (RECIST 1.1)' }, 'PR'],
    ['abbreviated', '88040-1', { text: 'CR' }, 'CR'],
    ['no progression', '97509-4', { text: 'No evidence of progression' }, 'SD'],
    [
      'German registry',
      '396432002',
      concept('https://x/mii-cs-onko-verlauf-gesamtbeurteilung', 'P'),
      'PD',
    ],
  ])('%s', (_, code, value, outcome) => {
    const record = observation(concept(LOINC, code), { valueCodeableConcept: value });
    expect(read(record).patientCase.assessments).toEqual([
      { on: '2026-03-02', outcome, resources: ['Observation/observation-1'] },
    ]);
  });

  test.each([
    ['Without progression', 'SD'],
    ['Keine Progression', 'SD'],
    ['Partial response, no new lesions', 'PR'],
    ['Near complete response', 'PR'],
    ['Progrediente Erkrankung', 'PD'],
    ['Loss of major molecular response', 'PD'],
    ['Progression in the liver, stable in the lung', 'PD'],
    ['No evidence of disease', 'CR'],
  ])('%s: %s', (valueString, outcome) => {
    const record = observation(concept(LOINC, '97509-4'), { valueString });
    expect(read(record).patientCase.assessments).toMatchObject([{ outcome }]);
  });

  test.each([
    'No evidence of recurrence',
    'Kein Rezidiv',
    'Progression-free survival 8 months',
    'No progression in the lung, progression in the liver',
    'Suspected progression',
    'Progression cannot be excluded',
    'Pseudoprogression',
    'PD-L1 positive',
    'No response',
    'Not in complete remission',
    'Response not evaluable',
  ])('neither response nor progression: %s', (valueString) => {
    const record = observation(concept(LOINC, '97509-4'), { valueString });
    expect(read(record).patientCase.assessments).toEqual([]);
    expect(read(record).outcomes).toMatchObject([{ became: 'not used' }]);
  });

  test('worsened by code and improved by name: neither is believed', () => {
    const valueCodeableConcept = concept(SNOMED, '271299001', 'Patient condition improved');
    const record = observation(concept(LOINC, '97509-4'), { valueCodeableConcept });
    expect(read(record).patientCase.assessments).toEqual([]);
  });

  test('undetermined or undated assessments say nothing', () => {
    const value = {
      valueCodeableConcept: concept(SNOMED, '709137006', 'Patient condition undetermined'),
    };
    expect(read(observation(concept(LOINC, '97509-4'), value)).patientCase.assessments).toEqual([]);
    const undated = { valueCodeableConcept: { text: 'PD' }, effectiveDateTime: undefined };
    expect(problems(observation(concept(LOINC, '97509-4'), undated))).toEqual(['missing-date']);
  });
});

describe('intolerance', () => {
  test('an allergy to a drug', () => {
    const allergy = {
      resourceType: 'AllergyIntolerance',
      id: 'a',
      patient: PATIENT,
      criticality: 'high',
      code: { text: 'Cetuximab' },
    };
    expect(read(allergy).patientCase.intolerances).toEqual([
      { drugs: ['cetuximab'], severity: 'dose-limiting', resource: 'AllergyIntolerance/a' },
    ]);
  });

  test('an allergy that is denied, and a suspect that was not the cause', () => {
    const none = { resourceType: 'AllergyIntolerance', id: 'a', patient: PATIENT };
    const event = {
      resourceType: 'AdverseEvent',
      id: 'e',
      actuality: 'actual',
      subject: PATIENT,
      suspectEntity: [
        {
          instance: { reference: 'MedicationRequest/m' },
          causality: [{ assessment: { text: 'Unlikely' } }],
        },
      ],
    };
    const record = [
      { ...none, code: { text: 'No known allergy to cetuximab' } },
      request({}),
      event,
    ];
    expect(read(...record).patientCase.intolerances).toEqual([]);
  });

  test('an adverse event with its suspect', () => {
    const event = {
      resourceType: 'AdverseEvent',
      id: 'a',
      subject: PATIENT,
      suspectEntity: [{ instance: { reference: 'MedicationRequest/m' } }],
    };
    expect(read(event, request({})).patientCase.intolerances).toMatchObject([
      { drugs: ['osimertinib'] },
    ]);
  });
});

describe('what is not used', () => {
  const l858r = [EGFR, protein('p.L858R')];

  test.each([
    ['another patient [ANS-25]', { subject: { reference: 'Patient/berta' } }, 'other-patient'],
    ['a subject that leads nowhere', { subject: { reference: 'urn:uuid:1234' } }, 'other-patient'],
    ['entered in error', { status: 'entered-in-error' }, 'entered-in-error'],
    ['cancelled', { status: 'cancelled' }, 'cancelled'],
    ['in the future', { effectiveDateTime: '2027-01-01' }, 'future-dated'],
  ])('%s', (_, more, problem) => {
    const record = variant(l858r, more);
    expect(found(record)).toEqual([]);
    expect(problems(record)).toContain(problem);
  });

  test("a result without subject in another patient's report", () => {
    const report = {
      resourceType: 'DiagnosticReport',
      id: 'r',
      subject: { reference: 'Patient/berta' },
      result: [{ reference: 'Observation/variant-1' }],
    };
    expect(found(report, variant(l858r, { subject: undefined }))).toEqual([]);
  });

  test("another patient's specimen lends neither date nor material", () => {
    const specimen = {
      resourceType: 'Specimen',
      id: 's',
      subject: { reference: 'Patient/berta' },
      type: { text: 'Plasma' },
      collection: { collectedDateTime: '2020-01-01' },
    };
    const { samples } = read(
      specimen,
      variant(l858r, { specimen: { reference: 'Specimen/s' } }),
    ).patientCase;
    expect(samples).toMatchObject([{ material: 'unknown', collectedOn: '2026-03-02' }]);
  });

  test('the patient by full URL, version and absolute reference', () => {
    const bundle = {
      resourceType: 'Bundle',
      entry: [
        { fullUrl: 'urn:uuid:1', resource: { resourceType: 'Patient', id: 'anna' } },
        {
          fullUrl: 'urn:uuid:2',
          resource: variant(l858r, { id: undefined, subject: { reference: 'urn:uuid:1' } }),
        },
        {
          resource: variant([EGFR, protein('p.T790M')], {
            subject: { reference: 'https://ehr.example/fhir/Patient/anna/_history/2' },
          }),
        },
      ],
    };
    expect(found(bundle)).toEqual(['EGFR:p.L858R detected', 'EGFR:p.T790M detected']);
  });

  test('a record of two patients is of nobody, unless one is asked for', () => {
    const two = [
      variant(l858r, { id: 'a' }),
      variant(l858r, { id: 'b', subject: { reference: 'Patient/berta' } }),
    ];
    const { patientCase } = readPatientCase({
      resources: two,
      patient: null,
      asOf: '2026-11-23',
      terminology: theTerminology,
    });
    expect(patientCase).toMatchObject({ patient: null, readings: [] });
    expect(found(...two)).toEqual(['EGFR:p.L858R detected']);
  });

  test('of two versions of a resource the later one counts', () => {
    const version = (lastUpdated: string, change: string): Json =>
      variant([EGFR, protein(change)], { meta: { lastUpdated } });
    const both = [version('2026-03-05', 'p.L858R'), version('2026-03-09', 'p.L861Q')];
    expect(found(...both)).toEqual(['EGFR:p.L861Q detected']);
    expect(found(...[...both].reverse())).toEqual(['EGFR:p.L861Q detected']);
  });

  test('what lies in the future says so in its outcome; what is only registered has no sample', () => {
    const future = variant(l858r, { effectiveDateTime: '2027-01-01' });
    expect(read(future).outcomes).toMatchObject([{ became: 'not used' }]);
    expect(read(variant(l858r, { status: 'registered' })).patientCase.samples).toEqual([]);
  });

  test.each([
    ['by its name', { code: { text: 'Lung NGS panel' }, conclusion: 'EGFR L858R detected' }],
    ['by its conclusion code', { conclusionCode: [concept(SNOMED, '10828004')] }],
    ['whose results were not sent', { result: [{ reference: 'Observation/elsewhere' }] }],
  ])('a molecular report without a result that can be read is told: %s', (_, more) => {
    const report = {
      resourceType: 'DiagnosticReport',
      id: 'r',
      status: 'final',
      subject: PATIENT,
      code: concept(LOINC, '51969-4'),
      ...more,
    };
    expect(problems(report)).toEqual(['incomplete-data']);
    const bloodCount = { ...report, code: concept(LOINC, '58410-2', 'CBC panel') };
    expect(problems(bloodCount)).toEqual([]);
  });

  test('a molecular report that is only a document is told', () => {
    const document = {
      resourceType: 'DocumentReference',
      id: 'd',
      subject: PATIENT,
      type: concept(LOINC, '100029-8'),
    };
    expect(problems(document)).toEqual(['incomplete-data']);
  });
});

describe('findings for gates', () => {
  const lab = (loinc: string, value: number, unit: string, more: Json = {}): Json =>
    observation(concept(LOINC, loinc), { valueQuantity: { value, code: unit }, ...more });
  const condition = (code: Json, more: Json = {}): Json => ({
    resourceType: 'Condition',
    id: 'condition-1',
    subject: PATIENT,
    code,
    onsetDateTime: '2025-11-02',
    ...more,
  });
  const answers = (...resources: readonly Json[]): readonly unknown[] =>
    read(...resources).patientCase.findings.map(({ gate, value, on }) => [gate, value, on]);

  test.each([
    ['ejection fraction', lab('10230-1', 55, '%'), ['lvef', 55, '2026-03-02']],
    ['ejection fraction as a fraction', lab('10230-1', 0.55, '1'), ['lvef', 55, '2026-03-02']],
    ['QTc in seconds', lab('8636-3', 0.46, 's'), ['qtc', 460, '2026-03-02']],
    ['bilirubin in mol', lab('14631-6', 17.1, 'umol/L'), ['bilirubin', 1.00001, '2026-03-02']],
    ['creatinine', lab('2160-0', 0.9, 'mg/dL'), ['creatinine', 0.9, '2026-03-02']],
    ['platelets per microlitre', lab('777-3', 210_000, '/uL'), ['platelets', 210, '2026-03-02']],
    ['ALT', lab('1742-6', 31, 'U/L'), ['alt', 31, '2026-03-02']],
  ])('%s', (_name, resource, expected) => {
    expect(answers(resource)).toContainEqual(expected);
  });

  test('a unit that cannot be compared is told and not used', () => {
    expect(answers(lab('2160-0', 0.9, 'g/L'))).toEqual([]);
    expect(problems(lab('2160-0', 0.9, 'g/L'))).toEqual(['incomplete-data']);
  });

  test('a component counts, a future value does not', () => {
    const part = { code: concept(LOINC, '10230-1'), valueQuantity: { value: 42, code: '%' } };
    const echo = observation({ text: 'Echocardiography' }, { component: [part] });
    expect(answers(echo)).toEqual([['lvef', 42, '2026-03-02']]);
    expect(answers({ ...echo, effectiveDateTime: '2027-01-01' })).toEqual([]);
    const issuedLater = { effectiveDateTime: undefined, issued: '2027-01-01T08:00:00Z' };
    expect(answers({ ...echo, ...issuedLater })).toEqual([]);
  });

  test('conditions by code, category and name', () => {
    const ild = ['interstitial-lung-disease', null, '2025-11-02'];
    expect(answers(condition(concept(SNOMED, '233703007')))).toEqual([ild]);
    expect(answers(condition(concept('http://hl7.org/fhir/sid/icd-10-cm', 'J84.112')))).toEqual([
      ild,
    ]);
    expect(answers(condition({ text: 'Drug-induced pneumonitis' }))).toEqual([ild]);
    expect(answers(condition({ text: 'No pneumonitis' }))).toEqual([]);
    expect(answers(condition({ text: 'Family history of heart failure' }))).toEqual([]);
  });

  test('a condition that is over counts only where its history matters', () => {
    const resolved = { clinicalStatus: { coding: [{ code: 'resolved' }] } };
    expect(answers(condition(concept(SNOMED, '233703007'), resolved))).toHaveLength(1);
    expect(answers(condition(concept(SNOMED, '77386006'), resolved))).toEqual([]);
  });

  test.each([
    ['No brain metastases', []],
    ['Brain metastases ruled out', []],
    ['Risk of interstitial lung disease', []],
    ['Suspected brain metastases', ['unconfirmed']],
  ])('a condition in words: %s', (text, statuses) => {
    const record = { resourceType: 'Condition', id: 'c', subject: PATIENT, code: { text } };
    expect(read(record).patientCase.findings.map(({ status }) => status)).toEqual(statuses);
  });

  test('whether a condition is there, over or only suspected', () => {
    const statusOf = (more: Json): string | undefined =>
      read(condition(concept(SNOMED, '233703007'), more)).patientCase.findings[0]?.status;
    const coded = (key: string, code: string): Json => ({ [key]: { coding: [{ code }] } });
    expect(statusOf({})).toBe('present');
    expect(statusOf(coded('clinicalStatus', 'active'))).toBe('present');
    expect(statusOf(coded('clinicalStatus', 'inactive'))).toBe('over');
    expect(statusOf({ abatementDateTime: '2025-12-01' })).toBe('over');
    expect(statusOf({ abatementDateTime: '2030-12-01' })).toBe('present');
    expect(statusOf(coded('verificationStatus', 'provisional'))).toBe('unconfirmed');
    expect(statusOf(coded('verificationStatus', 'refuted'))).toBeUndefined();
  });

  test.each([
    ['Pregnant', ['present']],
    ['Not pregnant', ['absent']],
    ['Possibly pregnant', []],
  ])('pregnancy in words: %s', (text, statuses) => {
    const record = observation(concept(LOINC, '82810-3'), { valueCodeableConcept: { text } });
    expect(read(record).patientCase.findings.map(({ status }) => status)).toEqual(statuses);
  });

  test('pregnant by code, not pregnant by name: neither is believed', () => {
    const valueCodeableConcept = concept(SNOMED, '77386006', 'Not pregnant');
    const record = observation(concept(LOINC, '82810-3'), { valueCodeableConcept });
    expect(read(record).patientCase.findings).toEqual([]);
  });

  test('a measurement in words is one when it is one number with its unit; else it is told', () => {
    const fraction = (valueString: string): Json =>
      observation(concept(LOINC, '10230-1'), { valueString });
    expect(read(fraction('60 %')).patientCase.findings).toMatchObject([
      { gate: 'lvef', value: 60 },
    ]);
    expect(problems(fraction('55-60 %'))).toEqual(['incomplete-data']);
    expect(read(fraction('55-60 %')).patientCase.findings).toEqual([]);
  });

  test('pregnancy by status', () => {
    const status = (code: string): Json =>
      observation(concept(LOINC, '82810-3'), { valueCodeableConcept: concept(SNOMED, code) });
    expect(answers(status('77386006'))).toEqual([['pregnancy', null, '2026-03-02']]);
    const denied = read(status('60001007')).patientCase.findings;
    expect(denied.map((finding) => finding.status)).toEqual(['absent']);
  });

  test('pregnancy as the finding itself, without a question', () => {
    const finding = (code: string): Json => observation(concept(SNOMED, code), {});
    expect(answers(finding('77386006'))).toEqual([['pregnancy', null, '2026-03-02']]);
    // Not pregnant.
    expect(answers(finding('60001007'))).toEqual([]);
    const unanswered = { ...finding('77386006'), dataAbsentReason: { text: 'not asked' } };
    expect(answers(unanswered)).toEqual([]);
  });

  test.each([
    ['777-3', 150, '10^9/L', 150],
    ['777-3', 150, 'x10E3/uL', 150],
    ['777-3', 150, 'K/uL', 150],
    ['14631-6', 100, 'μmol/l', 5.848],
    ['14631-6', 100, 'µmol/L', 5.848],
    ['2160-0', 1.1, 'MG/DL', 1.1],
    ['8636-3', 480, 'msec', 480],
  ])('%s: a unit is one in all its spellings: %d %s', (loinc, value, unit, expected) => {
    const { findings } = read(lab(loinc, value, unit)).patientCase;
    // One value may answer several gates, such as two limits of the QTc.
    expect([...new Set(findings.map((finding) => finding.value))]).toEqual([expected]);
  });
});

describe('other versions of FHIR', () => {
  const erlotinib = { medicationCodeableConcept: concept(RXNORM, '337525') };
  test.each([
    ['DSTU2, not taken', { resourceType: 'MedicationStatement', wasNotTaken: true, ...erlotinib }],
    ['STU3, not taken', { resourceType: 'MedicationStatement', taken: 'n', ...erlotinib }],
    ['STU3, not given', { resourceType: 'MedicationAdministration', notGiven: true, ...erlotinib }],
    ['DSTU2 order', { resourceType: 'MedicationOrder', ...erlotinib }],
    [
      'R5',
      {
        resourceType: 'MedicationRequest',
        status: 'active',
        intent: 'order',
        medication: { concept: erlotinib.medicationCodeableConcept },
      },
    ],
  ])('%s', (_name, resource) => {
    const record = { id: 'one', subject: PATIENT, ...resource };
    expect(read(record).patientCase.exposures).toEqual([]);
    expect(problems(record)).toEqual(['unsupported-version']);
  });

  test('a date that is none is no date', () => {
    const statement = {
      resourceType: 'MedicationStatement',
      id: 'one',
      status: 'active',
      subject: PATIENT,
      effectiveDateTime: 'Invalid date',
      ...erlotinib,
    };
    expect(read(statement).patientCase.exposures[0]?.start).toBeNull();
    expect(problems(statement)).toEqual(['missing-date']);
  });
});
