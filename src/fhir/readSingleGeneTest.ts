import type { Alteration, GeneSymbol } from '../domain/alteration.ts';
import type { AnyAlterationOf, Detection } from '../domain/reading.ts';
import { wordingsOf } from '../nomenclature/concept.ts';
import { looksAtPartOfGene, wordedFindingsIn } from '../nomenclature/wordedFindings.ts';
import type { RecordedResource } from './collectResources.ts';
import { conceptAt, objectsAt, textAt, type JsonObject } from './json.ts';
import { presenceInWords, type Presence } from '../nomenclature/presenceInWords.ts';
import type { ReaderContext } from './readerContext.ts';
import type { DraftReading } from './draftReading.ts';
import type { SampleDraft } from './sampleDraft.ts';
import type { SampleRegistry } from './sampleRegistry.ts';
import { SAID_BOTH, statedPresenceOf, type StatedPresence } from './statedPresence.ts';
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
  const said = statedPresenceOf(context, observation);
  const findings = findingsOf(context, observation.resource, target, said);
  if (findings.length === 0) {
    context.problem(
      observation,
      'incomplete-data',
      'The result names no variant and is not about the whole gene.',
    );
    context.outcome(observation, 'not used', 'names no variant');
    return [];
  }
  context.outcome(observation, 'variant reading', target.genes.join(', '));
  return draftsOf(context, findings, samples.sampleOf(observation, 'unknown'), observation);
}

/**
 * A panel whose components are single-gene tests (shape E, and panels of laboratories): each is a
 * result of its own. What is said of the panel is said of its only test; of several it is not said of which.
 */
export function readTestParts(
  context: ReaderContext,
  observation: RecordedResource,
  samples: SampleRegistry,
): readonly DraftReading[] {
  const { resource } = observation;
  if (resource['component'] === undefined) return [];
  if (context.partsOf(observation).some(({ kinds }) => kinds.length > 0)) return [];
  const tests = objectsAt(resource, 'component').flatMap((component) => {
    const kind = context.vocabulary.kindOfCode(context.vocabulary.conceptAt(component, 'code'));
    return kind.kind === 'single-gene-test' && !kind.target.testedOnly
      ? [{ component, target: kind.target }]
      : [];
  });
  const findings = tests.flatMap(({ component, target }) => {
    const said =
      tests.length === 1
        ? statedWith(context, observation, component)
        : statedPresenceOf(
            { ...context, partsOf: () => [] },
            { ...observation, resource: component },
          );
    return findingsOf(context, component, target, said);
  });
  if (findings.length === 0) return [];
  const genes = new Set(tests.flatMap(({ target }) => target.genes));
  context.outcome(observation, 'variant reading', [...genes].sort().join(', '));
  return draftsOf(context, findings, samples.sampleOf(observation, 'unknown'), observation);
}

/** What the panel and its only test say together. */
function statedWith(
  context: ReaderContext,
  observation: RecordedResource,
  component: JsonObject,
): StatedPresence {
  const apart = { ...context, partsOf: () => [] };
  const said = new Set([
    statedPresenceOf(apart, { ...observation, resource: component }),
    statedPresenceOf(context, observation),
  ]);
  if (said.has('present') && said.has('absent')) return 'contradictory';
  return BY_DOUBT.find((doubt) => said.has(doubt)) ?? 'not-stated';
}

const BY_DOUBT = ['contradictory', 'no-call', 'indeterminate', 'absent', 'present'] as const;

function draftsOf(
  context: ReaderContext,
  findings: readonly Finding[],
  sample: SampleDraft,
  source: RecordedResource,
): readonly DraftReading[] {
  if (findings.some(({ presence }) => presence === 'contradictory')) {
    context.problem(source, 'contradictory-presence', SAID_BOTH);
  }
  return findings.map(({ of, presence }) => ({
    sample,
    of,
    detection: detectionOf(presence),
    origin: 'unknown',
    source,
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
  /** Whether the words beside it say so. */
  readonly isSaid?: boolean;
}

/** What the value names comes first; what the code looks for is what a bare yes or no is about. */
function findingsOf(
  context: ReaderContext,
  resource: JsonObject,
  target: TestTarget,
  said: StatedPresence,
): readonly Finding[] {
  const overall = said === 'not-stated' || said === 'polymorphism' ? null : said;
  const named = namedFindings(context, resource, onlyOf(target.genes), overall);
  if (named.length > 0) {
    if (overall === null || overall === 'present' || overall === 'absent') return named;
    // `Exon 19 deletion detected; T790M not detected` says both, and of what.
    if (overall === 'indeterminate' && isListOfResults(resource, named)) return named;
  }
  if (overall === null) return [];
  // A yes to a test of several (NTRK1, NTRK2 and NTRK3) does not say to which.
  if (overall === 'present' && target.alterations.length > 1) return [];
  if (target.alterations.length > 0) {
    return target.alterations.map((of) => ({ of, presence: overall }));
  }
  if (overall === 'present' || !target.wholeGene) return [];
  if (overall === 'absent' && saysPartOfGene(resource)) return [];
  // The codes that ask for the whole gene ask for its mutations.
  return target.genes.map((gene) => ({
    of: { kind: 'any', gene, only: 'mutations' },
    presence: overall,
  }));
}

function isListOfResults(resource: JsonObject, named: readonly Finding[]): boolean {
  const isAlone = ['interpretation', 'valueCodeableConcept'].every(
    (key) => resource[key] === undefined,
  );
  return isAlone && named.length > 1 && named.every(({ isSaid }) => isSaid === true);
}

/** A change named without its gene is of the gene tested, when it is one. */
function onlyOf(genes: readonly GeneSymbol[]): GeneSymbol | null {
  return genes.length === 1 ? (genes[0] ?? null) : null;
}

function namedFindings(
  { terminology }: ReaderContext,
  resource: JsonObject,
  gene: GeneSymbol | null,
  overall: Finding['presence'] | null,
): readonly Finding[] {
  const value = conceptAt(resource, 'valueCodeableConcept');
  const texts = [textAt(resource, 'valueString') ?? '', ...wordingsOf(value)];
  return texts.flatMap((text) =>
    wordedFindingsIn(terminology, text, gene).flatMap(({ clause, alterations }) => {
      const said = presenceInWords(clause);
      const presence = said ?? overall ?? 'present';
      return alterations.map((of) => ({ of, presence, isSaid: said !== null }));
    }),
  );
}

function detectionOf(presence: Finding['presence']): Detection {
  if (presence === 'present') return { state: 'detected', fraction: null, copyNumber: null };
  if (presence === 'absent') return { state: 'not-detected', depth: null, limitOfDetection: null };
  return { state: 'not-assessed', why: presence };
}
