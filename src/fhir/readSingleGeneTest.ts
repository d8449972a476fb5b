import type { Alteration, GeneSymbol } from '../domain/alteration.ts';
import type { AnyAlterationOf, Detection } from '../domain/reading.ts';
import { wordingsOf } from '../nomenclature/concept.ts';
import { looksAtPartOfGene, wordedFindingsIn } from '../nomenclature/wordedFindings.ts';
import type { RecordedResource } from './collectResources.ts';
import { conceptAt, textAt, type JsonObject } from './json.ts';
import { presenceInWords, type Presence } from '../nomenclature/presenceInWords.ts';
import type { ReaderContext } from './readerContext.ts';
import type { DraftReading } from './draftReading.ts';
import type { SampleRegistry } from './sampleRegistry.ts';
import { statedPresenceOf } from './statedPresence.ts';
import type { TestTarget } from './singleGeneTest.ts';

type Target = Alteration | AnyAlterationOf;

/** The result of a single-gene test. */
export function readSingleGeneTest(
  context: ReaderContext,
  observation: RecordedResource,
  target: TestTarget,
  samples: SampleRegistry,
): readonly DraftReading[] {
  if (target.testedOnly && saysPartOfGene(observation.resource)) {
    context.outcome(observation, 'not used', PART_OF_GENE);
    return [];
  }
  if (target.testedOnly) {
    const sample = samples.sampleOf(observation, 'unknown');
    for (const gene of target.genes) sample.genesCovered.add(gene);
    context.outcome(observation, 'genes covered', target.genes.join(', '));
    return [];
  }
  const findings = findingsOf(context, observation, target);
  if (findings.length === 0) {
    context.problem(
      observation,
      'incomplete-data',
      'The result names no variant and is not about the whole gene.',
    );
    context.outcome(observation, 'not used', 'names no variant');
    return [];
  }
  const sample = samples.sampleOf(observation, 'unknown');
  context.outcome(observation, 'variant reading', target.genes.join(', '));
  return findings.map(({ of, presence }) => ({
    sample,
    of,
    detection: detectionOf(presence),
    origin: 'unknown',
    source: observation,
  }));
}

export const PART_OF_GENE =
  'looked for a part of the gene only, so that it does not count as covered';

/** `Codons 12 and 13`: what the test looked for is less than the gene. */
function saysPartOfGene(resource: JsonObject): boolean {
  const value = conceptAt(resource, 'valueCodeableConcept');
  return [textAt(resource, 'valueString') ?? '', ...wordingsOf(value)].some(looksAtPartOfGene);
}

interface Finding {
  readonly of: Target;
  readonly presence: Presence | 'contradictory';
}

/** What the value names comes first; what the code looks for is what a bare yes or no is about. */
function findingsOf(
  context: ReaderContext,
  observation: RecordedResource,
  target: TestTarget,
): readonly Finding[] {
  const { resource } = observation;
  const said = statedPresenceOf(context, observation);
  const overall = said === 'not-stated' || said === 'polymorphism' ? null : said;
  if (overall === null || overall === 'present') {
    const named = namedFindings(context, resource, onlyOf(target.genes), overall);
    if (named.length > 0) return named;
  }
  if (overall === null) return [];
  // A yes to a test of several (NTRK1, NTRK2 and NTRK3) does not say to which.
  if (overall === 'present' && target.alterations.length > 1) return [];
  if (target.alterations.length > 0) {
    return target.alterations.map((of) => ({ of, presence: overall }));
  }
  if (overall === 'present' || !target.wholeGene) return [];
  // The codes that ask for the whole gene ask for its mutations.
  return target.genes.map((gene) => ({
    of: { kind: 'any', gene, only: 'mutations' },
    presence: overall,
  }));
}

/** A change named without its gene is of the gene tested, when it is one. */
function onlyOf(genes: readonly GeneSymbol[]): GeneSymbol | null {
  return genes.length === 1 ? (genes[0] ?? null) : null;
}

function namedFindings(
  { terminology }: ReaderContext,
  resource: JsonObject,
  gene: GeneSymbol | null,
  overall: Presence | null,
): readonly Finding[] {
  const value = conceptAt(resource, 'valueCodeableConcept');
  const texts = [textAt(resource, 'valueString') ?? '', ...wordingsOf(value)];
  return texts.flatMap((text) =>
    wordedFindingsIn(terminology, text, gene).flatMap(({ clause, alterations }) =>
      alterations.map((of) => ({ of, presence: presenceInWords(clause) ?? overall ?? 'present' })),
    ),
  );
}

function detectionOf(presence: Finding['presence']): Detection {
  if (presence === 'present') return { state: 'detected', fraction: null, copyNumber: null };
  if (presence === 'absent') return { state: 'not-detected', depth: null, limitOfDetection: null };
  return { state: 'not-assessed', why: presence };
}
