import { clinicalDate, dayNumber, type ClinicalDate } from '../domain/date.ts';
import { elementOf, objectAt, objectsAt, type JsonObject } from './json.ts';

export interface DateSpan {
  readonly start: ClinicalDate | null;
  readonly end: ClinicalDate | null;
}

/** `<name>DateTime`, `<name>Period`, `<name>Instant` or `<name>Date` of a resource. */
export function spanAt(resource: JsonObject, name: string): DateSpan {
  const period = objectAt(resource, `${name}Period`);
  if (period !== null) {
    return {
      start: clinicalDate(elementOf(period, 'start')),
      end: clinicalDate(elementOf(period, 'end')),
    };
  }
  const timing = objectAt(resource, `${name}Timing`);
  const event = timing === null ? undefined : elementOf(timing, 'event');
  const [first] = Array.isArray(event) ? (event as readonly unknown[]) : [event];
  const point =
    clinicalDate(elementOf(resource, `${name}DateTime`)) ??
    clinicalDate(elementOf(resource, `${name}Instant`)) ??
    clinicalDate(elementOf(resource, `${name}Date`)) ??
    clinicalDate(first);
  return { start: point, end: point };
}

/** The date an event of a resource began, or ended when only that is known. */
export function dateAt(resource: JsonObject, name: string): ClinicalDate | null {
  const { start, end } = spanAt(resource, name);
  return start ?? end;
}

export function plainDateAt(resource: JsonObject, key: string): ClinicalDate | null {
  return clinicalDate(elementOf(resource, key));
}

/** Whether a date lies after a day, whatever its precision. */
export function isAfter(date: ClinicalDate | null, day: ClinicalDate): boolean {
  return date !== null && dayNumber(date) > dayNumber(day);
}

/** The bounds of the first dosage instruction that has any. */
export function dosageSpan(resource: JsonObject): DateSpan {
  for (const key of ['dosageInstruction', 'dosage']) {
    for (const dosage of objectsAt(resource, key)) {
      const timing = objectAt(dosage, 'timing');
      const repeat = timing === null ? null : objectAt(timing, 'repeat');
      if (repeat !== null && objectAt(repeat, 'boundsPeriod') !== null)
        return spanAt(repeat, 'bounds');
    }
  }
  return { start: null, end: null };
}
