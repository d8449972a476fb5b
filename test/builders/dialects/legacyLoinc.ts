import type {
  Bundle,
  CodeableConcept,
  Condition,
  FhirResource,
  Medication,
  MedicationRequest,
  Observation,
  Patient,
  Specimen,
} from 'fhir/r4.js';
import { coded, entry, LOINC, SNOMED, TERMINOLOGY } from './codings.ts';
import type {
  ToldFinding,
  ToldPatient,
  ToldSample,
  ToldStatus,
  ToldTherapy,
} from './toldPatient.ts';

/**
 * A laboratory from before the guides: one Observation per test, whose LOINC code says what was
 * looked for and whose value says yes or no. Specimens are known by accession number only.
 */
export function inLegacyLoinc(told: ToldPatient): Bundle {
  const subject = { reference: `Patient/${told.id}` };
  const resources: FhirResource[] = [
    { resourceType: 'Patient', id: told.id } satisfies Patient,
    {
      resourceType: 'Condition',
      id: 'diagnosis',
      subject,
      code: coded(SNOMED, '254626006'),
      onsetDateTime: told.diagnosis.on,
    } satisfies Condition,
    ...told.therapies.flatMap((therapy) => [medication(therapy), { ...request(therapy), subject }]),
    ...told.statuses.map((status) => ({ ...diseaseStatus(status), subject })),
    ...told.samples.flatMap((sample) => results(sample, told.id)),
  ];
  return { resourceType: 'Bundle', type: 'collection', entry: resources.map(entry) };
}

function medication({ drug, brand }: ToldTherapy): Medication {
  return {
    resourceType: 'Medication',
    id: `medication-${drug}`,
    code: { text: brand },
    ingredient: [{ itemCodeableConcept: { text: drug } }],
  };
}

function request({ drug, from, to }: ToldTherapy): Omit<MedicationRequest, 'subject'> {
  return {
    resourceType: 'MedicationRequest',
    id: `request-${drug}`,
    status: 'stopped',
    statusReason: { text: 'progression' },
    intent: 'order',
    medicationReference: { reference: `Medication/medication-${drug}` },
    authoredOn: from,
    dosageInstruction: [{ timing: { repeat: { boundsPeriod: { start: from, end: to } } } }],
  };
}

/** RECIST as the first edition of mCODE coded the question. */
function diseaseStatus({ on, outcome }: ToldStatus): Observation {
  return {
    resourceType: 'Observation',
    id: `status-${on}`,
    status: 'final',
    code: coded(LOINC, '88040-1', 'Response to cancer treatment'),
    effectiveDateTime: on,
    valueCodeableConcept: { text: outcome },
  };
}

function results(sample: ToldSample, patient: string): FhirResource[] {
  const subject = { reference: `Patient/${patient}` };
  const identifier = { system: 'urn:oid:1.2.36.1', value: `A-${sample.id}` };
  const specimen: Specimen = {
    resourceType: 'Specimen',
    id: sample.id,
    identifier: [identifier],
    subject,
    type: coded(`${TERMINOLOGY}/v2-0487`, sample.material === 'plasma' ? 'PLAS' : 'TISS'),
    collection: {
      collectedDateTime: sample.collectedOn,
      ...(sample.site === null ? {} : { bodySite: { text: sample.site } }),
    },
    ...(sample.lesion === null ? {} : { note: [{ text: 'primary tumour' }] }),
  };
  return [
    specimen,
    ...sample.findings.map((finding, index) => ({
      ...result(finding),
      id: `${sample.id}-${String(index + 1)}`,
      subject,
      specimen: { type: 'Specimen', identifier },
      effectiveDateTime: sample.reportedOn,
    })),
  ];
}

const POSITIVE = coded(SNOMED, '10828004', 'Positive');
const NEGATIVE = coded(SNOMED, '260385009', 'Negative');

/** Tests that look for one kind of change, in the genes of this patient. */
const AMPLIFICATION_TESTS = { MET: '90926-7' } as const;
const REARRANGEMENT_TESTS = { RET: '90927-5' } as const;
const WHOLE_GENE_TESTS = { KRAS: '21702-6' } as const;

function result(finding: ToldFinding): Observation {
  switch (finding.kind) {
    case 'small':
      return test(finding.loinc, POSITIVE);
    case 'variant-not-detected':
      return test(finding.loinc, NEGATIVE);
    case 'amplification':
      return test(codeFor(AMPLIFICATION_TESTS, finding.gene), POSITIVE);
    case 'fusion':
      return test(codeFor(REARRANGEMENT_TESTS, finding.gene), POSITIVE);
    case 'gene-not-detected':
      return test(
        codeFor(WHOLE_GENE_TESTS, finding.gene),
        coded(LOINC, 'LA11883-8', 'Not detected'),
      );
    default:
      return finding satisfies never;
  }
}

function test(code: string, value: CodeableConcept): Observation {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: coded(LOINC, code),
    valueCodeableConcept: value,
  };
}

function codeFor(tests: Readonly<Record<string, string>>, gene: string): string {
  const code = tests[gene];
  if (code === undefined) throw new Error(`No legacy test is known for ${gene}.`);
  return code;
}
