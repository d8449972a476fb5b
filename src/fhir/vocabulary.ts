import { assaysOfConcept } from '../nomenclature/assayLookup.ts';
import { NO_CONCEPT, wordingsOf, type Concept } from '../nomenclature/concept.ts';
import { genesOfConcept, type GeneLookup } from '../nomenclature/geneLookup.ts';
import type { Terminology } from '../nomenclature/terminology.ts';
import type { VariantExpression } from '../nomenclature/variantExpressions.ts';
import {
  CELL_FREE_DNA_TESTS,
  changesStatedBy,
  partKindsOf,
  type PartKind,
  type StatedChange,
} from './genomicsCodes.ts';
import { asConcept, asObject, elementOf, hasCode, type JsonObject } from './json.ts';
import { isTumourFraction, kindOfCode, type ObservationKind } from './observationKind.ts';
import { notationsOf, type NotationSlot } from './notationsOf.ts';
import { presenceOfConcept, type Presence } from './presence.ts';
import { remembered } from './remembered.ts';

/**
 * The concepts of one record and what they mean. A record says few different things many times
 * over, so equal concepts become one object, and what such an object means is worked out once.
 * This is where the speed of the reader comes from.
 */
export interface Vocabulary {
  readonly terminology: Terminology;
  readonly conceptOf: (value: unknown) => Concept | null;
  readonly conceptAt: (object: JsonObject, key: string) => Concept;
  readonly kindOfCode: (code: Concept) => ObservationKind;
  readonly partKindsOf: (code: Concept) => readonly PartKind[];
  readonly genesOf: (concept: Concept) => readonly GeneLookup[];
  readonly testNamedBy: (concept: Concept) => NamedTest;
  readonly changesStatedBy: (concept: Concept) => readonly StatedChange[];
  readonly wordingsOf: (concept: Concept) => readonly string[];
  readonly notationsOf: Readonly<
    Record<NotationSlot, (concept: Concept) => readonly VariantExpression[]>
  >;
  readonly isTumourFraction: (code: Concept) => boolean;
  readonly presenceOf: (concept: Concept) => Presence | 'polymorphism' | null;
}

export function vocabulary(terminology: Terminology): Vocabulary {
  const conceptOf = conceptIndex();
  return {
    terminology,
    conceptOf,
    conceptAt: (object, key) => conceptOf(elementOf(object, key)) ?? NO_CONCEPT,
    kindOfCode: remembered((code) => kindOfCode(terminology, code)),
    partKindsOf: remembered(partKindsOf),
    genesOf: remembered((concept) => genesOfConcept(terminology, concept)),
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
  };
}

/** What a code says about the test that was done. */
export interface NamedTest {
  readonly assays: readonly string[];
  readonly isCellFree: boolean;
}

interface Known {
  readonly raw: JsonObject;
  readonly concept: Concept;
}

/**
 * Concepts by their first code, or their text when they have none. The raw elements are compared:
 * to trim and copy them first would cost more than it saves.
 */
function conceptIndex(): Vocabulary['conceptOf'] {
  const byKey = new Map<unknown, Known[]>();
  return (value) => {
    if (value === undefined) return null;
    const raw = asObject(value);
    if (raw === null) return asConcept(value);
    const key = keyOf(raw);
    const alike = byKey.get(key);
    const known = alike?.find((other) => isSame(other.raw, raw));
    if (known !== undefined) return known.concept;
    const concept = asConcept(raw);
    if (concept === null) return null;
    if (alike === undefined) byKey.set(key, [{ raw, concept }]);
    else if (alike.length < MOST_SPELLINGS) alike.push({ raw, concept });
    return concept;
  };
}

/** Spellings of one code that are remembered; a record with more of them is a strange one. */
const MOST_SPELLINGS = 16;

function keyOf(raw: JsonObject): unknown {
  const codings = elementOf(raw, 'coding');
  const first = Array.isArray(codings) ? asObject(codings[0]) : null;
  return first === null ? elementOf(raw, 'text') : elementOf(first, 'code');
}

function isSame(a: JsonObject, b: JsonObject): boolean {
  if (elementOf(a, 'text') !== elementOf(b, 'text')) return false;
  const [left, right] = [elementOf(a, 'coding'), elementOf(b, 'coding')];
  if (!Array.isArray(left) || !Array.isArray(right)) return left === right;
  return left.length === right.length && left.every((coding, i) => isSameCoding(coding, right[i]));
}

function isSameCoding(a: unknown, b: unknown): boolean {
  const [left, right] = [asObject(a), asObject(b)];
  if (left === null || right === null) return false;
  return (
    elementOf(left, 'code') === elementOf(right, 'code') &&
    elementOf(left, 'system') === elementOf(right, 'system') &&
    elementOf(left, 'display') === elementOf(right, 'display')
  );
}

function isCellFreeTest(concept: Concept): boolean {
  return (
    hasCode(concept, CELL_FREE_DNA_TESTS) ||
    wordingsOf(concept).some((text) => /cell.?free|\bcf.?dna|\bct.?dna|liquid.?biops/i.test(text))
  );
}
