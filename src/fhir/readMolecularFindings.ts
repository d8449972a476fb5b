import type { Reading } from '../domain/reading.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';
import type { ClinicalDate } from '../domain/date.ts';
import type { Sample } from '../domain/sample.ts';
import type { Concept } from '../nomenclature/concept.ts';
import { diseasesOfConcept } from '../nomenclature/diseaseLookup.ts';
import { namedIdentifiersIn } from '../nomenclature/geneLookup.ts';
import type { RecordedResource, ResourceCollection } from './collectResources.ts';
import type { DraftReading } from './draftReading.ts';
import { conceptAt, textAt } from './json.ts';
import { mergeReadings } from './mergeReadings.ts';
import type { ObservationKind } from './observationKind.ts';
import { originOf } from './originOf.ts';
import { withAnnotations } from './readAnnotation.ts';
import { readBiomarker } from './readBiomarker.ts';
import type { HistologyEntry } from './readClinicalCourse.ts';
import { mayStatePhase, withPhases } from './readPhase.ts';
import type { ReaderContext } from './readerContext.ts';
import {
  isGenomicStudyAnalysis,
  readGenomicStudyAnalysis,
  readOverallInterpretation,
  readRegionStudied,
} from './readRegionStudied.ts';
import { readSingleGeneTest } from './readSingleGeneTest.ts';
import { readTumourFraction, readTumourFractionParts } from './readTumourFraction.ts';
import { readVariantObservation } from './readVariantObservation.ts';
import { readWordedResult } from './readWordedResult.ts';
import { reportIndex, type ReportIndex } from './reportIndex.ts';
import { remembered } from './remembered.ts';
import { isAfter, plainDateAt } from './resourceDates.ts';
import { sampleRegistry, type SampleRegistry } from './sampleRegistry.ts';

/** Reads samples and what was found in them. */
export function readMolecularFindings(
  context: ReaderContext,
  collection: ResourceCollection,
  histologies: readonly HistologyEntry[],
): { readonly samples: readonly Sample[]; readonly readings: readonly Reading[] } {
  const reports = reportIndex(collection);
  const samples = sampleRegistry(context, reports);
  const observations: readonly Observed[] = collection.resources
    .filter(({ type }) => type === 'Observation')
    .map((source) => ({ source, read: context.kindOf(source) }));
  noteSenderHabits(context, observations, samples);
  const linked: Linked = { phases: [], annotations: [] };
  const drafts = [
    ...collection.resources
      .filter(isGenomicStudyAnalysis)
      .flatMap((procedure) => readGenomicStudyAnalysis(context, procedure, samples)),
    ...inReadingOrder(observations).flatMap((observed) =>
      readObservation(context, observed, samples, linked),
    ),
    ...histologies.flatMap((entry) => histologyReadings(entry, samples)),
  ];
  const { samples: all, idOf } = samples.finish(new Set(drafts.map(({ sampleKey }) => sampleKey)));
  const dated = withoutFuture(context, datedHistologies(all, histologies));
  const known = new Set(dated.map(({ id }) => id));
  const readings = drafts.flatMap((draft): readonly Reading[] => {
    const { sampleKey, of, detection, origin, source } = draft;
    const sampleId = idOf.get(sampleKey) ?? sampleKey;
    const reportedOn = reportedOnOf(source, reports);
    if (!known.has(sampleId)) {
      context.outcome(source, 'not used', 'its sample lies in the future');
      return [];
    }
    return [{ sampleId, of, detection, origin, reportedOn, resources: [source.ref] }];
  });
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
function reportedOnOf(
  { ref, type, resource }: RecordedResource,
  reports: ReportIndex,
): ClinicalDate | null {
  if (type === 'Condition') return plainDateAt(resource, 'recordedDate');
  const own = plainDateAt(resource, 'issued');
  if (own !== null) return own;
  let first: ClinicalDate | null = null;
  for (const report of reports.get(ref) ?? []) {
    const issued = plainDateAt(report.resource, 'issued');
    if (issued !== null && (first === null || issued < first)) first = issued;
  }
  return first;
}

interface Observed {
  readonly source: RecordedResource;
  readonly read: ObservationKind;
}

/**
 * How a sender writes percentages and uses gene identifiers must be known before the first
 * fraction and the first gene are read.
 */
function noteSenderHabits(
  context: ReaderContext,
  observations: readonly Observed[],
  samples: SampleRegistry,
): void {
  const symbolsOf = new Map<string, Set<string>>();
  const noteGene = remembered((gene: Concept) => {
    for (const { id, symbol } of namedIdentifiersIn(gene)) {
      const symbols = symbolsOf.get(id);
      if (symbols === undefined) symbolsOf.set(id, new Set([symbol]));
      else symbols.add(symbol);
    }
    return true;
  });
  let first: RecordedResource | null = null;
  for (const { source, read } of observations) {
    if (read.kind !== 'variant' || hasNoResultYet(source)) continue;
    first ??= source;
    const parts = context.partsOf(source);
    samples.sampleOf(source, originOf(parts));
    for (const { kinds, value } of parts) if (kinds.includes('gene')) noteGene(value);
  }
  if (first !== null) disregardConstantIds(context, first, symbolsOf);
}

/** One vendor's converter gives every gene the identifier of BRCA1: there the symbol counts alone. */
function disregardConstantIds(
  context: ReaderContext,
  at: RecordedResource,
  symbolsOf: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  const constant = [...symbolsOf].filter(([, symbols]) => symbols.size >= SYMBOLS_OF_A_CONSTANT);
  for (const [id, symbols] of constant) {
    context.problem(
      at,
      'gene-conflict',
      `The record gives the identifier ${id} to ${String(symbols.size)} different symbols; it identifies none, and the symbols are used.`,
    );
  }
  context.vocabulary.disregardIds(new Set(constant.map(([id]) => id)));
}

/** Two symbols may be a mistake in one of them; no mistake gives one identifier to five genes. */
const SYMBOLS_OF_A_CONSTANT = 5;

function hasNoResultYet({ resource }: RecordedResource): boolean {
  return textAt(resource, 'status') === 'registered';
}

/** Coverage before the statement that a whole assay failed, which is about what was covered. */
function inReadingOrder(observations: readonly Observed[]): readonly Observed[] {
  const overall = observations.filter(({ read }) => read.kind === 'overall-interpretation');
  if (overall.length === 0) return observations;
  return [...observations.filter(({ read }) => read.kind !== 'overall-interpretation'), ...overall];
}

function readObservation(
  context: ReaderContext,
  { source, read }: Observed,
  samples: SampleRegistry,
  linked: Linked,
): readonly DraftReading[] {
  if (hasNoResultYet(source)) {
    context.outcome(source, 'not used', 'no result yet');
    return [];
  }
  switch (read.kind) {
    case 'variant': {
      readTumourFractionParts(context, source, samples);
      const drafts = readVariantObservation(context, source, samples);
      if (drafts.length > 0 && mayStatePhase(context, source, drafts.length)) {
        linked.phases.push(source);
      }
      return drafts;
    }
    case 'worded-result':
      return readWordedResult(context, source, read.gene, samples);
    case 'single-gene-test':
      return readSingleGeneTest(context, source, read.target, samples);
    case 'biomarker':
      return readBiomarker(context, source, read.marker, samples);
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
