import { wordingsOf, type Concept } from '../nomenclature/concept.ts';
import { COMPONENT, GENETICS_EXTENSIONS, TOTAL_DEPTH_EXTENSION } from './genomicsCodes.ts';
import {
  amountAt,
  asConcept,
  elementOf,
  hasCode,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  type Amount,
  type JsonObject,
} from './json.ts';

/** One coded part of a variant Observation: a component, or a "genetics" extension read as one. */
export interface VariantPart {
  readonly code: Concept;
  readonly value: Concept;
  readonly amount: Amount | null;
  /** Set for the extension that says "total read depth". */
  readonly isTotal: boolean;
}

/** The parts of an Observation, components first. */
export function partsOf(observation: JsonObject): readonly VariantPart[] {
  return [
    ...objectsAt(observation, 'component').map((component) =>
      partOf(component, asConcept(elementOf(component, 'code')), false),
    ),
    ...objectsAt(observation, 'extension').flatMap((extension) => {
      const name = textAt(extension, 'url')?.split('/').pop() ?? '';
      const code = GENETICS_EXTENSIONS.get(name);
      if (code === undefined) return [];
      const concept = { codings: [{ system: null, code, display: null }], text: null };
      return [partOf(extension, concept, name === TOTAL_DEPTH_EXTENSION)];
    }),
  ].filter((part) => part !== null);
}

export type PartKind = keyof typeof COMPONENT;

/** The parts of one kind. Empty parts (no value, quirk 15) still tell that they are there. */
export function partsOfKind(
  parts: readonly VariantPart[],
  ...kinds: readonly PartKind[]
): readonly VariantPart[] {
  return parts.filter(({ code }) => kinds.some((kind) => hasCode(code, COMPONENT[kind])));
}

function partOf(element: JsonObject, code: Concept | null, isTotal: boolean): VariantPart | null {
  if (code === null) return null;
  const value = valueOf(element, code);
  return { code, value, amount: amountOf(element, value), isTotal };
}

/** Some senders repeat the question's code in the answer and put the datum in `display`. */
function valueOf(element: JsonObject, code: Concept): Concept {
  const raw = asConcept(elementOf(element, 'valueCodeableConcept')) ??
    asConcept(elementOf(element, 'valueCoding')) ??
    asConcept(elementOf(element, 'valueString')) ?? { codings: [], text: null };
  const questions = new Set(code.codings.map((coding) => coding.code));
  return {
    text: raw.text,
    codings: raw.codings.map((coding) =>
      coding.code !== null && questions.has(coding.code) ? { ...coding, code: null } : coding,
    ),
  };
}

function amountOf(element: JsonObject, value: Concept): Amount | null {
  const quantity = amountAt(element, 'valueQuantity');
  if (quantity !== null) return quantity;
  const range = objectAt(element, 'valueRange');
  if (range !== null) return amountAt(range, 'low') ?? amountAt(range, 'high');
  const whole = numberAt(element, 'valueInteger');
  const worded = wordingsOf(value).find((text) => /^\d+(?:\.\d+)?\s*%?$/.test(text));
  const number = whole ?? (worded === undefined ? null : Number.parseFloat(worded));
  if (number === null) return null;
  return {
    value: number,
    unit: worded?.endsWith('%') === true ? '%' : null,
    code: null,
    comparator: null,
  };
}
