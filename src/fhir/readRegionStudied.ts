import type { GeneSymbol } from '../domain/alteration.ts';
import { genesOfConcept } from '../nomenclature/geneLookup.ts';
import type { RecordedResource } from './collectResources.ts';
import { conceptAt, elementOf, objectsAt, textAt, type JsonObject } from './json.ts';
import type { ReaderContext } from './readerContext.ts';
import type { DraftReading } from './draftReading.ts';
import { readTumourFractionParts } from './readTumourFraction.ts';
import type { SampleDraft } from './sampleDraft.ts';
import type { SampleRegistry } from './sampleRegistry.ts';
import { statedPresenceOf } from './statedPresence.ts';

/** GRIG STU1/2 and mCODE "region studied" (53041-0): the genes that the assay covered. */
export function readRegionStudied(
  context: ReaderContext,
  observation: RecordedResource,
  samples: SampleRegistry,
): void {
  const sample = samples.sampleOf(observation, 'unknown');
  const genes = new Set<GeneSymbol>();
  for (const { kinds, value } of context.partsOf(observation)) {
    if (!kinds.includes('gene')) continue;
    for (const lookup of context.vocabulary.genesOf(value)) {
      if (lookup.found === 'conflict') {
        context.problem(observation, 'gene-conflict', lookup.message);
      } else if (lookup.found === 'gene') {
        genes.add(lookup.gene);
        sample.genesCovered.add(lookup.gene);
      }
    }
  }
  readTumourFractionParts(context, observation, samples);
  context.outcome(observation, 'genes covered', namedGenes(genes));
}

function namedGenes({ size }: ReadonlySet<GeneSymbol>): string {
  if (size === 0) return 'names no gene that the terminology knows';
  return `${String(size)} known ${size === 1 ? 'gene' : 'genes'}`;
}

/** STU1/2 overall interpretation (51968-6): a failed assay assessed none of its genes. */
export function readOverallInterpretation(
  context: ReaderContext,
  observation: RecordedResource,
  samples: SampleRegistry,
): readonly DraftReading[] {
  const presence = statedPresenceOf(context, observation);
  if (presence !== 'no-call' && presence !== 'indeterminate') {
    context.outcome(observation, 'not used', 'the findings themselves are read');
    return [];
  }
  const sample = samples.sampleOf(observation, 'unknown');
  context.problem(
    observation,
    'incomplete-data',
    'The assay failed or was inconclusive as a whole.',
  );
  context.outcome(observation, 'assay without result');
  return notAssessed([...sample.genesCovered].sort(), sample, observation, presence);
}

/** GRIG STU3+ Genomic Study Analysis: regions studied, called and not called, on the Procedure. */
export function readGenomicStudyAnalysis(
  context: ReaderContext,
  procedure: RecordedResource,
  samples: SampleRegistry,
): readonly DraftReading[] {
  const extensions = objectsAt(procedure.resource, 'extension');
  const regions = extensions.filter((extension) =>
    urlEnds(extension, 'genomic-study-analysis-regions'),
  );
  const specimens = extensions
    .filter((extension) => urlEnds(extension, 'genomic-study-analysis-specimen'))
    .flatMap(
      (extension) => context.resolve(elementOf(extension, 'valueReference'), procedure) ?? [],
    );
  const covered = genesUnder(context, regions, ['studied', 'called']);
  const uncalled = genesUnder(context, regions, ['uncalled']);
  context.outcome(procedure, 'genomic study', namedGenes(covered));
  return specimens.flatMap((specimen) => {
    if (covered.size + uncalled.size === 0) return [];
    const sample = samples.sampleOfSpecimen(specimen, procedure);
    for (const gene of covered) if (!uncalled.has(gene)) sample.genesCovered.add(gene);
    return notAssessed([...uncalled].sort(), sample, procedure, 'no-call');
  });
}

export function isGenomicStudyAnalysis({ type, resource }: RecordedResource): boolean {
  return (
    type === 'Procedure' &&
    objectsAt(resource, 'extension').some((extension) =>
      (textAt(extension, 'url') ?? '').includes('genomic-study-analysis'),
    )
  );
}

function genesUnder(
  context: ReaderContext,
  regions: readonly JsonObject[],
  names: readonly string[],
): ReadonlySet<GeneSymbol> {
  const genes = regions
    .flatMap((region) => objectsAt(region, 'extension'))
    .filter((extension) => names.includes(textAt(extension, 'url') ?? ''))
    .flatMap((extension) =>
      genesOfConcept(context.terminology, conceptAt(extension, 'valueCodeableConcept')),
    );
  return new Set(genes.flatMap((lookup) => (lookup.found === 'gene' ? [lookup.gene] : [])));
}

function notAssessed(
  genes: readonly GeneSymbol[],
  sample: SampleDraft,
  source: RecordedResource,
  why: 'no-call' | 'indeterminate',
): readonly DraftReading[] {
  return genes.map((gene) => ({
    sample,
    of: { kind: 'any', gene },
    detection: { state: 'not-assessed', why },
    origin: 'unknown',
    source,
  }));
}

function urlEnds(extension: JsonObject, name: string): boolean {
  return textAt(extension, 'url')?.endsWith(name) === true;
}
