import { NO_CONCEPT, type Concept } from '../nomenclature/concept.ts';
import { GENETICS_EXTENSIONS, TOTAL_DEPTH_EXTENSION, type PartKind } from './genomicsCodes.ts';
import {
  amountAt,
  elementOf,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  type Amount,
  type JsonObject,
} from './json.ts';
import type { Vocabulary } from './vocabulary.ts';

/** One coded part of a variant Observation: a component, or a "genetics" extension read as one. */
export interface VariantPart {
  readonly code: Concept;
  readonly kinds: readonly PartKind[];
  readonly value: Concept;
  readonly amount: Amount | null;
  /** Set for the extension that says "total read depth". */
  readonly isTotal: boolean;
}

/** The parts of an Observation, components first. */
export function partsOf(vocabulary: Vocabulary, observation: JsonObject): readonly VariantPart[] {
  const parts: VariantPart[] = [];
  for (const component of objectsAt(observation, 'component')) {
    const code = vocabulary.conceptOf(elementOf(component, 'code'));
    if (code !== null) parts.push(partOf(vocabulary, component, code, false));
  }
  for (const extension of objectsAt(observation, 'extension')) {
    const name = textAt(extension, 'url')?.split('/').pop() ?? '';
    const code = GENETICS_EXTENSIONS.get(name);
    if (code === undefined) continue;
    const concept = { codings: [{ system: null, code, display: null }], text: null };
    parts.push(partOf(vocabulary, extension, concept, name === TOTAL_DEPTH_EXTENSION));
  }
  return parts;
}

/** The parts of one kind. Empty parts (no value, quirk 15) still tell that they are there. */
export function partsOfKind(parts: readonly VariantPart[], kind: PartKind): readonly VariantPart[] {
  return parts.filter(({ kinds }) => kinds.includes(kind));
}

export function partsOfKinds(
  parts: readonly VariantPart[],
  wanted: readonly PartKind[],
): readonly VariantPart[] {
  return parts.filter(({ kinds }) => kinds.some((kind) => wanted.includes(kind)));
}

/** The first part of a kind that has a number. */
export function amountOfKind(parts: readonly VariantPart[], kind: PartKind): Amount | null {
  for (const { kinds, amount } of parts) if (amount !== null && kinds.includes(kind)) return amount;
  return null;
}

function partOf(
  vocabulary: Vocabulary,
  element: JsonObject,
  code: Concept,
  isTotal: boolean,
): VariantPart {
  const value = valueOf(vocabulary, element, code);
  const kinds = vocabulary.partKindsOf(code);
  return { code, kinds, value, amount: amountOf(vocabulary, element, value), isTotal };
}

function valueOf({ conceptOf }: Vocabulary, element: JsonObject, code: Concept): Concept {
  const value =
    conceptOf(elementOf(element, 'valueCodeableConcept')) ??
    conceptOf(elementOf(element, 'valueCoding')) ??
    conceptOf(elementOf(element, 'valueString')) ??
    NO_CONCEPT;
  for (const coding of value.codings) {
    if (repeatsQuestion(coding.code, code)) return withoutQuestion(value, code);
  }
  return value;
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

function repeatsQuestion(code: string | null, question: Concept): boolean {
  return code !== null && question.codings.some((asked) => asked.code === code);
}

function amountOf(vocabulary: Vocabulary, element: JsonObject, value: Concept): Amount | null {
  const quantity = amountAt(element, 'valueQuantity');
  if (quantity !== null) return quantity;
  const range = objectAt(element, 'valueRange');
  if (range !== null) return amountAt(range, 'low') ?? amountAt(range, 'high');
  const whole = numberAt(element, 'valueInteger');
  if (whole !== null) return { value: whole, unit: null, code: null, comparator: null };
  return value === NO_CONCEPT ? null : vocabulary.amountInWords(value);
}
