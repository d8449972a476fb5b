import { assaysOfConcept } from '../nomenclature/assayLookup.ts';
import { NO_CONCEPT, wordingsOf, type Concept } from '../nomenclature/concept.ts';
import { diseasesOfConcept } from '../nomenclature/diseaseLookup.ts';
import { genesOfConcept, type GeneLookup } from '../nomenclature/geneLookup.ts';
import { gatesOfConcept } from '../nomenclature/gateLookup.ts';
import type { Terminology } from '../nomenclature/terminology.ts';
import type { VariantExpression } from '../nomenclature/variantExpressions.ts';
import {
  CELL_FREE_DNA_TESTS,
  changesStatedBy,
  partKindsOf,
  type PartKind,
  type StatedChange,
} from './genomicsCodes.ts';
import {
  asConcept,
  asObject,
  elementOf,
  hasCode,
  listAt,
  type Amount,
  type JsonObject,
} from './json.ts';
import { isTumourFraction, kindOfCode, type ObservationKind } from './observationKind.ts';
import { notationsOf, type NotationSlot } from './notationsOf.ts';
import { presenceOfConcept, type ConceptPresence } from './presence.ts';
import { remembered } from './remembered.ts';

/**
 * Concepts and what they mean. Records say few different things many times over, so equal concepts
 * become one object, and what such an object means is worked out once. This is where the speed of
 * the reader comes from.
 */
export interface Vocabulary {
  readonly terminology: Terminology;
  readonly conceptOf: (value: unknown) => Concept | null;
  readonly conceptAt: (object: JsonObject, key: string) => Concept;
  readonly conceptsAt: (object: JsonObject, key: string) => readonly Concept[];
  readonly kindOfCode: (code: Concept) => ObservationKind;
  readonly partKindsOf: (code: Concept) => readonly PartKind[];
  readonly genesOf: (concept: Concept) => readonly GeneLookup[];
  readonly gatesOf: (concept: Concept) => readonly string[];
  readonly diseasesOf: (concept: Concept) => readonly string[];
  readonly testNamedBy: (concept: Concept) => NamedTest;
  readonly changesStatedBy: (concept: Concept) => readonly StatedChange[];
  readonly wordingsOf: (concept: Concept) => readonly string[];
  readonly notationsOf: Readonly<
    Record<NotationSlot, (concept: Concept) => readonly VariantExpression[]>
  >;
  readonly isTumourFraction: (code: Concept) => boolean;
  readonly presenceOf: (concept: Concept) => ConceptPresence | null;
  readonly amountInWords: (concept: Concept) => Amount | null;
  /** An answer without the code of its question, which some senders repeat in it. */
  readonly answerTo: (question: Concept) => (answer: Concept) => Concept;
  /** Whether it may serve the next record: it is small, and knows codes only, nothing that a person wrote of a patient. */
  readonly isReusable: () => boolean;
}

/** `meaninglessIds` are identifiers of genes that the record's sender writes beside any symbol. */
export function vocabulary(
  terminology: Terminology,
  meaninglessIds: ReadonlySet<string>,
): Vocabulary {
  const { conceptOf, isReusable } = conceptIndex();
  return {
    terminology,
    conceptOf,
    conceptAt: (object, key) => conceptOf(elementOf(object, key)) ?? NO_CONCEPT,
    conceptsAt: (object, key) => {
      const values = listAt(object, key);
      return values.length === 0 ? NO_CONCEPTS : values.flatMap((value) => conceptOf(value) ?? []);
    },
    kindOfCode: remembered((code) => kindOfCode(terminology, code)),
    partKindsOf: remembered(partKindsOf),
    genesOf: remembered((concept) => genesOfConcept(terminology, concept, meaninglessIds)),
    gatesOf: remembered((concept) => gatesOfConcept(terminology, concept)),
    diseasesOf: remembered((concept) => diseasesOfConcept(terminology, concept)),
    testNamedBy: remembered((concept) => ({
      assays: assaysOfConcept(terminology, concept),
      isCellFree: isCellFreeTest(concept),
    })),
    changesStatedBy: remembered(changesStatedBy),
    wordingsOf: remembered(wordingsOf),
    notationsOf: {
      proteinChange: remembered((concept) => notationsOf(concept, 'proteinChange')),
      codingChange: remembered((concept) => notationsOf(concept, 'codingChange')),
      variationCode: remembered((concept) => notationsOf(concept, 'variationCode')),
      conclusion: remembered((concept) => notationsOf(concept, 'conclusion')),
    },
    isTumourFraction: remembered(isTumourFraction),
    presenceOf: remembered(presenceOfConcept),
    amountInWords: remembered(amountInWords),
    answerTo: remembered((question) => remembered((answer) => withoutQuestion(answer, question))),
    isReusable,
  };
}

/** What a code says about the test that was done. */
export interface NamedTest {
  readonly assays: readonly string[];
  readonly isCellFree: boolean;
}

const NO_CONCEPTS: readonly Concept[] = [];

interface Known {
  readonly text: unknown;
  readonly codings: unknown;
  readonly concept: Concept;
}

/**
 * Concepts by their first code, or their text when they have none. The raw elements are compared:
 * to trim and copy them first would cost more than it saves.
 */
function conceptIndex(): Pick<Vocabulary, 'conceptOf' | 'isReusable'> {
  const byKey = new Map<unknown, Known[]>();
  let size = 0;
  let holdsFreeText = false;
  const conceptOf: Vocabulary['conceptOf'] = (value) => {
    if (value === undefined) return null;
    const raw = asObject(value);
    if (raw === null) {
      holdsFreeText = true;
      return asConcept(value);
    }
    const { text, coding: codings } = raw;
    const key = keyOf(text, codings);
    const alike = byKey.get(key);
    if (alike !== undefined) {
      for (const known of alike) {
        if (known.text === text && areSameCodings(known.codings, codings)) return known.concept;
      }
    }
    const concept = asConcept(raw);
    if (concept === null) return null;
    size += 1;
    holdsFreeText ||= !isName(concept);
    if (text === undefined && codings === undefined) return concept;
    if (alike === undefined) byKey.set(key, [{ text, codings, concept }]);
    else if (alike.length < MOST_SPELLINGS) alike.push({ text, codings, concept });
    return concept;
  };
  return { conceptOf, isReusable: () => !holdsFreeText && size < MOST_CONCEPTS_KEPT };
}

/** More than the reports of one laboratory hold. */
const MOST_CONCEPTS_KEPT = 20_000;

/** Codes and short names of tests and things; a longer text may be a person's own words. */
function isName({ text }: Concept): boolean {
  return text === null || text.length <= LONGEST_NAME;
}

const LONGEST_NAME = 60;

/** Spellings of one code that are remembered; a record with more of them is a strange one. */
const MOST_SPELLINGS = 16;

function keyOf(text: unknown, codings: unknown): unknown {
  const first = Array.isArray(codings) ? asObject(codings[0]) : null;
  return first === null ? text : first['code'];
}

function areSameCodings(known: unknown, others: unknown): boolean {
  if (!Array.isArray(known) || !Array.isArray(others)) return known === others;
  if (known.length !== others.length) return false;
  for (let i = 0; i < known.length; i += 1) {
    const left = asObject(known[i]);
    const right = asObject(others[i]);
    if (left === null || right === null) return false;
    // Named, not asked for by `elementOf`: no other comparison is made so often.
    if (left['code'] !== right['code']) return false;
    if (left['system'] !== right['system']) return false;
    if (left['display'] !== right['display']) return false;
  }
  return true;
}

/** Some senders repeat the question's code in the answer and put the datum in `display`. */
function withoutQuestion({ text, codings }: Concept, question: Concept): Concept {
  return {
    text,
    codings: codings.map((coding) =>
      repeatsQuestion(coding.code, question) ? { ...coding, code: null } : coding,
    ),
  };
}

export function repeatsQuestion(code: string | null, question: Concept): boolean {
  return code !== null && question.codings.some((asked) => asked.code === code);
}

function amountInWords(value: Concept): Amount | null {
  const worded = wordingsOf(value).find((text) => /^\d+(?:[.,]\d+)?\s*%?$/.test(text));
  if (worded === undefined) return null;
  const unit = worded.endsWith('%') ? '%' : null;
  return { value: Number.parseFloat(worded.replace(',', '.')), unit, code: null, comparator: null };
}

function isCellFreeTest(concept: Concept): boolean {
  return (
    hasCode(concept, CELL_FREE_DNA_TESTS) ||
    wordingsOf(concept).some((text) => /cell.?free|\bcf.?dna|\bct.?dna|liquid.?biops/i.test(text))
  );
}
