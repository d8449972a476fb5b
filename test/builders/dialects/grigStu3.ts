import type {
  Bundle,
  Condition,
  DiagnosticReport,
  Extension,
  FhirResource,
  MedicationRequest,
  Observation,
  ObservationComponent,
  Patient,
  Procedure,
  Specimen,
} from 'fhir/r4.js';
import {
  ABSENT,
  coded,
  component,
  entry,
  GENETICS,
  GENOMICS,
  GENOMICS_CODES,
  HGNC,
  LABORATORY,
  LOINC,
  PRESENT,
  RXNORM,
  SEQUENCE_ONTOLOGY,
  SNOMED,
} from './codings.ts';
import {
  changeType,
  copyNumber,
  fractionOfOne,
  geneStudied,
  notations,
  SOMATIC,
} from './grigVariant.ts';
import {
  GENES,
  type ToldFinding,
  type ToldPatient,
  type ToldSample,
  type ToldStatus,
  type ToldTherapy,
} from './toldPatient.ts';

/**
 * GRIG STU3: two categories, fractions of one, molecular consequences as Observations of their own,
 * what was studied on a Procedure, variants that leave their specimen to the report.
 */
export function inGrigStu3(told: ToldPatient): Bundle {
  const subject = { reference: `Patient/${told.id}` };
  const resources: FhirResource[] = [
    { resourceType: 'Patient', id: told.id } satisfies Patient,
    {
      resourceType: 'Condition',
      id: 'diagnosis',
      subject,
      code: {
        ...coded(SNOMED, '254626006', 'Adenocarcinoma of lung (disorder)'),
        text: 'Lung adenocarcinoma',
      },
      recordedDate: told.diagnosis.on,
    } satisfies Condition,
    ...told.therapies.map((therapy) => ({ ...request(therapy), subject })),
    ...told.statuses.map((status) => ({ ...diseaseStatus(status), subject })),
    ...told.samples.flatMap((sample) => genomics(sample, told.id)),
  ];
  return { resourceType: 'Bundle', type: 'searchset', entry: resources.map(entry) };
}

function request({ drug, rxnorm, from, to }: ToldTherapy): Omit<MedicationRequest, 'subject'> {
  return {
    resourceType: 'MedicationRequest',
    id: `request-${drug}`,
    status: 'stopped',
    statusReason: { text: 'Progressive disease' },
    intent: 'order',
    medicationCodeableConcept: coded(RXNORM, rxnorm),
    authoredOn: from,
    dosageInstruction: [{ timing: { repeat: { boundsPeriod: { start: from, end: to } } } }],
  };
}

function diseaseStatus({ on, outcome }: ToldStatus): Observation {
  return {
    resourceType: 'Observation',
    id: `status-${on}`,
    status: 'final',
    code: coded(LOINC, '97509-4'),
    effectiveDateTime: `${on}T10:30:00+02:00`,
    valueCodeableConcept: {
      text: outcome === 'PR' ? 'Partial response (RECIST 1.1)' : 'Progressive disease (RECIST 1.1)',
    },
  };
}

function genomics(sample: ToldSample, patient: string): FhirResource[] {
  const subject = { reference: `Patient/${patient}` };
  const variants = sample.findings.map((finding, index) => ({
    ...variant(finding),
    id: `${sample.id}-variant-${String(index + 1)}`,
    subject,
  }));
  const fraction: Observation[] =
    sample.tumourFraction === null
      ? []
      : [
          {
            resourceType: 'Observation',
            id: `${sample.id}-tumour-fraction`,
            status: 'final',
            code: { text: 'ctDNA tumor fraction' },
            subject,
            valueQuantity: { value: sample.tumourFraction / 100, unit: 'fraction', code: '1' },
          },
        ];
  const consequences = variants.slice(0, 1).map(consequence);
  const report: DiagnosticReport = {
    resourceType: 'DiagnosticReport',
    id: `${sample.id}-report`,
    meta: { profile: [`${GENOMICS}/StructureDefinition/genomic-report`] },
    extension: [
      {
        url: `${GENOMICS}/StructureDefinition/genomic-study-reference`,
        valueReference: { reference: `Procedure/${sample.id}-study` },
      },
    ],
    status: 'final',
    category: [GENETICS],
    code: coded(LOINC, '51969-4'),
    subject,
    specimen: [{ reference: `Specimen/${sample.id}` }],
    effectiveDateTime: sample.reportedOn,
    result: [...variants, ...fraction, ...consequences].map(({ id }) => ({
      reference: `Observation/${id ?? ''}`,
    })),
  };
  const resources: FhirResource[] = [
    { ...specimenOf(sample), subject },
    report,
    ...variants,
    ...fraction,
    ...consequences,
    { ...study(sample), subject },
    { ...analysis(sample), subject },
  ];
  return resources;
}

function specimenOf(sample: ToldSample): Specimen {
  const isPlasma = sample.material === 'plasma';
  return {
    resourceType: 'Specimen',
    id: sample.id,
    type: isPlasma
      ? { text: 'Cell-free DNA from blood' }
      : coded(SNOMED, '119376003', 'Tissue specimen'),
    receivedTime: sample.reportedOn,
    collection: {
      collectedPeriod: { start: `${sample.collectedOn}T08:00:00Z` },
      ...(sample.site === null ? {} : { bodySite: { text: sample.site } }),
    },
    ...(sample.lesion === null ? {} : { note: [{ text: 'Primary tumour' }] }),
  };
}

function variant(finding: ToldFinding): Observation {
  const isNegative =
    finding.kind === 'gene-not-detected' || finding.kind === 'variant-not-detected';
  return {
    resourceType: 'Observation',
    meta: { profile: [`${GENOMICS}/StructureDefinition/variant`] },
    status: 'final',
    category: [LABORATORY, GENETICS],
    code: coded(LOINC, '69548-6'),
    valueCodeableConcept: isNegative ? ABSENT : PRESENT,
    component: componentsOf(finding),
  };
}

function componentsOf(finding: ToldFinding): ObservationComponent[] {
  switch (finding.kind) {
    case 'small':
      return [
        component('81252-9', {
          valueCodeableConcept: { text: `${finding.gene} ${finding.change}` },
        }),
        ...notations(finding),
        geneStudied(finding.gene),
        SOMATIC,
        fractionOfOne(finding.percent),
      ];
    case 'amplification':
      return [
        component('81252-9', { valueCodeableConcept: { text: `${finding.gene} amplification` } }),
        geneStudied(finding.gene),
        changeType(coded(SEQUENCE_ONTOLOGY, 'SO:0001742', 'copy_number_gain')),
        copyNumber(finding.copies),
        SOMATIC,
      ];
    case 'fusion':
      return [
        component('81252-9', {
          valueCodeableConcept: { text: `${finding.partner}::${finding.gene} fusion` },
        }),
        geneStudied(finding.gene),
        geneStudied(finding.partner),
        SOMATIC,
      ];
    case 'variant-not-detected':
      return [geneStudied(finding.gene), ...notations(finding)];
    case 'gene-not-detected':
      return [geneStudied(finding.gene)];
    default:
      return finding satisfies never;
  }
}

/** Says what the change does to the protein; it is not a second finding. */
function consequence(of: Observation): Observation {
  return {
    resourceType: 'Observation',
    id: `${of.id ?? ''}-consequence`,
    status: 'final',
    category: [LABORATORY, GENETICS],
    code: coded(GENOMICS_CODES, 'molecular-consequence'),
    ...(of.subject === undefined ? {} : { subject: of.subject }),
    derivedFrom: [{ reference: `Observation/${of.id ?? ''}` }],
    component: [
      component(
        'feature-consequence',
        { valueCodeableConcept: coded(SEQUENCE_ONTOLOGY, 'SO:0001822', 'inframe_deletion') },
        GENOMICS_CODES,
      ),
    ],
  };
}

function study({ id }: ToldSample): Omit<Procedure, 'subject'> {
  return {
    resourceType: 'Procedure',
    id: `${id}-study`,
    meta: { profile: [`${GENOMICS}/StructureDefinition/genomic-study`] },
    extension: [
      {
        url: `${GENOMICS}/StructureDefinition/genomic-study-analysis-ext`,
        valueReference: { reference: `Procedure/${id}-analysis` },
      },
    ],
    status: 'completed',
  };
}

function analysis({ id, genesCovered }: ToldSample): Omit<Procedure, 'subject'> {
  const studied: Extension[] = genesCovered.map((gene) => ({
    url: 'studied',
    valueCodeableConcept: coded(HGNC, GENES[gene].hgnc, gene),
  }));
  return {
    resourceType: 'Procedure',
    id: `${id}-analysis`,
    meta: { profile: [`${GENOMICS}/StructureDefinition/genomic-study-analysis`] },
    status: 'completed',
    extension: [
      {
        url: `${GENOMICS}/StructureDefinition/genomic-study-analysis-specimen`,
        valueReference: { reference: `Specimen/${id}` },
      },
      {
        url: `${GENOMICS}/StructureDefinition/genomic-study-analysis-regions`,
        extension: studied,
      },
    ],
  };
}
