import type { Reading } from '../domain/reading.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';
import { clinicalDate, type ClinicalDate } from '../domain/date.ts';
import type { Sample } from '../domain/sample.ts';
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

/** Reads samples and what was found in them. */
export function readMolecularFindings(
  context: ReaderContext,
  collection: ResourceCollection,
  { diagnoses, histologies }: Pick<ClinicalCourse, 'diagnoses' | 'histologies'>,
): { readonly samples: readonly Sample[]; readonly readings: readonly Reading[] } {
  const reports = reportIndex(collection);
  const isInBlood = diagnoses.some(({ disease }) => isOfBlood(context.terminology, disease));
  const samples = sampleRegistry(context, reports, isInBlood);
  const linked: Linked = { phases: [], annotations: [] };
  const drafts = [
    ...collection.resources
      .filter(isGenomicStudyAnalysis)
      .flatMap((procedure) => readGenomicStudyAnalysis(context, procedure, samples)),
    ...readObservations(context, collection.resources, samples, linked),
    ...histologies.flatMap((entry) => histologyReadings(entry, samples)),
  ];
  const { samples: all, idOf } = samples.finish(new Set(drafts.map(({ sample }) => sample)));
  const dated = withoutFuture(context, datedHistologies(all, histologies));
  const known = new Set(dated.map(({ id }) => id));
  const readings: Reading[] = [];
  for (const draft of drafts) {
    const { sample, of, origin, source } = draft;
    const sampleId = idOf.get(sample.key) ?? sample.key;
    const detection = settledDetection(context, draft);
    const reportedOn = reportedOnOf(source, reports);
    if (!known.has(sampleId)) {
      context.outcome(source, 'not used', 'its sample lies in the future');
      continue;
    }
    readings.push({ sampleId, of, detection, origin, reportedOn, resources: [source.ref] });
  }
  const merged = mergeReadings(readings, (ref, message) => {
    context.problem({ ref }, 'contradictory-presence', message);
  });
  return { samples: dated, readings: withLinked(context, merged, linked) };
}

/** Resources that speak of readings: they are read when all readings are there. */
interface Linked {
  readonly phases: RecordedResource[];
  readonly annotations: RecordedResource[];
}

function withLinked(
  context: ReaderContext,
  readings: readonly Reading[],
  { phases, annotations }: Linked,
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
  samples: SampleRegistry,
  linked: Linked,
): readonly DraftReading[] {
  const drafts: DraftReading[] = [];
  const overall: RecordedResource[] = [];
  for (const source of resources) {
    if (source.type !== 'Observation') continue;
    // That a whole assay failed is about what it covered: coverage first.
    if (context.kindOf(source).kind === 'overall-interpretation') overall.push(source);
    else drafts.push(...readObservation(context, source, samples, linked));
  }
  for (const source of overall) drafts.push(...readObservation(context, source, samples, linked));
  return drafts;
}

function readObservation(
  context: ReaderContext,
  source: RecordedResource,
  samples: SampleRegistry,
  linked: Linked,
): readonly DraftReading[] {
  if (hasNoResultYet(source)) {
    context.outcome(source, 'not used', 'no result yet');
    return [];
  }
  const read = context.kindOf(source);
  switch (read.kind) {
    case 'variant': {
      context.geneIds.note(context.partsOf(source));
      readTumourFractionParts(context, source, samples);
      const tests = readTestParts(context, source, samples);
      if (tests.length > 0) return tests;
      const drafts = readVariantObservation(context, source, samples);
      if (drafts.length > 0 && mayStatePhase(context, source, drafts.length)) {
        linked.phases.push(source);
      }
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
      return [];
    case 'annotation':
      linked.annotations.push(source);
      return [];
    case 'phase':
      linked.phases.push(source);
      return [];
    case 'genotype':
      context.outcome(source, 'not used', 'genotype or haplotype');
      return [];
    case 'grouper':
      readTumourFractionParts(context, source, samples);
      context.outcome(source, 'groups other results');
      return readTestParts(context, source, samples);
    case 'other':
      return readTestParts(context, source, samples);
    case 'disease-status':
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
