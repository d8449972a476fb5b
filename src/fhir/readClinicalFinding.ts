import type { ClinicalDate } from '../domain/date.ts';
import type { ClinicalFinding } from '../domain/patientCase.ts';
import { assertedIn, isDoubted } from '../nomenclature/assertedIn.ts';
import { wordingsOf, type Coded } from '../nomenclature/concept.ts';
import { gatesOfConcept } from '../nomenclature/gateLookup.ts';
import type { GateCodes } from '../nomenclature/terminologyFiles.ts';
import type { RecordedResource } from './collectResources.ts';
import { amountAt, conceptAt, objectsAt, textAt, type Amount, type JsonObject } from './json.ts';
import { statusWordsAt } from './statusWords.ts';
import type { ReaderContext } from './readerContext.ts';
import { dateAt, isAfter, plainDateAt } from './resourceDates.ts';

/**
 * What a resource says to the gates: measurements with their value in the gate's unit,
 * examinations that were made, conditions that are there.
 */
export function readClinicalFindings(
  context: ReaderContext,
  source: RecordedResource,
): readonly ClinicalFinding[] {
  const elements = [source.resource, ...objectsAt(source.resource, 'component')];
  const found = elements.flatMap((element) => findingsOf(context, source, element));
  if (found.length === 0) return [];
  const on = dateOf(source);
  if (isAfter(on, context.asOf)) {
    context.problem(source, 'future-dated', 'The finding lies after the day of evaluation.');
    context.outcome(source, 'not used', 'lies in the future');
    return [];
  }
  const gates = [...new Set(found.map(({ gate }) => gate))];
  context.outcome(source, 'clinical finding', gates.join(', '));
  return found.map((finding) => ({ ...finding, on, resource: source.ref }));
}

type Found = Pick<ClinicalFinding, 'gate' | 'value' | 'status'>;

function findingsOf(
  context: ReaderContext,
  source: RecordedResource,
  element: JsonObject,
): readonly Found[] {
  const { terminology, vocabulary } = context;
  return vocabulary.gatesOf(vocabulary.conceptAt(element, 'code')).flatMap((gate) => {
    const codes = terminology.gates.get(gate);
    if (codes === undefined) return [];
    switch (codes.kind) {
      case 'measurement':
        return measured(context, source, gate, codes, element);
      case 'examination':
        return wasMade(source) ? [{ gate, value: null, status: 'present' }] : [];
      case 'condition': {
        const status = statusOf(context, source, element, gate, codes);
        return status === null ? [] : [{ gate, value: null, status }];
      }
      default:
        return codes.kind satisfies never;
    }
  });
}

/** One unit in its many spellings: `µmol/l` with either mu, `10^9/L`, `x10E3/uL`, `K/uL`, `MG/DL`, `msec`. */
function plainUnit(written: string): string {
  return (
    written
      .trim()
      .replace(/[\u00B5\u03BC]/g, 'u')
      // `G/L` is 10*9/L in French and gram per litre elsewhere: only lower case is gram.
      .replace(/^G\/L$/, '10*9/L')
      .toLowerCase()
      .replace(/^x ?(?=10)/, '')
      .replace(/^10(?:\^|e)(?=\d)/, '10*')
      .replace(/^k\//, '10*3/')
      .replace(/^msec$/, 'ms')
  );
}

/** A value in a unit that cannot be turned into the gate's is told, and not used. */
function measured(
  context: ReaderContext,
  source: RecordedResource,
  gate: string,
  { unit, otherUnits = {} }: GateCodes,
  element: JsonObject,
): readonly Found[] {
  if (source.type !== 'Observation') return [];
  const amount = amountAt(element, 'valueQuantity') ?? amountInWords(element);
  if (amount === null) {
    const hasValue = Object.keys(element).some((key) => key.startsWith('value'));
    return hasValue ? cannotBeCompared(context, source, gate) : [];
  }
  const factor =
    unit === undefined
      ? 1
      : [amount.code, amount.unit].flatMap((written) => {
          if (written === null) return [];
          const plain = plainUnit(written);
          if (plain === plainUnit(unit)) return [1];
          const other = Object.entries(otherUnits).find(([key]) => plainUnit(key) === plain);
          return other === undefined ? [] : [other[1]];
        })[0];
  if (factor === undefined || amount.comparator !== null) {
    return cannotBeCompared(context, source, gate);
  }
  return [{ gate, value: Number((amount.value * factor).toPrecision(DIGITS)), status: 'present' }];
}

function cannotBeCompared(
  context: ReaderContext,
  source: RecordedResource,
  gate: string,
): readonly Found[] {
  context.problem(
    source,
    'incomplete-data',
    `The value for ${gate} is in a unit or form that cannot be compared; it is not used.`,
  );
  context.outcome(source, 'not used', 'a value that cannot be compared');
  return [];
}

/** `60 %`: one number with its unit. A range is none. */
function amountInWords(element: JsonObject): Amount | null {
  const match = /^(\d{1,7}(?:[.,]\d{1,4})?)\s?(\S{1,20})$/.exec(
    textAt(element, 'valueString') ?? '',
  );
  if (match === null) return null;
  const [, digits = '', unit = ''] = match;
  return { value: Number(digits.replace(',', '.')), unit, code: null, comparator: null };
}

/** A converted value is not more exact than it was. */
const DIGITS = 6;

function wasMade({ type, resource }: RecordedResource): boolean {
  const status = textAt(resource, 'status');
  if (type === 'Procedure') return status === null || status === 'completed';
  return type === 'Observation' || type === 'DiagnosticReport';
}

/** Whether a Condition holds, is over or not confirmed, or how a question (pregnancy status) was answered; `null` when it says nothing. */
function statusOf(
  context: ReaderContext,
  { type, resource }: RecordedResource,
  element: JsonObject,
  gate: string,
  { answers = [], noAnswers = [], snomed = [], history = false }: GateCodes,
): ClinicalFinding['status'] | null {
  if (type === 'Observation') {
    // A finding as the code, without a question and an answer: it is what was found.
    const isFinding =
      element === resource &&
      !Object.keys(element).some((key) => /^(?:value|dataAbsentReason)/.test(key));
    if (isFinding && conceptAt(element, 'code').codings.some(isSnomedOf(snomed))) return 'present';
    const value = conceptAt(element, 'valueCodeableConcept');
    const isOneOf = (codes: readonly string[]): boolean =>
      value.codings.some(({ code }) => code !== null && codes.includes(code));
    const inWords = answerInWords(context, gate, [
      ...wordingsOf(value),
      textAt(element, 'valueString') ?? '',
    ]);
    if (isOneOf(noAnswers)) return inWords === 'present' ? null : 'absent';
    const isThere =
      isOneOf(answers) ||
      value.codings.some((coding) =>
        gatesOfConcept(context.terminology, {
          codings: [{ ...coding, display: null }],
          text: null,
        }).includes(gate),
      );
    // A code and a name that is its opposite: neither.
    return isThere ? (inWords === 'absent' ? null : 'present') : inWords;
  }
  if (type !== 'Condition') return null;
  const words = wordingsOf(conceptAt(element, 'code'));
  if (words.some((text) => NOT_OF_THE_PATIENT.test(text) || assertedIn(text).length === 0)) {
    return null;
  }
  const says = (key: 'verificationStatus' | 'clinicalStatus', words: readonly string[]): boolean =>
    statusWordsAt(resource, key).some((word) => words.includes(word));
  if (says('verificationStatus', ['refuted', 'entered-in-error'])) return null;
  const ended = dateAt(resource, 'abatement');
  const isOver =
    says('clinicalStatus', ['resolved', 'inactive', 'remission']) ||
    (ended !== null && !isAfter(ended, context.asOf));
  if (isOver) return history ? 'over' : null;
  const isOpen =
    says('verificationStatus', ['unconfirmed', 'provisional', 'differential']) ||
    words.some(isDoubted);
  return isOpen ? 'unconfirmed' : 'present';
}

/** `Pregnant`, `not pregnant`: the answer to a question that asks for the condition. */
function answerInWords(
  { terminology }: ReaderContext,
  gate: string,
  texts: readonly string[],
): 'present' | 'absent' | null {
  const names = (text: string): boolean =>
    gatesOfConcept(terminology, { codings: [], text }).includes(gate);
  for (const text of texts) {
    if (isDoubted(text)) continue;
    if (names(text)) return 'present';
    const denied = /^\s*(?:not|no)\s(.{1,60})/i.exec(text)?.[1];
    if (denied !== undefined && names(denied)) return 'absent';
  }
  return null;
}

const NOT_OF_THE_PATIENT = /\bfamily history\b|\b(?:at|increased|high) risk\b|\brisk (?:of|for)\b/i;

function isSnomedOf(codes: readonly string[]): (coding: Coded) => boolean {
  return ({ system, code }) =>
    code !== null && codes.includes(code) && /snomed/i.test(system ?? '');
}

function dateOf({ type, resource }: RecordedResource): ClinicalDate | null {
  if (type === 'Condition')
    return dateAt(resource, 'onset') ?? plainDateAt(resource, 'recordedDate');
  if (type === 'Procedure') return dateAt(resource, 'performed');
  return dateAt(resource, 'effective') ?? plainDateAt(resource, 'issued');
}
