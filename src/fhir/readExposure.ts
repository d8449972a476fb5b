import type { ClinicalDate } from '../domain/date.ts';
import { addDays } from './addDays.ts';
import type { Intolerance } from '../domain/patientCase.ts';
import type { DrugId, Exposure } from '../domain/therapy.ts';
import { wordingsOf } from '../nomenclature/concept.ts';
import { drugsInText } from '../nomenclature/drugLookup.ts';
import type { RecordedResource } from './collectResources.ts';
import {
  amountAt,
  conceptAt,
  conceptsAt,
  elementOf,
  notesOf,
  objectsAt,
  textAt,
  type JsonObject,
} from './json.ts';
import { drugsOfMedication } from './medicationDrugs.ts';
import type { ReaderContext } from './readerContext.ts';
import { dosageSpan, isAfter, plainDateAt, spanAt, type DateSpan } from './resourceDates.ts';
import { statusOf } from './statusWords.ts';
import { stopReasonOf } from './stopReason.ts';

export const EXPOSURE_TYPES: ReadonlySet<string> = new Set([
  'MedicationRequest',
  'MedicationAdministration',
  'MedicationStatement',
  'MedicationDispense',
  'Procedure',
]);

export interface ReadExposure {
  readonly exposure: Exposure;
  /** A stop for toxicity is an intolerance of the drug as well. */
  readonly intolerance: Intolerance | null;
}

const NO_KNOWN_DRUG = 'no drug that the terminology knows';

/** One documented exposure, or `null` when the resource is none. */
export function readExposure(
  context: ReaderContext,
  source: RecordedResource,
): ReadExposure | null {
  const { resource, type } = source;
  const status = statusOf(resource);
  const why = notGiven(source, status);
  if (why !== null) return leaveOut(context, source, why);
  const drugs =
    type === 'Procedure' ? drugsOfProcedure(context, resource) : drugsOf(context, source);
  if (drugs.length === 0) {
    const what = type === 'Procedure' ? 'names no drug that the terminology knows' : NO_KNOWN_DRUG;
    return leaveOut(context, source, what);
  }
  const span = spanOf(source);
  if (isAfter(span.start, context.asOf)) {
    context.problem(source, 'future-dated', 'The therapy begins after the day of evaluation.');
    return leaveOut(context, source, 'lies in the future');
  }
  const endsLater = isAfter(span.end, context.asOf);
  const ongoing = endsLater || (span.end === null && ONGOING.has(status ?? ''));
  const stopReason = ongoing ? null : stopReasonOf(reasonsOf(source));
  if (span.start === null) {
    context.problem(source, 'missing-date', 'The therapy has no start date.');
  }
  context.outcome(source, 'therapy exposure', drugs.join(' + '));
  return {
    exposure: {
      drugs,
      start: span.start,
      end: endsLater ? null : span.end,
      ongoing,
      stopReason,
      resources: [source.ref],
    },
    intolerance:
      stopReason === 'toxicity' ? { drugs, severity: 'dose-limiting', resource: source.ref } : null,
  };
}

function leaveOut(context: ReaderContext, source: RecordedResource, why: string): null {
  context.outcome(source, 'not used', why);
  return null;
}

// Was it given at all? ---------------------------------------------------------------------------------

/** `a proposal`, `an option`. */
function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** Plans are no exposure: GRIG and mCODE proposals share the resource type with real orders. */
function notGiven({ type, resource }: RecordedResource, status: string | null): string | null {
  const intent = textAt(resource, 'intent');
  if (type === 'MedicationRequest' && (NOT_ORDERED.has(intent ?? '') || status === 'draft')) {
    return `an order that is only ${status === 'draft' ? 'a draft' : withArticle(intent ?? 'draft')}`;
  }
  if (elementOf(resource, 'doNotPerform') === true) return 'an order not to give the drug';
  if (status !== null && NOT_TAKEN.has(status)) return `status ${status}`;
  if (type === 'Procedure' && status === 'preparation') return 'not begun';
  return null;
}

const NOT_ORDERED: ReadonlySet<string> = new Set(['proposal', 'plan', 'option']);
const NOT_TAKEN: ReadonlySet<string> = new Set([
  'not-taken',
  'not-done',
  'intended',
  'declined',
  'draft',
  'preparation',
]);
const ONGOING: ReadonlySet<string> = new Set(['active', 'in-progress', 'on-hold']);

// What, when, and why it ended ---------------------------------------------------------------------------

function drugsOf(context: ReaderContext, source: RecordedResource): readonly DrugId[] {
  const { lookup, name } = drugsOfMedication(context.terminology, context.resolve, source);
  switch (lookup.found) {
    case 'drugs':
      return lookup.drugs;
    case 'conflict':
      context.problem(source, 'unknown-drug', lookup.message);
      return [];
    case 'unknown':
      if (lookup.antineoplastic || name === null) {
        context.problem(
          source,
          'unknown-drug',
          name === null
            ? 'The medication is not named.'
            : lookup.isClass
              ? 'Only a class of cancer drugs is named; which drug was given cannot be told.'
              : 'The terminology does not know this cancer drug.',
        );
      }
      return [];
    default:
      return lookup satisfies never;
  }
}

/** German records document systemic therapy as a Procedure that names its drugs or protocol. */
function drugsOfProcedure(context: ReaderContext, resource: JsonObject): readonly DrugId[] {
  const texts = [
    ...wordingsOf(conceptAt(resource, 'code')),
    ...conceptsAt(resource, 'usedCode').flatMap(wordingsOf),
    ...notesOf(resource),
  ];
  const drugs = texts.flatMap((text) => drugsInText(context.terminology, text));
  return [...new Set(drugs)].sort();
}

function spanOf({ type, resource }: RecordedResource): DateSpan {
  switch (type) {
    case 'MedicationRequest':
      return spanOfRequest(resource);
    case 'MedicationDispense':
      return spanOfDispense(resource);
    case 'Procedure':
      return closedSpan(spanAt(resource, 'performed'), resource);
    default:
      return closedSpan(spanAt(resource, 'effective'), resource);
  }
}

/** An active statement with one date says since when, not until when. */
function closedSpan(span: DateSpan, resource: JsonObject): DateSpan {
  const asserted = span.start ?? null;
  const isPoint = span.start !== null && span.start === span.end;
  const status = statusOf(resource) ?? '';
  return isPoint && (ONGOING.has(status) || elementOf(resource, 'effectiveDateTime') !== undefined)
    ? { start: asserted, end: isAdministration(resource) ? span.end : null }
    : span;
}

function isAdministration(resource: JsonObject): boolean {
  return textAt(resource, 'resourceType') === 'MedicationAdministration';
}

function spanOfRequest(resource: JsonObject): DateSpan {
  const dosage = dosageSpan(resource);
  return { start: dosage.start ?? plainDateAt(resource, 'authoredOn'), end: dosage.end };
}

function spanOfDispense(resource: JsonObject): DateSpan {
  const start: ClinicalDate | null =
    plainDateAt(resource, 'whenHandedOver') ?? plainDateAt(resource, 'whenPrepared');
  const supply = amountAt(resource, 'daysSupply');
  const days =
    supply !== null && supply.value > 0 && supply.value < LONGEST_SUPPLY ? supply.value : 0;
  return { start, end: start === null ? null : addDays(start, Math.round(days)) };
}

const LONGEST_SUPPLY = 1000;

function reasonsOf({ resource }: RecordedResource): ReturnType<typeof conceptsAt> {
  return [
    ...conceptsAt(resource, 'statusReason'),
    ...conceptsAt(resource, 'statusReasonCodeableConcept'),
    ...conceptsAt(resource, 'outcome'),
    ...objectsAt(resource, 'extension')
      .filter((extension) => /reason|grund/i.test(textAt(extension, 'url') ?? ''))
      .flatMap((extension) => conceptsAt(extension, 'valueCodeableConcept')),
  ];
}
