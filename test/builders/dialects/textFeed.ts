import type {
  Bundle,
  Condition,
  DiagnosticReport,
  FhirResource,
  MedicationStatement,
  Observation,
  Patient,
  Specimen,
} from 'fhir/r4.js';
import { coded, entry, LOINC } from './codings.ts';
import type {
  ToldFinding,
  ToldPatient,
  ToldSample,
  ToldStatus,
  ToldTherapy,
} from './toldPatient.ts';

/**
 * A laboratory that converts its text results: each finding is a sentence, specimen and results are
 * contained in the report. Drugs go by brand name, diagnosis and course by their words.
 */
export function inWords(told: ToldPatient): Bundle {
  const subject = { reference: `Patient/${told.id}` };
  const resources: FhirResource[] = [
    { resourceType: 'Patient', id: told.id } satisfies Patient,
    {
      resourceType: 'Condition',
      id: 'diagnosis',
      subject,
      code: { text: 'Adenocarcinoma of the lung' },
      onsetDateTime: told.diagnosis.on,
    } satisfies Condition,
    ...told.therapies.map((therapy) => ({ ...statement(therapy), subject })),
    ...told.statuses.map((status) => ({ ...diseaseStatus(status), subject })),
    ...told.samples.map((sample) => ({ ...report(sample), subject })),
  ];
  return { resourceType: 'Bundle', type: 'batch', entry: resources.map(entry) };
}

function statement({ brand, from, to }: ToldTherapy): Omit<MedicationStatement, 'subject'> {
  return {
    resourceType: 'MedicationStatement',
    id: `statement-${brand}`,
    status: 'stopped',
    statusReason: [{ text: 'stopped because of progression' }],
    medicationCodeableConcept: { text: `${brand} film-coated tablets` },
    effectivePeriod: { start: from, end: to },
  };
}

function diseaseStatus({ on, outcome }: ToldStatus): Observation {
  return {
    resourceType: 'Observation',
    id: `status-${on}`,
    status: 'final',
    code: coded(LOINC, '97509-4'),
    effectiveDateTime: on,
    valueString: outcome === 'PR' ? 'partial response' : 'progressive disease',
  };
}

function report(sample: ToldSample): DiagnosticReport {
  const findings = sample.findings.map((finding, index): Observation => ({
    resourceType: 'Observation',
    id: `finding-${String(index + 1)}`,
    status: 'final',
    code: { ...coded(LOINC, '69548-6'), text: 'Molecular pathology' },
    valueString: sentence(finding),
  }));
  const fraction: Observation[] =
    sample.tumourFraction === null
      ? []
      : [
          {
            resourceType: 'Observation',
            id: 'tumour-fraction',
            status: 'final',
            code: { text: 'Tumour fraction' },
            valueString: `${String(sample.tumourFraction)} %`,
          },
        ];
  const results = [...findings, ...fraction];
  return {
    resourceType: 'DiagnosticReport',
    id: `${sample.id}-report`,
    status: 'final',
    code: { text: 'Molecular pathology report' },
    effectiveDateTime: sample.reportedOn,
    contained: [specimenOf(sample), ...results],
    specimen: [{ reference: '#specimen' }],
    result: results.map(({ id }) => ({ reference: `#${id ?? ''}` })),
  };
}

function specimenOf(sample: ToldSample): Specimen {
  return {
    resourceType: 'Specimen',
    id: 'specimen',
    type: { text: sample.material === 'plasma' ? 'Plasma' : 'FFPE tissue block' },
    collection: {
      collectedDateTime: sample.collectedOn,
      ...(sample.site === null ? {} : { bodySite: { text: sample.site } }),
    },
    ...(sample.lesion === null ? {} : { note: [{ text: 'from the primary tumour' }] }),
  };
}

function sentence(finding: ToldFinding): string {
  switch (finding.kind) {
    case 'small':
      return finding.words === null
        ? `${finding.gene} p.${finding.change} detected, VAF ${String(finding.percent)}%`
        : `${finding.gene} ${finding.words} (p.${finding.change}) detected, VAF ${String(finding.percent)}%`;
    case 'amplification':
      return `${finding.gene} amplification (copy number ${String(finding.copies)})`;
    case 'fusion':
      return `${finding.partner}-${finding.gene} fusion detected`;
    case 'variant-not-detected':
      return `${finding.gene} p.${finding.change} not detected`;
    case 'gene-not-detected':
      return `${finding.gene}: no mutation detected`;
    default:
      return finding satisfies never;
  }
}
