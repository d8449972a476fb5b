import type {
  Bundle,
  BundleEntry,
  CodeableConcept,
  Condition,
  DiagnosticReport,
  Extension,
  FhirResource,
  MedicationAdministration,
  MedicationRequest,
  MedicationStatement,
  Meta,
  Observation,
  ObservationComponent,
  Patient,
  Period,
  Quantity,
  Reference,
  Specimen,
} from 'fhir/r4.js';
import { type ClinicalDate, dateOfDay, dayNumber } from '../../src/domain/date.ts';
import type {
  Day,
  PatientStory,
  StoryAssessment,
  StoryDiagnosis,
  StoryDrug,
  StoryNegative,
  StoryPhase,
  StorySample,
  StoryTherapy,
  StoryVariant,
} from './patientStory.ts';

/**
 * What a hospital's FHIR R4 server would hold about the patient of a story on the day `today`.
 * Genomics follow the shapes of the HL7 Genomics Reporting guide (STU2, which mCODE still uses, with
 * the additions of STU3 that do not clash). Ids derive from the story and never change.
 */
export function patientBundle(story: PatientStory, today: ClinicalDate): Bundle {
  const teller: Teller = {
    story,
    subject: { reference: `Patient/${story.id}` },
    date: (day) => dateOfDay(dayNumber(today) + day),
  };
  const diagnoses = story.diagnoses.map((diagnosis, index) => condition(teller, diagnosis, index));
  const disease = diagnoses[story.diagnoses.findIndex(({ kind }) => kind === 'cancer')];
  const resources: FhirResource[] = [
    patient(story),
    ...diagnoses,
    ...story.therapies.flatMap((therapy, index) => medications(teller, therapy, index, disease)),
    ...story.assessments.map((assessment, index) =>
      diseaseStatus(teller, assessment, index, disease),
    ),
    ...story.samples.flatMap((sample) => genomics(teller, sample)),
  ];
  return { resourceType: 'Bundle', type: 'collection', entry: resources.map(entry) };
}

/** RxNorm when the code is known; the name always, since some records have only that. */
export function medicationConcept(drug: StoryDrug): CodeableConcept {
  return drug.rxnorm === undefined
    ? { text: drug.text }
    : { coding: [{ system: RXNORM, code: drug.rxnorm, display: drug.text }], text: drug.text };
}

interface Teller {
  readonly story: PatientStory;
  readonly subject: Reference;
  readonly date: (day: Day) => ClinicalDate;
}

const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';
const UCUM = 'http://unitsofmeasure.org';
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const ICD10CM = 'http://hl7.org/fhir/sid/icd-10-cm';
const HGNC = 'http://www.genenames.org';
const HGVS = 'http://varnomen.hgvs.org';
const REFSEQ = 'http://www.ncbi.nlm.nih.gov/refseq';
const SEQUENCE_ONTOLOGY = 'http://www.sequenceontology.org';
const GENOMICS = 'http://hl7.org/fhir/uv/genomics-reporting';
const GENOMICS_CODES = `${GENOMICS}/CodeSystem/tbd-codes-cs`;
const MCODE = 'http://hl7.org/fhir/us/mcode/StructureDefinition';
const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';

/** Every resource says of itself that it is made up. */
const TEST_DATA: Meta = {
  tag: [{ system: `${TERMINOLOGY}/v3-ActReason`, code: 'HTEST', display: 'test health data' }],
};

const profiled = (profile: string): Meta => ({ ...TEST_DATA, profile: [profile] });

function patient(story: PatientStory): Patient {
  return {
    resourceType: 'Patient',
    id: story.id,
    meta: TEST_DATA,
    active: true,
    name: [
      {
        use: 'official',
        text: `${story.name.given} ${story.name.family}`,
        given: [story.name.given],
        family: story.name.family,
      },
    ],
    gender: story.sex,
    birthDate: String(story.birthYear),
  };
}

function condition(
  { story, subject, date }: Teller,
  diagnosis: StoryDiagnosis,
  index: number,
): Condition {
  return {
    resourceType: 'Condition',
    id: `${story.id}-condition-${String(index + 1)}`,
    meta:
      diagnosis.kind === 'cancer' ? profiled(`${MCODE}/mcode-primary-cancer-condition`) : TEST_DATA,
    clinicalStatus: { coding: [{ system: `${TERMINOLOGY}/condition-clinical`, code: 'active' }] },
    verificationStatus: {
      coding: [{ system: `${TERMINOLOGY}/condition-ver-status`, code: 'confirmed' }],
    },
    category: [
      { coding: [{ system: `${TERMINOLOGY}/condition-category`, code: 'problem-list-item' }] },
    ],
    code: {
      coding: [
        ...(diagnosis.snomed === undefined ? [] : [{ system: SNOMED, ...diagnosis.snomed }]),
        ...(diagnosis.icd10cm === undefined ? [] : [{ system: ICD10CM, ...diagnosis.icd10cm }]),
      ],
      text: diagnosis.text,
    },
    subject,
    onsetDateTime: date(diagnosis.day),
    recordedDate: date(diagnosis.day),
  };
}

function medications(
  { story, subject, date }: Teller,
  therapy: StoryTherapy,
  index: number,
  disease: Condition | undefined,
): FhirResource[] {
  const period: Period = {
    start: date(therapy.from),
    ...(therapy.to === null ? {} : { end: date(therapy.to) }),
  };
  const reason = disease === undefined ? {} : { reasonReference: [referenceTo(disease)] };
  const stop =
    therapy.stopReason === null || therapy.stopReason === 'completed'
      ? null
      : STOP_REASONS[therapy.stopReason];
  return therapy.drugs.map((drug) => {
    const id = `${story.id}-therapy-${String(index + 1)}-${slug(drug.text)}`;
    const medicationCodeableConcept = medicationConcept(drug);
    switch (therapy.recordedAs) {
      case 'request':
        return {
          resourceType: 'MedicationRequest',
          id,
          meta:
            disease === undefined
              ? TEST_DATA
              : profiled(`${MCODE}/mcode-cancer-related-medication-request`),
          status: requestStatus(therapy),
          ...(stop === null ? {} : { statusReason: stop }),
          intent: 'order',
          medicationCodeableConcept,
          subject,
          authoredOn: date(therapy.from),
          ...reason,
          dosageInstruction: [{ text: therapy.name, timing: { repeat: { boundsPeriod: period } } }],
          dispenseRequest: { validityPeriod: period },
        } satisfies MedicationRequest;
      case 'administration':
        return {
          resourceType: 'MedicationAdministration',
          id,
          meta: profiled(`${MCODE}/mcode-cancer-related-medication-administration`),
          status: administrationStatus(therapy),
          ...(stop === null ? {} : { statusReason: [stop] }),
          medicationCodeableConcept,
          subject,
          effectivePeriod: period,
          ...reason,
          note: [{ text: `Part of ${therapy.name}` }],
        } satisfies MedicationAdministration;
      case 'statement':
        return {
          resourceType: 'MedicationStatement',
          id,
          meta: TEST_DATA,
          status: requestStatus(therapy),
          ...(stop === null ? {} : { statusReason: [stop] }),
          medicationCodeableConcept,
          subject,
          effectivePeriod: period,
          dateAsserted: date(therapy.to ?? therapy.from),
          ...reason,
          note: [{ text: `Part of ${therapy.name}` }],
        } satisfies MedicationStatement;
      default:
        return therapy.recordedAs satisfies never;
    }
  });
}

/** From mCODE's value set of treatment termination reasons. */
const STOP_REASONS = {
  progression: {
    coding: [{ system: SNOMED, code: '266721009', display: 'Absent response to treatment' }],
    text: 'Disease progression',
  },
  toxicity: {
    coding: [{ system: SNOMED, code: '407563006', display: 'Treatment not tolerated' }],
    text: 'Toxicity',
  },
} satisfies Record<string, CodeableConcept>;

function requestStatus({ to, stopReason }: StoryTherapy): 'active' | 'completed' | 'stopped' {
  if (to === null) return 'active';
  return stopReason === 'completed' ? 'completed' : 'stopped';
}

function administrationStatus(
  therapy: StoryTherapy,
): NonNullable<MedicationAdministration['status']> {
  const status = requestStatus(therapy);
  return status === 'active' ? 'in-progress' : status;
}

function diseaseStatus(
  { story, subject, date }: Teller,
  assessment: StoryAssessment,
  index: number,
  disease: Condition | undefined,
): Observation {
  return {
    resourceType: 'Observation',
    id: `${story.id}-status-${String(index + 1)}`,
    meta: profiled(`${MCODE}/mcode-cancer-disease-status`),
    status: 'final',
    category: [{ coding: [{ system: `${TERMINOLOGY}/observation-category`, code: 'exam' }] }],
    code: {
      coding: [{ system: LOINC, code: '97509-4', display: 'Cancer disease progression' }],
    },
    subject,
    ...(disease === undefined ? {} : { focus: [referenceTo(disease)] }),
    effectiveDateTime: date(assessment.day),
    valueCodeableConcept: {
      coding: TRENDS[assessment.outcome].map((trend) => ({ system: SNOMED, ...trend })),
      text: assessment.text,
    },
  };
}

const IMPROVED = { code: '268910001', display: "Patient's condition improved" };
/** mCODE's trend says no depth of response; the remission beside it, from its wider value set, does. */
const TRENDS = {
  CR: [{ code: '103338009', display: 'In full remission' }, IMPROVED],
  PR: [{ code: '103337004', display: 'In partial remission' }, IMPROVED],
  SD: [{ code: '359746009', display: "Patient's condition stable" }],
  PD: [{ code: '271299001', display: "Patient's condition worsened" }],
} as const;

function genomics(teller: Teller, sample: StorySample): FhirResource[] {
  const collected = specimen(teller, sample);
  const observations = [
    ...sample.variants.map((variant) => foundVariant(teller, sample, variant)),
    ...sample.notDetected.map((negative) => absentVariant(teller, sample, negative)),
    ...(sample.genesCovered === null && sample.tumourFraction === null
      ? []
      : [regionStudied(teller, sample)]),
    ...(sample.tumourFraction === null
      ? []
      : [tumourFraction(teller, sample, sample.tumourFraction)]),
  ];
  const results = unique([
    ...observations,
    ...(sample.phase === undefined ? [] : [phaseRelationship(teller, sample, sample.phase)]),
  ]);
  return [collected, genomicReport(teller, sample, results), ...results];
}

function specimen({ story, subject, date }: Teller, sample: StorySample): Specimen {
  return {
    resourceType: 'Specimen',
    id: specimenId(story, sample),
    meta: TEST_DATA,
    status: 'available',
    type:
      sample.material === 'plasma'
        ? {
            coding: [{ system: SNOMED, code: '119361006', display: 'Plasma specimen' }],
            text: 'Plasma, cell-free DNA',
          }
        : {
            coding: [
              { system: SNOMED, code: '119376003', display: 'Tissue specimen' },
              { system: `${TERMINOLOGY}/v2-0487`, code: 'TUMOR', display: 'Tumor' },
            ],
            text: 'Tumour tissue',
          },
    subject,
    receivedTime: date(sample.day + 1),
    collection: {
      collectedDateTime: date(sample.day),
      ...(sample.site === null ? {} : { bodySite: { text: sample.site } }),
    },
    ...(sample.lesion === null ? {} : { note: [{ text: `Lesion: ${sample.lesion}` }] }),
  };
}

/** Laboratories need time, but never into the future: a sample of this week is reported today. */
const REPORT_DELAY_DAYS = 5;

function genomicReport(
  { story, subject, date }: Teller,
  sample: StorySample,
  results: readonly Observation[],
): DiagnosticReport {
  const reportedOn = date(Math.min(sample.day + REPORT_DELAY_DAYS, Math.max(sample.day, 0)));
  return {
    resourceType: 'DiagnosticReport',
    id: `${story.id}-${sample.id}-report`,
    meta: profiled(`${GENOMICS}/StructureDefinition/genomics-report`),
    status: 'final',
    category: [GENETICS],
    code: {
      coding: [{ system: LOINC, code: '51969-4', display: 'Genetic analysis report' }],
      text: sample.assay,
    },
    subject,
    effectiveDateTime: date(sample.day),
    issued: `${reportedOn}T12:00:00Z`,
    specimen: [{ reference: `Specimen/${specimenId(story, sample)}` }],
    result: results.map((result) => referenceTo(result)),
  };
}

function foundVariant(teller: Teller, sample: StorySample, variant: StoryVariant): Observation {
  return variantObservation(teller, sample, slug(variantName(variant)), {
    present: true,
    ...(variant.depth === undefined ? {} : { totalReads: variant.depth }),
    components: [
      geneStudied(teller.story, variant.gene),
      ...kindComponents(teller.story, variant),
      component(LOINC, '48002-0', 'Genomic source class', {
        valueCodeableConcept: { coding: [{ system: LOINC, ...SOURCE_CLASSES[variant.origin] }] },
      }),
      ...(variant.vaf === undefined
        ? []
        : [
            component(LOINC, '81258-6', 'Sample variant allelic frequency [NFr]', {
              valueQuantity: proportion(variant.vaf, writesPercent(sample)),
            }),
          ]),
      ...readDepth(supportingReads(variant)),
    ],
  });
}

function kindComponents(story: PatientStory, variant: StoryVariant): ObservationComponent[] {
  switch (variant.kind) {
    case 'small':
      return hgvsComponents(variant);
    case 'copy-number':
      return [
        component(LOINC, '82155-3', 'Genomic structural variant copy number', {
          valueQuantity: { value: variant.copyNumber, system: UCUM, code: '1' },
        }),
      ];
    case 'fusion':
      return [
        geneStudied(story, variant.partner),
        component(GENOMICS_CODES, 'molecular-consequence', 'Molecular Consequence', {
          valueCodeableConcept: {
            coding: [{ system: SEQUENCE_ONTOLOGY, code: 'SO:0001565', display: 'gene_fusion' }],
            text: `${variant.gene}::${variant.partner} fusion`,
          },
        }),
      ];
    default:
      return variant satisfies never;
  }
}

/** Shape of a pertinent negative: the gene alone, or the gene with the one change looked for. */
function absentVariant(teller: Teller, sample: StorySample, negative: StoryNegative): Observation {
  const change = changeOf(negative);
  return variantObservation(
    teller,
    sample,
    slug(`no ${negative.gene} ${change === '' ? 'variant' : change}`),
    {
      present: false,
      components: [
        geneStudied(teller.story, negative.gene),
        ...hgvsComponents(negative),
        ...readDepth(negative.depth),
      ],
    },
  );
}

interface Finding {
  readonly present: boolean;
  readonly components: ObservationComponent[];
  readonly totalReads?: number;
}

function variantObservation(
  { story, subject, date }: Teller,
  sample: StorySample,
  name: string,
  finding: Finding,
): Observation {
  return {
    resourceType: 'Observation',
    id: `${story.id}-${sample.id}-${name}`,
    meta: profiled(`${GENOMICS}/StructureDefinition/variant`),
    status: 'final',
    category: [LABORATORY, GENETICS],
    code: {
      coding: [{ system: LOINC, code: '69548-6', display: 'Genetic variant assessment' }],
    },
    subject,
    effectiveDateTime: date(sample.day),
    valueCodeableConcept: {
      coding: [
        finding.present
          ? { system: LOINC, code: 'LA9633-4', display: 'Present' }
          : { system: LOINC, code: 'LA9634-2', display: 'Absent' },
      ],
    },
    method: { text: sample.assay },
    specimen: { reference: `Specimen/${specimenId(story, sample)}` },
    ...(finding.totalReads === undefined
      ? {}
      : { extension: [totalReadDepth(finding.totalReads)] }),
    component: finding.components,
  };
}

/** How two variants lie to each other (GRIG sequence phase relationship). */
function phaseRelationship(
  { story, subject, date }: Teller,
  sample: StorySample,
  { between, phase }: StoryPhase,
): Observation {
  const related = sample.variants.filter(
    (variant) => variant.kind === 'small' && between.includes(variant.protein ?? ''),
  );
  return {
    resourceType: 'Observation',
    id: `${story.id}-${sample.id}-phase`,
    meta: profiled(`${GENOMICS}/StructureDefinition/sequence-phase-relationship`),
    status: 'final',
    category: [LABORATORY, GENETICS],
    code: { coding: [{ system: LOINC, code: '82120-7', display: 'Allelic phase' }] },
    subject,
    effectiveDateTime: date(sample.day),
    valueCodeableConcept: {
      coding: [
        {
          system: `${GENOMICS}/CodeSystem/sequence-phase-relationship-cs`,
          code: phase === 'cis' ? 'Cis' : 'Trans',
        },
      ],
    },
    specimen: { reference: `Specimen/${specimenId(story, sample)}` },
    derivedFrom: related.map((variant) => ({
      reference: `Observation/${story.id}-${sample.id}-${slug(variantName(variant))}`,
    })),
  };
}

/**
 * What the panel looked at. It repeats the tumour fraction, because a search by code, as prefetch
 * makes it, misses the Observation below.
 */
function regionStudied({ story, subject, date }: Teller, sample: StorySample): Observation {
  const fraction = sample.tumourFraction;
  return {
    resourceType: 'Observation',
    id: `${story.id}-${sample.id}-region-studied`,
    meta: profiled(`${GENOMICS}/StructureDefinition/region-studied`),
    status: 'final',
    category: [LABORATORY, GENETICS],
    code: { coding: [{ system: LOINC, code: '53041-0', display: 'DNA region of interest panel' }] },
    subject,
    effectiveDateTime: date(sample.day),
    method: { text: sample.assay },
    specimen: { reference: `Specimen/${specimenId(story, sample)}` },
    component: [
      ...(sample.genesCovered ?? []).map((gene) => geneStudied(story, gene)),
      ...(fraction === null
        ? []
        : [
            {
              code: TUMOUR_FRACTION,
              valueQuantity: proportion(fraction, fraction > 1),
            },
          ]),
    ],
  };
}

/** No code for the tumour fraction of cell-free DNA is known to us, so it goes by its name. */
const TUMOUR_FRACTION: CodeableConcept = { text: 'Tumor fraction' };

function tumourFraction(
  { story, subject, date }: Teller,
  sample: StorySample,
  fraction: number,
): Observation {
  return {
    resourceType: 'Observation',
    id: `${story.id}-${sample.id}-tumour-fraction`,
    meta: TEST_DATA,
    status: 'final',
    category: [LABORATORY, GENETICS],
    code: TUMOUR_FRACTION,
    subject,
    effectiveDateTime: date(sample.day),
    valueQuantity: proportion(fraction, fraction > 1),
    method: { text: sample.assay },
    specimen: { reference: `Specimen/${specimenId(story, sample)}` },
  };
}

const LABORATORY: CodeableConcept = {
  coding: [{ system: `${TERMINOLOGY}/observation-category`, code: 'laboratory' }],
};
const GENETICS: CodeableConcept = {
  coding: [{ system: `${TERMINOLOGY}/v2-0074`, code: 'GE', display: 'Genetics' }],
};

const SOURCE_CLASSES = {
  somatic: { code: 'LA6684-0', display: 'Somatic' },
  germline: { code: 'LA6683-2', display: 'Germline' },
  unknown: { code: 'LA18197-6', display: 'Unknown genomic origin' },
} as const;

function geneStudied(story: PatientStory, gene: string): ObservationComponent {
  const hgnc = story.genes[gene] ?? null;
  return component(LOINC, '48018-6', 'Gene studied [ID]', {
    valueCodeableConcept:
      hgnc === null
        ? { text: gene }
        : { coding: [{ system: HGNC, code: hgnc, display: gene }], text: gene },
  });
}

interface HgvsNames {
  readonly transcript?: string;
  readonly protein?: string;
  readonly coding?: string;
}

function hgvsComponents({ transcript, coding, protein }: HgvsNames): ObservationComponent[] {
  const named = (code: string, display: string, system: string, value: string | undefined) =>
    value === undefined
      ? []
      : [
          component(LOINC, code, display, {
            valueCodeableConcept: { coding: [{ system, code: value }], text: value },
          }),
        ];
  return [
    ...named('51958-7', 'Transcript reference sequence [ID]', REFSEQ, transcript),
    ...named('48004-6', 'DNA change (c.HGVS)', HGVS, coding),
    ...named('48005-3', 'Amino acid change (pHGVS)', HGVS, protein),
  ];
}

/** LOINC 82121-5 counts the reads that show the allele; where there is none, all reads at the locus. */
function supportingReads({ vaf, depth }: StoryVariant): number | undefined {
  return vaf === undefined || depth === undefined ? undefined : Math.round((vaf * depth) / 100);
}

/** The guide has no place for all reads at the locus; this is the one form seen in real data, datum in `display`. */
function totalReadDepth(depth: number): Extension {
  return {
    url: 'http://lifeomic.com/fhir/StructureDefinition/observation-geneticsTotalReadDepth',
    valueCodeableConcept: { coding: [{ system: LOINC, code: '82121-5', display: String(depth) }] },
  };
}

function readDepth(depth: number | undefined): ObservationComponent[] {
  return depth === undefined
    ? []
    : [
        component(LOINC, '82121-5', 'Allelic read depth', {
          valueQuantity: { value: depth, unit: 'reads', system: UCUM, code: '1' },
        }),
      ];
}

function component(
  system: string,
  code: string,
  display: string,
  value: Pick<ObservationComponent, 'valueCodeableConcept' | 'valueQuantity'>,
): ObservationComponent {
  return { code: { coding: [{ system, code, display }] }, ...value };
}

/**
 * `0.6 %` is ambiguous to a careful reader, since some senders write fractions under that unit. So
 * per cent is used where the same sample also has a value above 1 that proves it, and a plain
 * fraction elsewhere.
 */
function proportion(value: number, inPercent: boolean): Quantity {
  return inPercent
    ? { value, unit: '%', system: UCUM, code: '%' }
    : { value: Number((value / 100).toPrecision(6)), system: UCUM, code: '1' };
}

function writesPercent({ variants }: StorySample): boolean {
  return variants.some(({ vaf = 0 }) => vaf > 1);
}

function specimenId(story: PatientStory, sample: StorySample): string {
  return `${story.id}-${sample.id}`;
}

function variantName(variant: StoryVariant): string {
  switch (variant.kind) {
    case 'small':
      return `${variant.gene} ${changeOf(variant)}`;
    case 'copy-number':
      return `${variant.gene} copy number`;
    case 'fusion':
      return `${variant.gene} ${variant.partner} fusion`;
    default:
      return variant satisfies never;
  }
}

/** The change without its accession, for ids. */
function changeOf({ protein, coding }: HgvsNames): string {
  return (protein ?? coding ?? '').replace(/^.*:/, '').replace(/^[pc]\./, '');
}

/** Longest id that FHIR allows, less room for the story's and the sample's part. */
const SLUG_LENGTH = 26;

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, SLUG_LENGTH)
    .replace(/-$/, '');
}

/** A change reported twice in one sample keeps two resources, and two ids. */
function unique(observations: readonly Observation[]): Observation[] {
  const seen = new Map<string, number>();
  return observations.map((observation) => {
    const id = observation.id ?? '';
    const times = (seen.get(id) ?? 0) + 1;
    seen.set(id, times);
    return times === 1 ? observation : { ...observation, id: `${id}-${String(times)}` };
  });
}

function referenceTo(resource: FhirResource): Reference {
  return { reference: `${resource.resourceType}/${resource.id ?? ''}` };
}

/** A reserved name that can never resolve: the relative references of the Bundle rest on it. */
const RECORD = 'https://ehr.example/fhir';

function entry(resource: FhirResource): BundleEntry {
  return { fullUrl: `${RECORD}/${resource.resourceType}/${resource.id ?? ''}`, resource };
}
