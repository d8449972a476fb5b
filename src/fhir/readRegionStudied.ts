import type { GeneSymbol } from '../domain/alteration.ts';
import { wordingsOf } from '../nomenclature/concept.ts';
import { genesOfConcept } from '../nomenclature/geneLookup.ts';
import { genesNamedIn } from '../nomenclature/genesNamedIn.ts';
import { looksAtPartOfGene } from '../nomenclature/wordedFindings.ts';
import type { RecordedResource } from './collectResources.ts';
import { conceptAt, elementOf, hasCode, objectsAt, textAt, type JsonObject } from './json.ts';
import type { ReaderContext } from './readerContext.ts';
import type { DraftReading } from './draftReading.ts';
import { readTumourFractionParts } from './readTumourFraction.ts';
import { COPIES_AND_STRUCTURE } from './genomicsCodes.ts';
import { PART_OF_GENE } from './readSingleGeneTest.ts';
import type { SampleDraft } from './sampleDraft.ts';
import type { SampleRegistry } from './sampleRegistry.ts';
import { statedPresenceOf } from './statedPresence.ts';
import { statusOf } from './statusWords.ts';
import type { VariantPart } from './variantParts.ts';

/**
 * GRIG STU1/2 and mCODE "region studied" (53041-0): the genes that the assay covered. A gene of which
 * only a part was looked at, or could be called, is not covered: what lies elsewhere may be there.
 */
export function readRegionStudied(
  context: ReaderContext,
  observation: RecordedResource,
  samples: SampleRegistry,
): readonly DraftReading[] {
  const sample = samples.sampleOf(observation, 'unknown');
  const parts = context.partsOf(observation);
  const genes = new Set<GeneSymbol>();
  for (const { kinds, value } of parts) {
    if (!kinds.includes('gene')) continue;
    for (const lookup of context.vocabulary.genesOf(value)) {
      if (lookup.found === 'conflict') {
        context.problem(observation, 'gene-conflict', lookup.message);
      } else if (lookup.found === 'gene') genes.add(lookup.gene);
    }
  }
  readTumourFractionParts(context, observation, samples);
  const presence = statedPresenceOf(context, observation);
  if (presence === 'no-call' || presence === 'indeterminate') {
    context.outcome(observation, 'assay without result', namedGenes(genes));
    return notAssessed([...genes].sort(), sample, observation, presence);
  }
  if (parts.some(isOfPartOfGene)) {
    context.outcome(observation, 'not used', PART_OF_GENE);
    return [];
  }
  const uncalled = uncalledGenes(context, observation, parts);
  for (const gene of genes) if (!uncalled.has(gene)) sample.genesCovered.add(gene);
  context.outcome(observation, 'genes covered', namedGenes(genes));
  return notAssessed(
    [...uncalled].filter((gene) => genes.has(gene)).sort(),
    sample,
    observation,
    'no-call',
  );
}

/** A region, mutations looked for, or a description that names an exon or codon. */
function isOfPartOfGene({ kinds, code, value }: VariantPart): boolean {
  const isScope =
    kinds.includes('mutationsTested') || kinds.includes('region') || hasCode(code, DESCRIPTION);
  return isScope && wordingsOf(value).some(looksAtPartOfGene);
}

/** LOINC 81293-3: description of the ranges of a sequence that were examined. */
const DESCRIPTION: ReadonlySet<string> = new Set(['81293-3']);
const UNCALLABLE: ReadonlySet<string> = new Set(['uncallable-regions']);

/** Genes in which something could not be called. Where it is given by position only, of which genes is not known. */
function uncalledGenes(
  context: ReaderContext,
  observation: RecordedResource,
  parts: readonly VariantPart[],
): ReadonlySet<GeneSymbol> {
  const uncallable = parts.filter(({ code }) => hasCode(code, UNCALLABLE));
  const named = uncallable.flatMap(({ value }) =>
    wordingsOf(value).flatMap((text) => genesNamedIn(context.terminology, text)),
  );
  if (uncallable.length > 0 && named.length === 0) {
    context.problem(observation, 'incomplete-data', UNCALLED_BY_POSITION);
  }
  return new Set(named);
}

const UNCALLED_BY_POSITION =
  'Regions that could not be called are given by position or as a file only; of which genes they are is not known, and a gene that counts as covered may lack a part.';

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
  const status = statusOf(procedure.resource);
  if (status !== null && NOT_DONE.has(status)) {
    context.outcome(procedure, 'not used', `status ${status}`);
    return [];
  }
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
  if (covered.size > 0 && isOfStructureOnly(extensions)) {
    context.outcome(
      procedure,
      'not used',
      'looked for copies and structure only; coverage counts for mutations',
    );
    return [];
  }
  if (covered.size > 0 && specimens.length === 0) {
    const why = 'The genes that an analysis covered belong to no specimen of the record.';
    context.problem(procedure, 'incomplete-data', why);
  }
  if (covered.size > 0 && uncalled.size === 0 && namesUncalled(regions)) {
    context.problem(procedure, 'incomplete-data', UNCALLED_BY_POSITION);
  }
  context.outcome(procedure, 'genomic study', namedGenes(covered));
  return specimens.flatMap((specimen) => {
    if (covered.size + uncalled.size === 0) return [];
    const sample = samples.sampleOfSpecimen(specimen, procedure);
    for (const gene of covered) if (!uncalled.has(gene)) sample.genesCovered.add(gene);
    return notAssessed([...uncalled].sort(), sample, procedure, 'no-call');
  });
}

/** An analysis of which no result is out. */
const NOT_DONE: ReadonlySet<string> = new Set([
  'preparation',
  'in-progress',
  'not-done',
  'on-hold',
  'stopped',
]);

function isOfStructureOnly(extensions: readonly JsonObject[]): boolean {
  const types = extensions
    .filter((extension) => urlEnds(extension, 'genomic-study-analysis-change-type'))
    .map((extension) => conceptAt(extension, 'valueCodeableConcept'));
  return types.length > 0 && types.every((type) => hasCode(type, COPIES_AND_STRUCTURE));
}

function namesUncalled(regions: readonly JsonObject[]): boolean {
  return regions
    .flatMap((region) => objectsAt(region, 'extension'))
    .some((extension) => textAt(extension, 'url') === 'uncalled');
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
