import { createHash } from 'node:crypto';
import type {
  Bundle,
  BundleEntry,
  Condition,
  DiagnosticReport,
  FhirResource,
  MedicationAdministration,
  Observation,
  ObservationComponent,
  Patient,
  Procedure,
  Reference,
  Specimen,
} from 'fhir/r4.js';
import {
  ABSENT,
  coded,
  component,
  GENETICS,
  GENOMICS,
  GENOMICS_CODES,
  HGNC,
  LABORATORY,
  LOINC,
  PRESENT,
  SEQUENCE_ONTOLOGY,
  SNOMED,
} from './codings.ts';
import { changeType, fractionInPercent, geneStudied, notations, SOMATIC } from './grigVariant.ts';
import {
  GENES,
  type ToldFinding,
  type ToldPatient,
  type ToldSample,
  type ToldStatus,
  type ToldTherapy,
} from './toldPatient.ts';

/**
 * GRIG STU4 (continuous build), sent as a transaction: resources without ids that point to each
 * other by UUID, copy numbers as ranges, annotations as Observations of their own.
 */
export function inGrigStu4(told: ToldPatient): Bundle {
  const subject = { reference: `Patient/${told.id}` };
  const patient: Patient = { resourceType: 'Patient', id: told.id };
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      { fullUrl: `https://laboratory.example/fhir/Patient/${told.id}`, resource: patient },
      posted('diagnosis', {
        resourceType: 'Condition',
        subject,
        code: {
          coding: [{ system: SNOMED, code: '254637007', display: 'Non-small cell lung cancer' }],
          text: 'Adenocarcinoma of the lung',
        },
        onsetPeriod: { start: told.diagnosis.on },
      } satisfies Condition),
      ...told.therapies.map((therapy) =>
        posted(therapy.drug, { ...administration(therapy), subject }),
      ),
      ...told.statuses.map((status) =>
        posted(`status ${status.on}`, { ...diseaseStatus(status), subject }),
      ),
      ...told.samples.flatMap((sample) => genomics(sample, subject)),
    ],
  };
}

function posted(name: string, resource: FhirResource): BundleEntry {
  return {
    fullUrl: uuidOf(name),
    resource,
    request: { method: 'POST', url: resource.resourceType },
  };
}

function to(name: string): Reference {
  return { reference: uuidOf(name) };
}

/** The same UUID for the same name, so that references can be written before what they point to. */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return `urn:uuid:${parts.join('-')}-${hex.slice(20, 32)}`;
}

function administration({
  drug,
  atc,
  from,
  to: until,
}: ToldTherapy): Omit<MedicationAdministration, 'subject'> {
  return {
    resourceType: 'MedicationAdministration',
    status: 'stopped',
    statusReason: [{ text: 'Disease progression' }],
    medicationCodeableConcept: coded('http://www.whocc.no/atc', atc, drug),
    effectivePeriod: { start: `${from}T07:00:00Z`, end: `${until}T07:00:00Z` },
  };
}

function diseaseStatus({ on, outcome }: ToldStatus): Observation {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: coded(LOINC, '97509-4'),
    effectivePeriod: { start: on, end: on },
    valueCodeableConcept: {
      coding: [{ code: outcome, display: outcome === 'PR' ? 'Partial response' : 'Progression' }],
    },
  };
}

function genomics(sample: ToldSample, subject: Reference): BundleEntry[] {
  const about = { subject, specimen: to(sample.id) };
  const variants = sample.findings.map((finding, index) =>
    posted(`${String(index + 1)} of ${sample.id}`, { ...variant(finding), ...about }),
  );
  const [first] = variants;
  const fraction =
    sample.tumourFraction === null
      ? []
      : [
          posted(`fraction of ${sample.id}`, {
            resourceType: 'Observation',
            status: 'final',
            code: { ...coded(SNOMED, '371510003'), text: 'Tumor fraction' },
            ...about,
            valueQuantity: { value: sample.tumourFraction, unit: '%', code: '%' },
          } satisfies Observation),
        ];
  return [
    posted(sample.id, { ...specimenOf(sample), subject }),
    ...variants,
    ...fraction,
    posted(`analysis of ${sample.id}`, { ...analysis(sample), subject }),
    posted(`annotation in ${sample.id}`, {
      resourceType: 'Observation',
      status: 'final',
      category: [LABORATORY, GENETICS],
      code: coded(GENOMICS_CODES, 'genomic-annotation'),
      subject,
      derivedFrom: first?.fullUrl === undefined ? [] : [{ reference: first.fullUrl }],
    } satisfies Observation),
    posted(`report on ${sample.id}`, {
      resourceType: 'DiagnosticReport',
      meta: { profile: [`${GENOMICS}/StructureDefinition/genomic-report`] },
      status: 'final',
      category: [GENETICS],
      code: coded(LOINC, '51969-4'),
      subject,
      specimen: [to(sample.id)],
      effectiveDateTime: sample.reportedOn,
      result: [...variants, ...fraction].map(({ fullUrl }) => ({ reference: fullUrl ?? '' })),
    } satisfies DiagnosticReport),
  ];
}

function specimenOf(sample: ToldSample): Specimen {
  const isPlasma = sample.material === 'plasma';
  return {
    resourceType: 'Specimen',
    type: isPlasma
      ? {
          ...coded(SNOMED, '119361006', 'Plasma specimen (specimen)'),
          text: 'Streck tube, plasma',
        }
      : coded(SNOMED, '122610009', 'Specimen from lung obtained by biopsy'),
    collection: {
      collectedDateTime: `${sample.collectedOn}T08:15:00+01:00`,
      ...(sample.site === null
        ? {}
        : { bodySite: { ...coded(SNOMED, '45653009'), text: sample.site } }),
    },
    ...(sample.lesion === null ? {} : { note: [{ text: 'primary' }] }),
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
        component(
          'conclusion-string',
          { valueString: `${finding.gene} ${finding.change} is known in this disease` },
          GENOMICS_CODES,
        ),
      ];
    case 'amplification':
      return [
        geneStudied(finding.gene),
        changeType({ ...coded(SEQUENCE_ONTOLOGY, 'SO:0001742'), text: 'gene amplification' }),
        component('82155-3', {
          valueRange: { low: { value: finding.copies }, high: { value: finding.copies + 1 } },
        }),
        SOMATIC,
      ];
    case 'fusion':
      return [
        geneStudied(finding.gene),
        geneStudied(finding.partner),
        changeType(coded(SEQUENCE_ONTOLOGY, 'SO:0001565', 'gene_fusion')),
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

function analysis({ id, genesCovered }: ToldSample): Omit<Procedure, 'subject'> {
  return {
    resourceType: 'Procedure',
    meta: { profile: [`${GENOMICS}/StructureDefinition/genomic-study-analysis`] },
    status: 'completed',
    extension: [
      {
        url: `${GENOMICS}/StructureDefinition/genomic-study-analysis-specimen`,
        valueReference: to(id),
      },
      {
        url: `${GENOMICS}/StructureDefinition/genomic-study-analysis-regions`,
        extension: genesCovered.map((gene) => ({
          url: 'called',
          valueCodeableConcept: coded(HGNC, GENES[gene].hgnc, gene),
        })),
      },
    ],
  };
}
