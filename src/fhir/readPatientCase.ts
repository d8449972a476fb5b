import type { ClinicalDate } from '../domain/date.ts';
import type {
  ClinicalFinding,
  Diagnosis,
  Intolerance,
  PatientCase,
} from '../domain/patientCase.ts';
import type { Reading } from '../domain/reading.ts';
import type { ReadOutcome, ReadProblem } from '../domain/readProblem.ts';
import type { Sample } from '../domain/sample.ts';
import type { DiseaseAssessment, Exposure } from '../domain/therapy.ts';
import { diseasesOfConcept } from '../nomenclature/diseaseLookup.ts';
import type { Terminology } from '../nomenclature/terminology.ts';
import {
  collectResources,
  type RecordedResource,
  type ResourceCollection,
} from './collectResources.ts';
import { conceptAt, textAt } from './json.ts';
import { mergeReadings } from './mergeReadings.ts';
import { observationKind } from './observationKind.ts';
import { patientGate } from './patientGate.ts';
import { readBiomarker } from './readBiomarker.ts';
import { readCondition } from './readCondition.ts';
import { readDiseaseStatus } from './readDiseaseStatus.ts';
import { readerAccount, type ReaderContext } from './readerContext.ts';
import { EXPOSURE_TYPES, readExposure } from './readExposure.ts';
import { readIntolerance } from './readIntolerance.ts';
import {
  isGenomicStudyAnalysis,
  readGenomicStudyAnalysis,
  readOverallInterpretation,
  readRegionStudied,
} from './readRegionStudied.ts';
import { readSingleGeneTest } from './readSingleGeneTest.ts';
import { readTumourFraction, readTumourFractionParts } from './readTumourFraction.ts';
import { originOf, readVariantObservation, type DraftReading } from './readVariantObservation.ts';
import { reportIndex } from './reportIndex.ts';
import { isAfter } from './resourceDates.ts';
import { sampleRegistry, type SampleRegistry } from './sampleRegistry.ts';
import { partsOf } from './variantParts.ts';

export interface PatientRecord {
  /** FHIR R4 resources and Bundles, in any order and nesting; nothing about them is trusted. */
  readonly resources: readonly unknown[];
  /** `Patient/id` or the id; `null` when the record is of whom it is of. */
  readonly patient: string | null;
  readonly asOf: ClinicalDate;
  readonly terminology: Terminology;
}

export interface ReadCase {
  readonly patientCase: PatientCase;
  readonly problems: readonly ReadProblem[];
  /** One for every resource of the record. */
  readonly outcomes: readonly ReadOutcome[];
}

/** Reads a patient's record. Never throws on data: what cannot be used is told in the problems. */
export function readPatientCase({
  resources,
  patient,
  asOf,
  terminology,
}: PatientRecord): ReadCase {
  const collection = collectResources(resources);
  const gate = patientGate(collection, patient);
  const resolve: ResourceCollection['resolve'] = (reference, from) => {
    const found = collection.resolve(reference, from);
    return found === null || gate.refusals.has(found.ref) ? null : found;
  };
  const account = readerAccount(terminology, asOf, resolve);
  const { context } = account;
  const accepted = collection.resources.filter((source) => {
    const refusal = gate.refusals.get(source.ref);
    if (refusal === undefined) return true;
    context.problem(source, refusal.problem, refusal.message);
    context.outcome(source, 'not used', refusal.message);
    return false;
  });

  const clinical = readClinical(context, accepted);
  const molecular = readMolecular(
    context,
    { ...collection, resources: accepted, resolve },
    clinical.histologies,
  );
  return {
    patientCase: {
      patient: gate.patient,
      diagnoses: clinical.diagnoses,
      ...molecular,
      exposures: clinical.exposures,
      assessments: clinical.assessments,
      findings: clinical.findings,
      intolerances: clinical.intolerances,
    },
    problems: [...collection.problems, ...account.problems()],
    outcomes: account.outcomesOf(collection.resources),
  };
}

// The clinical course -----------------------------------------------------------------------------------

interface ClinicalCourse {
  readonly diagnoses: readonly Diagnosis[];
  readonly exposures: readonly Exposure[];
  readonly assessments: readonly DiseaseAssessment[];
  readonly findings: readonly ClinicalFinding[];
  readonly intolerances: readonly Intolerance[];
  /** Conditions that state a transformation, with the diseases the tumour turned into. */
  readonly histologies: readonly HistologyEntry[];
}

interface HistologyEntry {
  readonly source: RecordedResource;
  readonly on: ClinicalDate | null;
  readonly diseases: readonly string[];
}

function readClinical(
  context: ReaderContext,
  accepted: readonly RecordedResource[],
): ClinicalCourse {
  const diagnoses: Diagnosis[] = [];
  const exposures: Exposure[] = [];
  const assessments: DiseaseAssessment[] = [];
  const intolerances: Intolerance[] = [];
  const histologies: HistologyEntry[] = [];
  for (const source of accepted) {
    if (source.type === 'Condition') {
      const { diagnoses: found, transformedInto } = readCondition(context, source);
      diagnoses.push(...found);
      if (transformedInto.length > 0) {
        const on = found[0]?.recordedOn ?? null;
        histologies.push({ source, on, diseases: transformedInto });
      }
    } else if (EXPOSURE_TYPES.has(source.type) && !isGenomicStudyAnalysis(source)) {
      const read = readExposure(context, source);
      if (read !== null) exposures.push(read.exposure);
      if (read?.intolerance != null) intolerances.push(read.intolerance);
    } else if (source.type === 'AllergyIntolerance' || source.type === 'AdverseEvent') {
      const intolerance = readIntolerance(context, source);
      if (intolerance !== null) intolerances.push(intolerance);
    } else if (isDiseaseStatus(context, source)) {
      const assessment = readDiseaseStatus(context, source);
      if (assessment !== null && isPast(context, source, assessment.on))
        assessments.push(assessment);
    } else tellOfOthers(context, source);
  }
  return {
    diagnoses,
    exposures,
    assessments: [...assessments].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)),
    // Gates (heart function, interval on the ECG ...) get their reader when the terminology has them.
    findings: [],
    intolerances,
    histologies,
  };
}

function isDiseaseStatus(context: ReaderContext, source: RecordedResource): boolean {
  return (
    source.type === 'Observation' &&
    observationKind(context.terminology, source).kind === 'disease-status'
  );
}

function isPast(context: ReaderContext, source: RecordedResource, on: ClinicalDate): boolean {
  if (!isAfter(on, context.asOf)) return true;
  context.problem(source, 'future-dated', 'The assessment lies after the day of evaluation.');
  context.outcome(source, 'not used', 'lies in the future');
  return false;
}

/** What is no finding itself but serves the others, or holds findings that cannot be read. */
function tellOfOthers(context: ReaderContext, source: RecordedResource): void {
  const { type, resource } = source;
  if (SUPPORTING.has(type)) context.outcome(source, 'supports other resources');
  else if (type === 'DocumentReference' && isGenomicDocument(resource)) {
    context.problem(
      source,
      'incomplete-data',
      'A molecular report is in the record as a document only; its findings are not read.',
    );
    context.outcome(source, 'not used', 'a document');
  } else if (type === 'MedicationOrder' || type === 'MedicationUsage') {
    context.problem(source, 'unsupported-version', `${type} is not a resource of FHIR R4.`);
  }
}

const SUPPORTING: ReadonlySet<string> = new Set([
  'Patient',
  'Medication',
  'Substance',
  'Specimen',
  'DiagnosticReport',
  'ServiceRequest',
  'Device',
  'BodyStructure',
]);

function isGenomicDocument(resource: RecordedResource['resource']): boolean {
  const type = conceptAt(resource, 'type');
  return type.codings.some(({ code }) => GENOMIC_DOCUMENTS.has(code ?? ''));
}

const GENOMIC_DOCUMENTS: ReadonlySet<string> = new Set([
  '100029-8',
  '100213-8',
  '51969-4',
  '81247-9',
]);

// The molecular findings ---------------------------------------------------------------------------------

function readMolecular(
  context: ReaderContext,
  collection: ResourceCollection,
  histologies: readonly HistologyEntry[],
): { readonly samples: readonly Sample[]; readonly readings: readonly Reading[] } {
  const samples = sampleRegistry(context, reportIndex(collection));
  const observations = collection.resources.filter(({ type }) => type === 'Observation');
  noteSenderHabits(context, observations, samples);
  const drafts = [
    ...collection.resources
      .filter(isGenomicStudyAnalysis)
      .flatMap((procedure) => readGenomicStudyAnalysis(context, procedure, samples)),
    ...inReadingOrder(context, observations).flatMap((source) =>
      readObservation(context, source, samples),
    ),
    ...histologies.flatMap((entry) => histologyReadings(entry, samples)),
  ];
  const { samples: all, idOf } = samples.finish();
  const dated = withoutFuture(context, datedHistologies(all, histologies));
  const known = new Set(dated.map(({ id }) => id));
  const readings = drafts.map(({ sampleKey, ...reading }) => ({
    ...reading,
    sampleId: idOf.get(sampleKey) ?? sampleKey,
  }));
  return {
    samples: dated,
    readings: mergeReadings(
      readings.filter(({ sampleId }) => known.has(sampleId)),
      (resource, message) => {
        context.problem(
          { ref: resource, type: '', resource: {}, container: null },
          'contradictory-presence',
          message,
        );
      },
    ),
  };
}

/** How a sender writes percentages must be known before the first fraction is read. */
function noteSenderHabits(
  context: ReaderContext,
  observations: readonly RecordedResource[],
  samples: SampleRegistry,
): void {
  for (const source of observations) {
    if (observationKind(context.terminology, source).kind !== 'variant') continue;
    samples.sampleOf(source, originOf(partsOf(source.resource)));
  }
}

/** Coverage before the statement that a whole assay failed, which is about what was covered. */
function inReadingOrder(
  context: ReaderContext,
  observations: readonly RecordedResource[],
): readonly RecordedResource[] {
  const isOverall = (source: RecordedResource): boolean =>
    observationKind(context.terminology, source).kind === 'overall-interpretation';
  return [
    ...observations.filter((source) => !isOverall(source)),
    ...observations.filter(isOverall),
  ];
}

function readObservation(
  context: ReaderContext,
  source: RecordedResource,
  samples: SampleRegistry,
): readonly DraftReading[] {
  const read = observationKind(context.terminology, source);
  if (textAt(source.resource, 'status') === 'registered') {
    context.outcome(source, 'not used', 'no result yet');
    return [];
  }
  switch (read.kind) {
    case 'variant':
      readTumourFractionParts(context, source, samples);
      return readVariantObservation(context, source, samples);
    case 'single-gene-test':
      return readSingleGeneTest(context, source, read.target, samples);
    case 'biomarker':
      return readBiomarker(context, source, samples);
    case 'overall-interpretation':
      return readOverallInterpretation(context, source, samples);
    case 'histology':
      return readHistology(context, source, samples);
    case 'region-studied':
      readRegionStudied(context, source, samples);
      return [];
    case 'tumour-fraction':
      readTumourFraction(context, source, samples);
      return [];
    case 'annotation':
      context.outcome(
        source,
        'annotation',
        'an interpretation by the laboratory, never the variant itself',
      );
      return [];
    case 'genotype':
      context.outcome(source, 'not used', 'genotype or haplotype');
      return [];
    case 'grouper':
      readTumourFractionParts(context, source, samples);
      context.outcome(source, 'groups other results');
      return [];
    case 'disease-status':
    case 'other':
      return [];
    default:
      return read satisfies never;
  }
}

/** Histological type of a specimen: what the tumour is now, also when it has transformed. */
function readHistology(
  context: ReaderContext,
  source: RecordedResource,
  samples: SampleRegistry,
): readonly DraftReading[] {
  const value = conceptAt(source.resource, 'valueCodeableConcept');
  const text = value.text ?? textAt(source.resource, 'valueString');
  const diseases = diseasesOfConcept(context.terminology, { codings: value.codings, text });
  if (diseases.length === 0) {
    context.outcome(source, 'not used', 'no histology that the terminology knows');
    return [];
  }
  const sampleKey = samples.sampleOf(source, 'somatic').key;
  context.outcome(source, 'histology reading', diseases.join(', '));
  return diseases.map((disease) => histologyReading(sampleKey, disease, source));
}

function histologyReadings(
  { source, diseases }: HistologyEntry,
  samples: SampleRegistry,
): readonly DraftReading[] {
  const { key } = samples.sampleOf(source, 'somatic');
  return diseases.map((disease) => histologyReading(key, disease, source));
}

function histologyReading(
  sampleKey: string,
  disease: string,
  source: RecordedResource,
): DraftReading {
  return {
    sampleKey,
    of: { kind: 'histology', disease },
    detection: { state: 'detected', fraction: null, copyNumber: null },
    origin: 'somatic',
    resources: [source.ref],
  };
}

/** A Condition has no specimen: the tissue it was made from is dated like the diagnosis. */
function datedHistologies(
  samples: readonly Sample[],
  histologies: readonly HistologyEntry[],
): readonly Sample[] {
  const onOf = new Map(histologies.map(({ source, on }) => [source.ref, on]));
  return samples.map((sample) => {
    const on = onOf.get(sample.id);
    if (on === undefined) return sample;
    return {
      ...sample,
      material: 'tissue',
      collectedOn: on,
      dateFrom: on === null ? null : 'observation',
      resources: [sample.id],
    };
  });
}

function withoutFuture(context: ReaderContext, samples: readonly Sample[]): readonly Sample[] {
  return samples.filter(({ id, collectedOn, resources }) => {
    if (!isAfter(collectedOn, context.asOf)) return true;
    const at = { ref: resources[0] ?? id, type: '', resource: {}, container: null };
    context.problem(
      at,
      'future-dated',
      'The sample lies after the day of evaluation; its results are left out.',
    );
    return false;
  });
}
