import type {
  Bundle,
  Condition,
  DiagnosticReport,
  FhirResource,
  MedicationStatement,
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
  GENOMICS,
  GENOMICS_CODES,
  LABORATORY,
  LOINC,
  PRESENT,
  RXNORM,
  SEQUENCE_ONTOLOGY,
  SNOMED,
  TERMINOLOGY,
} from './codings.ts';
import {
  changeType,
  copyNumber,
  fractionInPercent,
  geneStudied,
  notations,
  SOMATIC,
} from './grigVariant.ts';
import type {
  ToldFinding,
  ToldPatient,
  ToldSample,
  ToldStatus,
  ToldTherapy,
} from './toldPatient.ts';

/**
 * GRIG STU2: one category, per cent, a grouper between report and variants, `region studied` and
 * `overall interpretation`, the molecular consequence as a component, implications beside.
 */
export function inGrigStu2(told: ToldPatient): Bundle {
  const subject = { reference: `Patient/${told.id}` };
  const resources: FhirResource[] = [
    { resourceType: 'Patient', id: told.id } satisfies Patient,
    {
      resourceType: 'Condition',
      id: 'diagnosis',
      subject,
      code: coded(SNOMED, '254626006', 'Adenocarcinoma of lung'),
      onsetDateTime: told.diagnosis.on,
    } satisfies Condition,
    ...told.therapies.map((therapy) => ({ ...statement(therapy), subject })),
    ...told.statuses.map((status) => ({ ...diseaseStatus(status), subject })),
    ...told.samples.flatMap((sample) => genomics(sample, told.id)),
  ];
  return { resourceType: 'Bundle', type: 'collection', entry: resources.map(entry) };
}

function statement({ drug, rxnorm, from, to }: ToldTherapy): Omit<MedicationStatement, 'subject'> {
  return {
    resourceType: 'MedicationStatement',
    id: `statement-${drug}`,
    status: 'stopped',
    statusReason: [coded(SNOMED, '266721009', 'Absent response to treatment')],
    medicationCodeableConcept: coded(RXNORM, rxnorm, drug),
    effectivePeriod: { start: from, end: to },
  };
}

function diseaseStatus({ on, outcome }: ToldStatus): Observation {
  return {
    resourceType: 'Observation',
    id: `status-${on}`,
    status: 'final',
    code: coded(LOINC, '97509-4', 'Cancer disease progression'),
    effectiveDateTime: on,
    valueCodeableConcept:
      outcome === 'PR'
        ? coded('http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl', 'C18058', 'Partial Response')
        : coded('http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl', 'C35571'),
  };
}

function genomics(sample: ToldSample, patient: string): FhirResource[] {
  const subject = { reference: `Patient/${patient}` };
  const specimen = { reference: `Specimen/${sample.id}` };
  const found = sample.findings.map((finding, index) => ({
    ...variant(finding),
    id: `${sample.id}-variant-${String(index + 1)}`,
    subject,
    specimen,
  }));
  const all: Observation[] = [
    ...found,
    { ...regionStudied(sample), subject, specimen },
    { ...overallInterpretation(sample), subject, specimen },
    ...(sample.tumourFraction === null
      ? []
      : [{ ...tumourFraction(sample.id, sample.tumourFraction), subject, specimen }]),
  ];
  const grouper: Observation = {
    resourceType: 'Observation',
    id: `${sample.id}-grouper`,
    status: 'final',
    category: [LABORATORY],
    code: coded(GENOMICS_CODES, 'grouper'),
    subject,
    hasMember: all.map(({ id }) => ({ reference: `Observation/${id ?? ''}` })),
  };
  const report: DiagnosticReport = {
    resourceType: 'DiagnosticReport',
    id: `${sample.id}-report`,
    meta: { profile: [`${GENOMICS}/StructureDefinition/genomics-report`] },
    status: 'final',
    category: [coded(`${TERMINOLOGY}/v2-0074`, 'GE')],
    code: coded(LOINC, '51969-4', 'Genetic analysis report'),
    subject,
    specimen: [specimen],
    issued: `${sample.reportedOn}T09:00:00Z`,
    result: [{ reference: `Observation/${sample.id}-grouper` }],
  };
  const implications = found.slice(0, 1).map(implication);
  return [specimenOf(sample, patient), report, grouper, ...all, ...implications];
}

function specimenOf(sample: ToldSample, patient: string): Specimen {
  const isPlasma = sample.material === 'plasma';
  return {
    resourceType: 'Specimen',
    id: sample.id,
    subject: { reference: `Patient/${patient}` },
    type: isPlasma
      ? coded(SNOMED, '119361006', 'Plasma specimen')
      : coded(`${TERMINOLOGY}/v2-0487`, 'TUMOR', 'Tumor'),
    collection: {
      collectedDateTime: sample.collectedOn,
      ...(sample.site === null ? {} : { bodySite: { text: sample.site } }),
    },
    ...(sample.lesion === null
      ? {}
      : { note: [{ text: `Taken from the ${sample.lesion} lesion` }] }),
  };
}

function variant(finding: ToldFinding): Observation {
  const isNegative =
    finding.kind === 'gene-not-detected' || finding.kind === 'variant-not-detected';
  return {
    resourceType: 'Observation',
    meta: { profile: [`${GENOMICS}/StructureDefinition/variant`] },
    status: 'final',
    category: [LABORATORY],
    code: coded(LOINC, '69548-6', 'Genetic variant assessment'),
    valueCodeableConcept: isNegative ? ABSENT : PRESENT,
    component: componentsOf(finding),
  };
}

function componentsOf(finding: ToldFinding): ObservationComponent[] {
  switch (finding.kind) {
    case 'small':
      return [
        geneStudied(finding.gene),
        ...notations(finding),
        SOMATIC,
        fractionInPercent(finding.percent),
      ];
    case 'amplification':
      return [
        geneStudied(finding.gene),
        changeType({
          ...coded(SEQUENCE_ONTOLOGY, 'SO:0001742', 'copy_number_gain'),
          text: 'Amplification',
        }),
        copyNumber(finding.copies),
        SOMATIC,
      ];
    case 'fusion':
      return [
        geneStudied(finding.partner),
        geneStudied(finding.gene),
        component(
          'molecular-consequence',
          { valueCodeableConcept: coded(SEQUENCE_ONTOLOGY, 'SO:0001565', 'gene_fusion') },
          GENOMICS_CODES,
        ),
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

function regionStudied({ id, genesCovered }: ToldSample): Observation {
  return {
    resourceType: 'Observation',
    id: `${id}-region-studied`,
    status: 'final',
    category: [LABORATORY],
    code: coded(LOINC, '53041-0', 'DNA region of interest panel'),
    component: genesCovered.map(geneStudied),
  };
}

function overallInterpretation({ id }: ToldSample): Observation {
  return {
    resourceType: 'Observation',
    id: `${id}-overall`,
    status: 'final',
    category: [LABORATORY],
    code: coded(LOINC, '51968-6', 'Genetic analysis overall interpretation'),
    valueCodeableConcept: coded(LOINC, 'LA6576-8', 'Positive'),
  };
}

function tumourFraction(sample: string, percent: number): Observation {
  return {
    resourceType: 'Observation',
    id: `${sample}-tumour-fraction`,
    status: 'final',
    code: coded(SNOMED, '371510003', 'Proportion of specimen involved by tumor'),
    valueQuantity: { value: percent, unit: '%', code: '%' },
  };
}

/** What the laboratory makes of a variant repeats nothing that counts as a finding. */
function implication(of: Observation): Observation {
  return {
    resourceType: 'Observation',
    id: `${of.id ?? ''}-implication`,
    status: 'final',
    category: [LABORATORY],
    code: coded(GENOMICS_CODES, 'therapeutic-implication'),
    ...(of.subject === undefined ? {} : { subject: of.subject }),
    derivedFrom: [{ reference: `Observation/${of.id ?? ''}` }],
    component: [
      component(
        'predicted-therapeutic-implication',
        { valueCodeableConcept: coded(LOINC, 'LA6677-4', 'Responsive') },
        GENOMICS_CODES,
      ),
      component('51963-7', { valueCodeableConcept: { text: 'afatinib' } }),
    ],
  };
}
