import { NO_CONCEPT, type Coded, type Concept } from '../nomenclature/concept.ts';

/**
 * Tolerant access to JSON that claims to be FHIR. Nothing is mandatory in what arrives: elements
 * are absent, single where a list belongs, or of another type. Every accessor answers with a value
 * of its type or with "nothing"; none throws.
 */
export type JsonObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): JsonObject | null {
  return isObject(value) ? value : null;
}

/**
 * An element by its FHIR name. Every name asked for is a constant of the readers and none is a key
 * of `Object.prototype`, so nothing inherited can be taken for an element. What is asked of every
 * resource of a record is asked by name (`resource['status']`), which is several times as fast.
 */
export function elementOf(object: JsonObject, key: string): unknown {
  return object[key];
}

export function objectAt(object: JsonObject, key: string): JsonObject | null {
  return asObject(elementOf(object, key));
}

/** The objects of a list; a lone object counts as a list of one (`interpretation`, `reasonCode`). */
export function objectsAt(object: JsonObject, key: string): readonly JsonObject[] {
  return asObjects(elementOf(object, key));
}

export function asObjects(value: unknown): readonly JsonObject[] {
  const list = asList(value);
  return list.length === 0 || list.every(isObject)
    ? (list as readonly JsonObject[])
    : list.filter(isObject);
}

export function listAt(object: JsonObject, key: string): readonly unknown[] {
  return asList(elementOf(object, key));
}

export function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return NO_ITEMS;
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

/** One list for all that are absent: most elements of most resources are. */
const NO_ITEMS: readonly never[] = [];

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text that says something: blank strings are nothing. What follows a page of text is not read. */
export function textAt(object: JsonObject, key: string): string | null {
  return asText(elementOf(object, key));
}

export function asText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = (value.length > LONGEST_TEXT ? value.slice(0, LONGEST_TEXT) : value).trim();
  return text === '' ? null : text;
}

/** Bounds the time that any pattern can take on one element. */
const LONGEST_TEXT = 4000;

export function numberAt(object: JsonObject, key: string): number | null {
  const value = elementOf(object, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A CodeableConcept; also a bare Coding or a string, which some senders put in its place. */
export function asConcept(value: unknown): Concept | null {
  const text = asText(value);
  if (text !== null) return { codings: [], text };
  const object = asObject(value);
  if (object === null) return null;
  const listed = objectsAt(object, 'coding').slice(0, MOST_CODINGS).map(asCoded);
  const codings = listed.length > 0 || textAt(object, 'code') === null ? listed : [asCoded(object)];
  return { codings, text: textAt(object, 'text') };
}

export function conceptAt(object: JsonObject, key: string): Concept {
  return asConcept(elementOf(object, key)) ?? NO_CONCEPT;
}

export function conceptsAt(object: JsonObject, key: string): readonly Concept[] {
  return listAt(object, key)
    .map(asConcept)
    .filter((concept) => concept !== null);
}

function asCoded(coding: JsonObject): Coded {
  return {
    system: textAt(coding, 'system'),
    code: textAt(coding, 'code'),
    display: textAt(coding, 'display'),
  };
}

/** A panel may have hundreds of gene codings in one concept; beyond this it is not a concept. */
const MOST_CODINGS = 2000;

export interface Amount {
  readonly value: number;
  readonly unit: string | null;
  readonly code: string | null;
  readonly comparator: string | null;
}

/** A Quantity with a number in it. */
export function amountAt(object: JsonObject, key: string): Amount | null {
  const quantity = objectAt(object, key);
  if (quantity === null) return null;
  const value = numberAt(quantity, 'value');
  if (value === null) return null;
  return {
    value,
    unit: textAt(quantity, 'unit'),
    code: textAt(quantity, 'code'),
    comparator: textAt(quantity, 'comparator'),
  };
}

/** The notes (Annotation) of a resource, as texts. */
export function notesOf(resource: JsonObject): readonly string[] {
  return objectsAt(resource, 'note')
    .map((note) => textAt(note, 'text'))
    .filter((text) => text !== null);
}

/** Has any coding this code, in any system? For codes that are unmistakable, such as LOINC's. */
export function hasCode(concept: Concept, codes: ReadonlySet<string>): boolean {
  return concept.codings.some(({ code }) => code !== null && codes.has(code));
}
