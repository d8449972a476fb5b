import { NO_CONCEPT, type Concept } from '../nomenclature/concept.ts';
import {
  GENETICS_EXTENSIONS,
  GUIDE_COMPONENTS,
  TOTAL_DEPTH_EXTENSION,
  type PartKind,
} from './genomicsCodes.ts';
import {
  amountAt,
  asObject,
  asObjects,
  numberAt,
  objectAt,
  textAt,
  type Amount,
  type JsonObject,
} from './json.ts';
import { repeatsQuestion, type Vocabulary } from './vocabulary.ts';

/** One coded part of a variant Observation: a component, or a "genetics" extension read as one. */
export interface VariantPart {
  readonly code: Concept;
  readonly kinds: readonly PartKind[];
  readonly value: Concept;
  readonly amount: Amount | null;
  /** Set for the extension that says "total read depth". */
  readonly isTotal: boolean;
  /** What its interpretation says, in the sender's order. */
  readonly interpretations: readonly Concept[];
}

/** The parts of an Observation, components first. */
export function partsOf(vocabulary: Vocabulary, observation: JsonObject): readonly VariantPart[] {
  const components = asObjects(observation['component']);
  const extensions = asObjects(observation['extension']);
  if (components.length === 0 && extensions.length === 0) return NO_PARTS;
  const parts: VariantPart[] = [];
  for (const component of components) {
    const part = componentPart(vocabulary, component);
    if (part !== null) parts.push(part);
  }
  if (extensions.length === 0) return parts;
  const addExtension = (extension: JsonObject, name: string): void => {
    const known = GUIDE_COMPONENTS.get(GENETICS_EXTENSIONS.get(name));
    if (known === undefined) return;
    const isTotal = name === TOTAL_DEPTH_EXTENSION;
    parts.push(partOf(vocabulary, extension, known.code, known.kinds, isTotal));
  };
  for (const extension of extensions) {
    const url = textAt(extension, 'url') ?? '';
    const name = url.slice(url.lastIndexOf('/') + 1);
    for (const nested of asObjects(extension['extension'])) {
      addExtension(nested, `${name}/${textAt(nested, 'url') ?? ''}`);
    }
    addExtension(extension, name);
  }
  return parts;
}

function componentPart(vocabulary: Vocabulary, component: JsonObject): VariantPart | null {
  const raw = component['code'];
  const known = GUIDE_COMPONENTS.get(onlyCodeOf(raw));
  if (known !== undefined) return partOf(vocabulary, component, known.code, known.kinds, false);
  const code = vocabulary.conceptOf(raw);
  return code === null
    ? null
    : partOf(vocabulary, component, code, vocabulary.partKindsOf(code), false);
}

/** The code of a concept's only coding, as it stands. */
function onlyCodeOf(concept: unknown): unknown {
  const object = asObject(concept);
  const codings = object === null ? undefined : object['coding'];
  const coding = Array.isArray(codings) && codings.length === 1 ? asObject(codings[0]) : null;
  return coding === null ? undefined : coding['code'];
}

const NO_PARTS: readonly VariantPart[] = [];

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

/**
 * Walks over what is there instead of asking for each form of value: an element that an object
 * lacks is the slowest one to ask for, and a component has two elements.
 */
function partOf(
  vocabulary: Vocabulary,
  element: JsonObject,
  code: Concept,
  kinds: readonly PartKind[],
  isTotal: boolean,
): VariantPart {
  let value: Concept | null = null;
  let amount: Amount | null = null;
  let interpretations = NO_CONCEPTS;
  for (const key in element) {
    if (VALUE_CONCEPTS.has(key)) value ??= vocabulary.conceptOf(element[key]);
    else if (AMOUNTS.has(key)) amount = amountIn(element) ?? amount;
    else if (key === 'interpretation') interpretations = vocabulary.conceptsAt(element, key);
  }
  const said = value === null ? NO_CONCEPT : answerTo(vocabulary, code, value);
  return {
    code,
    kinds,
    value: said,
    amount: amount ?? (value === null ? null : vocabulary.amountInWords(said)),
    isTotal,
    interpretations,
  };
}

const NO_CONCEPTS: readonly Concept[] = [];
const VALUE_CONCEPTS: ReadonlySet<string> = new Set([
  'valueCodeableConcept',
  'valueCoding',
  'valueString',
]);
const AMOUNTS: ReadonlySet<string> = new Set([
  'valueQuantity',
  'valueRange',
  'valueRatio',
  'valueInteger',
  'valueDecimal',
]);

function answerTo(vocabulary: Vocabulary, question: Concept, value: Concept): Concept {
  for (const { code } of value.codings) {
    if (repeatsQuestion(code, question)) return vocabulary.answerTo(question)(value);
  }
  return value;
}

/** A range is no number: it is known only to be at least, or at most, one of its ends. */
function amountInRange(range: JsonObject): Amount | null {
  const low = amountAt(range, 'low');
  const high = amountAt(range, 'high');
  if (low === null) return high === null ? null : { ...high, comparator: '<=' };
  return low.value === high?.value ? low : { ...low, comparator: '>=' };
}

/** A ratio of reads, or of signals. */
function amountInRatio(ratio: JsonObject): Amount | null {
  const numerator = amountAt(ratio, 'numerator');
  const denominator = amountAt(ratio, 'denominator');
  if (numerator === null || denominator === null || denominator.value <= 0) return null;
  const value = numerator.value / denominator.value;
  return { value, unit: 'ratio', code: null, comparator: numerator.comparator };
}

function amountIn(element: JsonObject): Amount | null {
  const quantity = amountAt(element, 'valueQuantity');
  if (quantity !== null) return quantity;
  const range = objectAt(element, 'valueRange');
  if (range !== null) return amountInRange(range);
  const ratio = objectAt(element, 'valueRatio');
  if (ratio !== null) return amountInRatio(ratio);
  const whole = numberAt(element, 'valueInteger') ?? numberAt(element, 'valueDecimal');
  return whole === null ? null : { value: whole, unit: null, code: null, comparator: null };
}
