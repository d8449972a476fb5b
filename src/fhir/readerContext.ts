import type { ClinicalDate } from '../domain/date.ts';
import type { ReadOutcome, ReadProblem } from '../domain/readProblem.ts';
import { NO_CONCEPT, type Concept } from '../nomenclature/concept.ts';
import type { Terminology } from '../nomenclature/terminology.ts';
import type { RecordedResource, ResourceCollection } from './collectResources.ts';
import { variantContents, type VariantContent } from './alterationsOfVariant.ts';
import { conceptAt } from './json.ts';
import { geneIdHabits, type GeneIdHabits } from './geneIdHabits.ts';
import { kindOfObservation, type ObservationKind } from './observationKind.ts';
import { partsOf, type VariantPart } from './variantParts.ts';
import { vocabulary, type Vocabulary } from './vocabulary.ts';

/** What every reader of one kind of resource is given. Problems and outcomes are what it tells. */
export interface ReaderContext {
  readonly terminology: Terminology;
  readonly asOf: ClinicalDate;
  readonly resolve: ResourceCollection['resolve'];
  readonly vocabulary: Vocabulary;
  /** Code, kind and coded parts of an Observation: they are asked for at every step. */
  readonly codeOf: (observation: RecordedResource) => Concept;
  readonly kindOf: (observation: RecordedResource) => ObservationKind;
  readonly partsOf: (observation: RecordedResource) => readonly VariantPart[];
  /** What its parts say: a serial record names the same variant again and again. */
  readonly contentOf: (parts: readonly VariantPart[]) => VariantContent;
  /** How the sender uses identifiers of genes; noted while variants are read. */
  readonly geneIds: GeneIdHabits;
  readonly problem: (
    at: Pick<RecordedResource, 'ref'>,
    problem: ReadProblem['problem'],
    message: string,
  ) => void;
  /** The last word on a resource counts; a resource nobody speaks of is "not used". */
  readonly outcome: (
    at: Pick<RecordedResource, 'ref' | 'place'>,
    became: string,
    detail?: string,
  ) => void;
}

export interface ReaderAccount {
  readonly context: ReaderContext;
  readonly problems: () => readonly ReadProblem[];
  /** To be called when the record is read: keeps what may serve the next one. */
  readonly close: () => void;
  readonly outcomesOf: (resources: readonly RecordedResource[]) => readonly ReadOutcome[];
}

/** The reader's account of itself: each problem once, each resource with one outcome. */
export function readerAccount(
  terminology: Terminology,
  asOf: ClinicalDate,
  { resolve, places }: Pick<ResourceCollection, 'resolve' | 'places'>,
  meaninglessIds: ReadonlySet<string>,
): ReaderAccount {
  const problems = new Map<string, ReadProblem>();
  const outcomes = new Array<ReadOutcome | null>(places).fill(null);
  const known = knownWords(terminology, meaninglessIds);
  const { words, contentOf } = known;
  const understood = understanding(words);
  return {
    context: {
      terminology,
      asOf,
      resolve,
      vocabulary: words,
      codeOf: (observation) => understood(observation).code,
      kindOf: (observation) => understood(observation).kind,
      partsOf: (observation) => {
        const known = understood(observation);
        known.parts ??= partsOf(words, observation.resource);
        return known.parts;
      },
      contentOf,
      geneIds: geneIdHabits(),
      problem: ({ ref }, problem, message) => {
        problems.set(`${ref} ${problem} ${message}`, { resource: ref, problem, message });
      },
      outcome: ({ ref, place }, became, detail) => {
        outcomes[place] = { resource: ref, became, detail: detail ?? null };
      },
    },
    problems: () => [...problems.values()],
    close: () => {
      if (meaninglessIds.size === 0 && words.isReusable()) KEPT.set(terminology, known);
    },
    outcomesOf: (resources) =>
      resources.map(
        (source) =>
          outcomes[source.place] ?? {
            resource: source.ref,
            became: 'not used',
            detail: whyNotRead(source),
          },
      ),
  };
}

/** Of an Observation it is the code that is not known, and the code is what its sender can look up. */
function whyNotRead({ type, resource }: RecordedResource): string {
  if (type !== 'Observation') return 'not a kind that is read';
  const code = conceptAt(resource, 'code').codings.find((coding) => coding.code !== null)?.code;
  return code != null && CODE_SHAPE.test(code)
    ? `its code ${code} is none that is read`
    : 'it has no code that is read';
}

/** A code, not words that stand in its place. */
const CODE_SHAPE = /^[A-Za-z0-9.-]{1,24}$/;

interface KnownWords {
  readonly words: Vocabulary;
  readonly contentOf: ReaderContext['contentOf'];
}

/**
 * What the codes of earlier records meant serves the next one, as long as the terminology is the
 * same. A vocabulary that has grown large, or has met free text, ends with its record: nothing that
 * was written of a patient is kept.
 */
const KEPT = new WeakMap<Terminology, KnownWords>();

function knownWords(terminology: Terminology, meaninglessIds: ReadonlySet<string>): KnownWords {
  const kept = meaninglessIds.size === 0 ? KEPT.get(terminology) : undefined;
  // It is handed back when the record is read: what a record leaves unfinished is not kept.
  KEPT.delete(terminology);
  if (kept !== undefined) return kept;
  const words = vocabulary(terminology, meaninglessIds);
  return { words, contentOf: variantContents(words) };
}

interface Understood {
  readonly of: RecordedResource;
  readonly code: Concept;
  readonly kind: ObservationKind;
  /** `null` until they are asked for. */
  parts: readonly VariantPart[] | null;
}

/** Observations are read one after the other: only the last one is kept in mind. */
function understanding(words: Vocabulary): (observation: RecordedResource) => Understood {
  let last: Understood | null = null;
  return (observation) => {
    if (last?.of !== observation) {
      const { resource } = observation;
      const code = words.conceptOf(resource['code']) ?? NO_CONCEPT;
      const kind = kindOfObservation(words.kindOfCode(code), resource);
      last = { of: observation, code, kind, parts: null };
    }
    return last;
  };
}
