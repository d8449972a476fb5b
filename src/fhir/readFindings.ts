import type { ClinicalFinding } from '../domain/patientCase.ts';
import type { Reading } from '../domain/reading.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';
import { clinicalDate, type ClinicalDate } from '../domain/date.ts';
import type { Sample } from '../domain/sample.ts';
import type { DiseaseAssessment } from '../domain/therapy.ts';
import { assertedIn, isDoubted } from '../nomenclature/assertedIn.ts';
import { diseasesOfConcept, isOfBlood } from '../nomenclature/diseaseLookup.ts';
import type { RecordedResource, ResourceCollection } from './collectResources.ts';
import { settledDetection, type DraftReading } from './draftReading.ts';
import type { SampleDraft } from './sampleDraft.ts';
import { conceptAt, textAt } from './json.ts';
import { mergeReadings } from './mergeReadings.ts';
import { withAnnotations } from './readAnnotation.ts';
import { readBiomarker } from './readBiomarker.ts';
import type { ClinicalCourse, HistologyEntry } from './readClinicalCourse.ts';
import { readClinicalFindings } from './readClinicalFinding.ts';
import { readDiseaseStatus } from './readDiseaseStatus.ts';
import { mayStatePhase, withPhases } from './readPhase.ts';
import type { ReaderContext } from './readerContext.ts';
import {
  isGenomicStudyAnalysis,
  readGenomicStudyAnalysis,
  readOverallInterpretation,
  readRegionStudied,
} from './readRegionStudied.ts';
import { readSingleGeneTest, readTestParts } from './readSingleGeneTest.ts';
import { readTumourFraction, readTumourFractionParts } from './readTumourFraction.ts';
import { readVariantObservation } from './readVariantObservation.ts';
import { readWordedResult } from './readWordedResult.ts';
import { reportIndex, type ReportIndex } from './reportIndex.ts';
import { isAfter, plainDateAt } from './resourceDates.ts';
import { statusOf } from './statusWords.ts';
import { sampleRegistry, type SampleRegistry } from './sampleRegistry.ts';

/** What Observations tell: samples with what was found in them, how the disease went, and what the gates ask for. */
export interface Findings {
  readonly samples: readonly Sample[];
  readonly readings: readonly Reading[];
  /** By day. */
  readonly assessments: readonly DiseaseAssessment[];
  readonly findings: readonly ClinicalFinding[];
}

/**
 * Reads every Observation, and what else tells of a sample. Each is looked at once: in a large record it is
 * the fetching from memory that takes the time.
 */
export function readFindings(
  context: ReaderContext,
  collection: ResourceCollection,
  { diagnoses, histologies }: Pick<ClinicalCourse, 'diagnoses' | 'histologies'>,
): Findings {
  const reports = reportIndex(collection);
  const isInBlood = diagnoses.some(({ disease }) => isOfBlood(context.terminology, disease));
  const told: Told = {
    samples: sampleRegistry(context, reports, isInBlood),
    reports,
    readings: [],
    sources: [],
    read: new Set(),
    open: new Map(),
    phases: [],
    annotations: [],
    assessments: [],
    findings: [],
  };
  for (const procedure of collection.resources.filter(isGenomicStudyAnalysis)) {
    keep(told, procedure, readGenomicStudyAnalysis(context, procedure, told.samples));
  }
  readObservations(context, collection.resources, told);
  for (const entry of histologies) {
    keep(told, entry.source, histologyReadings(entry, told.samples));
  }
  const { samples, readings } = settled(context, told, histologies);
  const merged = mergeReadings(readings, (ref, message) => {
    context.problem({ ref }, 'contradictory-presence', message);
  });
  return {
    samples,
    readings: withLinked(context, merged, told),
    assessments: told.assessments.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)),
    findings: told.findings,
  };
}

/** What has been read so far. */
interface Told {
  readonly samples: SampleRegistry;
  readonly reports: ReportIndex;
  /** By the key of their sample's draft, as long as its final id is not known. */
  readonly readings: Reading[];
  /** The resource of each reading. */
  readonly sources: RecordedResource[];
  /** The samples of the readings. */
  readonly read: Set<SampleDraft>;
  /** Readings with a number that is understood when the whole sample is known. */
  readonly open: Map<Reading, DraftReading>;
  /** Resources that speak of readings: they are read when all readings are there. */
  readonly phases: RecordedResource[];
  readonly annotations: RecordedResource[];
  readonly assessments: DiseaseAssessment[];
  readonly findings: ClinicalFinding[];
}

function keep(
  { readings, sources, read, open, reports }: Told,
  source: RecordedResource,
  drafts: readonly DraftReading[],
): void {
  if (drafts.length === 0) return;
  const reportedOn = reportedOnOf(source, reports);
  const resources = [source.ref];
  for (const draft of drafts) {
    const { sample, of, detection, origin, openPercent } = draft;
    const reading = { sampleId: sample.key, of, detection, origin, reportedOn, resources };
    readings.push(reading);
    sources.push(source);
    read.add(sample);
    if (openPercent != null) open.set(reading, draft);
  }
}

/** Samples and readings, once all that is said of a sample is known. */
function settled(
  context: ReaderContext,
  { samples, readings, sources, read, open }: Told,
  histologies: readonly HistologyEntry[],
): { readonly samples: readonly Sample[]; readonly readings: readonly Reading[] } {
  const { samples: all, idOf } = samples.finish(read);
  const dated = withoutFuture(context, datedHistologies(all, histologies));
  const known = new Set(dated.map(({ id }) => id));
  const kept: Reading[] = [];
  for (const [i, reading] of readings.entries()) {
    const sampleId = idOf.get(reading.sampleId) ?? reading.sampleId;
    if (known.has(sampleId)) {
      const draft = open.get(reading);
      const detection = draft === undefined ? reading.detection : settledDetection(context, draft);
      const isFinal = sampleId === reading.sampleId && detection === reading.detection;
      kept.push(isFinal ? reading : { ...reading, sampleId, detection });
    } else {
      const source = sources[i];
      if (source !== undefined)
        context.outcome(source, 'not used', 'its sample lies in the future');
    }
  }
  return { samples: dated, readings: kept };
}

function withLinked(
  context: ReaderContext,
  readings: readonly Reading[],
  { phases, annotations }: Told,
): readonly Reading[] {
  if (phases.length + annotations.length === 0) return readings;
  const phased = withPhases(context, readings, phases, readingsByResource(readings));
  return withAnnotations(context, phased, annotations, readingsByResource(phased));
}

function readingsByResource(
  readings: readonly Reading[],
): (ref: ResourceRef) => readonly Reading[] {
  const byResource = new Map<ResourceRef, Reading[]>();
  for (const reading of readings) {
    for (const ref of reading.resources) {
      const known = byResource.get(ref);
      if (known === undefined) byResource.set(ref, [reading]);
      else known.push(reading);
    }
  }
  return (ref) => byResource.get(ref) ?? [];
}

/** The day a result was given out: its own, else that of the first report with it; for a Condition, when it was recorded. */
function reportedOnOf(source: RecordedResource, reportsOf: ReportIndex): ClinicalDate | null {
  const { type, resource } = source;
  if (type === 'Condition') return plainDateAt(resource, 'recordedDate');
  const own = clinicalDate(resource['issued']);
  if (own !== null) return own;
  let first: ClinicalDate | null = null;
  for (const report of reportsOf(source)) {
    const issued = plainDateAt(report.resource, 'issued');
    if (issued !== null && (first === null || issued < first)) first = issued;
  }
  return first;
}

function hasNoResultYet({ resource }: RecordedResource): boolean {
  return statusOf(resource) === 'registered';
}

function readObservations(
  context: ReaderContext,
  resources: readonly RecordedResource[],
  told: Told,
): void {
  const overall: RecordedResource[] = [];
  for (const source of resources) {
    if (source.type !== 'Observation') continue;
    // That a whole assay failed is about what it covered: coverage first.
    if (context.kindOf(source).kind === 'overall-interpretation') overall.push(source);
    else keep(told, source, readObservation(context, source, told));
  }
  for (const source of overall) keep(told, source, readObservation(context, source, told));
}

function readObservation(
  context: ReaderContext,
  source: RecordedResource,
  { samples, phases, annotations, assessments, findings }: Told,
): readonly DraftReading[] {
  if (hasNoResultYet(source)) {
    context.outcome(source, 'not used', 'no result yet');
    return NO_READINGS;
  }
  const read = context.kindOf(source);
  switch (read.kind) {
    case 'variant': {
      context.geneIds.note(context.partsOf(source));
      readTumourFractionParts(context, source, samples);
      const tests = readTestParts(context, source, samples);
      if (tests.length > 0) return tests;
      const drafts = readVariantObservation(context, source, samples);
      if (drafts.length > 0 && mayStatePhase(context, source, drafts.length)) phases.push(source);
      return drafts;
    }
    case 'worded-result': {
      const tests = readTestParts(context, source, samples);
      return tests.length > 0 ? tests : readWordedResult(context, source, read.about, samples);
    }
    case 'single-gene-test':
      return readSingleGeneTest(context, source, read.target, samples);
    case 'biomarker':
      return readBiomarker(context, source, read.marker, samples);
    case 'overall-interpretation':
      return readOverallInterpretation(context, source, samples);
    case 'histology':
      return readHistology(context, source, samples);
    case 'region-studied':
      return readRegionStudied(context, source, samples);
    case 'tumour-fraction':
      readTumourFraction(context, source, samples);
      return NO_READINGS;
    case 'annotation':
      annotations.push(source);
      return NO_READINGS;
    case 'phase':
      phases.push(source);
      return NO_READINGS;
    case 'genotype':
      context.outcome(source, 'not used', 'genotype or haplotype');
      return NO_READINGS;
    case 'grouper':
      readTumourFractionParts(context, source, samples);
      context.outcome(source, 'groups other results');
      return readTestParts(context, source, samples);
    case 'disease-status': {
      const assessment = readDiseaseStatus(context, source);
      if (assessment !== null) assessments.push(assessment);
      return NO_READINGS;
    }
    case 'other':
      findings.push(...readClinicalFindings(context, source));
      return readTestParts(context, source, samples);
    default:
      return read satisfies never;
  }
}

const NO_READINGS: readonly DraftReading[] = [];

/** Histological type of a specimen: what the tumour is now, also when it has transformed. */
function readHistology(
  context: ReaderContext,
  source: RecordedResource,
  samples: SampleRegistry,
): readonly DraftReading[] {
  const value = conceptAt(source.resource, 'valueCodeableConcept');
  const words = value.text ?? textAt(source.resource, 'valueString') ?? '';
  const text = isDoubted(words) ? null : assertedIn(words).join('; ');
  const diseases = diseasesOfConcept(context.terminology, { codings: value.codings, text });
  if (diseases.length === 0) {
    context.outcome(source, 'not used', 'no histology that the terminology knows');
    return [];
  }
  const sample = samples.sampleOf(source, 'somatic');
  context.outcome(source, 'histology reading', diseases.join(', '));
  return diseases.map((disease) => histologyReading(sample, disease, source));
}

function histologyReadings(
  { source, diseases }: HistologyEntry,
  samples: SampleRegistry,
): readonly DraftReading[] {
  const sample = samples.sampleOf(source, 'somatic');
  return diseases.map((disease) => histologyReading(sample, disease, source));
}

function histologyReading(
  sample: SampleDraft,
  disease: string,
  source: RecordedResource,
): DraftReading {
  return {
    sample,
    of: { kind: 'histology', disease },
    detection: { state: 'detected', fraction: null, copyNumber: null },
    origin: 'somatic',
    source,
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
    const at = { ref: resources[0] ?? id };
    context.problem(
      at,
      'future-dated',
      'The sample lies after the day of evaluation; its results are left out.',
    );
    return false;
  });
}
