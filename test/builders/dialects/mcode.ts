import type {
  Bundle,
  Condition,
  DiagnosticReport,
  FhirResource,
  MedicationRequest,
  Observation,
  ObservationComponent,
  Patient,
  Specimen,
} from 'fhir/r4.js';
import {
  ABSENT,
  coded,
  component,
  entry,
  GENETICS,
  GENOMICS_CODES,
  HGNC,
  HGVS,
  LABORATORY,
  LOINC,
  MCODE,
  PRESENT,
  RXNORM,
  SNOMED,
  TERMINOLOGY,
} from './codings.ts';
import { changeType, copyNumber, fractionInPercent, SOMATIC } from './grigVariant.ts';
import {
  GENES,
  type ToldFinding,
  type ToldGene,
  type ToldPatient,
  type ToldSample,
  type ToldStatus,
  type ToldTherapy,
} from './toldPatient.ts';

/**
 * mCODE STU3 and STU4: shapes of GRIG STU2 with profiles of their own, genes with two codes, bare
 * protein changes as text, mCODE's misspelt code of a gene fusion, and no code for plasma.
 */
export function inMcode(told: ToldPatient): Bundle {
  const subject = { reference: `Patient/${told.id}` };
  const resources: FhirResource[] = [
    {
      resourceType: 'Patient',
      id: told.id,
      meta: { profile: [`${MCODE}/mcode-cancer-patient`] },
    } satisfies Patient,
    { ...condition(told), subject },
    ...told.therapies.map((therapy) => ({ ...request(therapy), subject })),
    ...told.statuses.map((status) => ({ ...diseaseStatus(status), subject })),
    ...told.samples.flatMap((sample) => genomics(sample, told.id)),
  ];
  const bundle: Bundle = {
    resourceType: 'Bundle',
    meta: { profile: [`${MCODE}/mcode-patient-bundle`] },
    type: 'collection',
    entry: resources.map(entry),
  };
  return bundle;
}

function condition(told: ToldPatient): Omit<Condition, 'subject'> {
  return {
    resourceType: 'Condition',
    id: 'primary-cancer',
    meta: { profile: [`${MCODE}/mcode-primary-cancer-condition`] },
    extension: [
      {
        url: `${MCODE}/mcode-histology-morphology-behavior`,
        valueCodeableConcept: coded(SNOMED, '254626006', 'Adenocarcinoma of lung'),
      },
    ],
    category: [coded(`${TERMINOLOGY}/condition-category`, 'problem-list-item')],
    code: coded(SNOMED, '254637007', 'Non-small cell lung cancer (disorder)'),
    onsetDateTime: told.diagnosis.on,
  };
}

function request({ drug, rxnorm, from, to }: ToldTherapy): Omit<MedicationRequest, 'subject'> {
  return {
    resourceType: 'MedicationRequest',
    id: `request-${drug}`,
    meta: { profile: [`${MCODE}/mcode-cancer-related-medication-request`] },
    status: 'stopped',
    statusReason: coded(SNOMED, '266721009', 'No response to treatment'),
    intent: 'order',
    medicationCodeableConcept: coded(RXNORM, rxnorm, drug),
    authoredOn: from,
    reasonReference: [{ reference: 'Condition/primary-cancer' }],
    dosageInstruction: [{ timing: { repeat: { boundsPeriod: { start: from, end: to } } } }],
  };
}

/** The trend says no more than "improved"; remission, from the wider value set, says how far. */
function diseaseStatus({ on, outcome }: ToldStatus): Observation {
  const value =
    outcome === 'PR'
      ? coded(SNOMED, '103337004', 'In partial remission')
      : coded(SNOMED, '271299001', "Patient's condition worsened");
  return {
    resourceType: 'Observation',
    id: `status-${on}`,
    meta: { profile: [`${MCODE}/mcode-cancer-disease-status`] },
    status: 'final',
    code: coded(LOINC, '97509-4', 'Cancer disease progression'),
    focus: [{ reference: 'Condition/primary-cancer' }],
    effectiveDateTime: on,
    valueCodeableConcept: value,
  };
}

function genomics(sample: ToldSample, patient: string): FhirResource[] {
  const subject = { reference: `Patient/${patient}` };
  const specimen = { reference: `Specimen/${sample.id}` };
  const about = { subject, specimen };
  const observations: Observation[] = [
    ...sample.findings.map((finding, index) => ({
      ...variant(finding),
      ...about,
      id: `${sample.id}-variant-${String(index + 1)}`,
      effectiveDateTime: sample.reportedOn,
    })),
    { ...regionStudied(sample), ...about },
  ];
  const report: DiagnosticReport = {
    resourceType: 'DiagnosticReport',
    id: `${sample.id}-report`,
    meta: { profile: [`${MCODE}/mcode-genomics-report`] },
    status: 'final',
    category: [GENETICS],
    code: coded(LOINC, '81247-9', 'Master HL7 genetic variant reporting panel'),
    subject,
    specimen: [specimen],
    effectiveDateTime: sample.reportedOn,
    result: observations.map(({ id }) => ({ reference: `Observation/${id ?? ''}` })),
  };
  return [specimenOf(sample, patient), report, ...observations];
}

function specimenOf(sample: ToldSample, patient: string): Specimen {
  const isPlasma = sample.material === 'plasma';
  return {
    resourceType: 'Specimen',
    id: sample.id,
    meta: { profile: [`${MCODE}/mcode-human-specimen`] },
    subject: { reference: `Patient/${patient}` },
    type: isPlasma
      ? { ...coded(`${TERMINOLOGY}/v2-0487`, 'BLD', 'Whole blood'), text: 'Plasma (cfDNA)' }
      : coded(`${TERMINOLOGY}/v2-0487`, 'TUMOR', 'Tumor'),
    collection: {
      collectedDateTime: sample.collectedOn,
      ...(sample.site === null ? {} : { bodySite: { text: sample.site } }),
    },
    ...(sample.lesion === null ? {} : { note: [{ text: 'Primary tumor' }] }),
  };
}

function variant(finding: ToldFinding): Observation {
  const isNegative =
    finding.kind === 'gene-not-detected' || finding.kind === 'variant-not-detected';
  return {
    resourceType: 'Observation',
    meta: { profile: [`${MCODE}/mcode-genomic-variant`] },
    status: 'final',
    category: [LABORATORY],
    code: coded(LOINC, '69548-6'),
    valueCodeableConcept: isNegative ? ABSENT : PRESENT,
    component: componentsOf(finding),
  };
}

function componentsOf(finding: ToldFinding): ObservationComponent[] {
  switch (finding.kind) {
    case 'small':
      return [
        geneWithTwoCodes(finding.gene),
        component('48005-3', { valueCodeableConcept: { text: `p.${finding.change}` } }),
        SOMATIC,
        fractionInPercent(finding.percent),
      ];
    case 'amplification':
      return [
        geneWithTwoCodes(finding.gene),
        changeType({ text: 'Amplification' }),
        copyNumber(finding.copies),
        SOMATIC,
      ];
    case 'fusion':
      return [
        geneWithTwoCodes(finding.gene),
        geneWithTwoCodes(finding.partner),
        component(
          'molecular-consequence',
          {
            valueCodeableConcept: coded(
              'http://www.sequenceontology.org/',
              'SO:001565',
              'gene_fusion',
            ),
          },
          GENOMICS_CODES,
        ),
        SOMATIC,
      ];
    case 'variant-not-detected':
      return [
        geneWithTwoCodes(finding.gene),
        component('48005-3', { valueCodeableConcept: coded(HGVS, finding.protein) }),
      ];
    case 'gene-not-detected':
      return [geneWithTwoCodes(finding.gene)];
    default:
      return finding satisfies never;
  }
}

function geneWithTwoCodes(gene: ToldGene): ObservationComponent {
  return component('48018-6', {
    valueCodeableConcept: {
      coding: [
        { system: HGNC, code: GENES[gene].hgnc, display: gene },
        { system: 'https://www.ncbi.nlm.nih.gov/gene', code: GENES[gene].ncbi, display: gene },
      ],
    },
  });
}

/** mCODE's example lists all genes as codings of one component; the fraction stands beside them. */
function regionStudied({ id, genesCovered, tumourFraction }: ToldSample): Observation {
  return {
    resourceType: 'Observation',
    id: `${id}-region-studied`,
    meta: { profile: [`${MCODE}/mcode-genomic-region-studied`] },
    status: 'final',
    category: [LABORATORY],
    code: coded(LOINC, '53041-0'),
    component: [
      component('48018-6', {
        valueCodeableConcept: {
          coding: genesCovered.map((gene) => ({
            system: HGNC,
            code: GENES[gene].hgnc,
            display: gene,
          })),
        },
      }),
      ...(tumourFraction === null
        ? []
        : [
            component('93356-4', {
              valueQuantity: { value: tumourFraction, unit: '%', code: '%' },
            }),
          ]),
    ],
  };
}
