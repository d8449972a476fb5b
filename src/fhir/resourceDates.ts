import { clinicalDate, dayNumber, type ClinicalDate } from '../domain/date.ts';
import { elementOf, objectAt, objectsAt, type JsonObject } from './json.ts';

export interface DateSpan {
  readonly start: ClinicalDate | null;
  readonly end: ClinicalDate | null;
}

/** The elements that may hold one date. Written once: a name that is put together anew is slow to look up. */
const ELEMENTS = {
  effective: elementsOf('effective'),
  performed: elementsOf('performed'),
  onset: elementsOf('onset'),
  abatement: elementsOf('abatement'),
  collected: elementsOf('collected'),
  bounds: elementsOf('bounds'),
} as const;

function elementsOf(name: string): {
  readonly period: string;
  readonly timing: string;
  readonly points: readonly string[];
} {
  return {
    period: `${name}Period`,
    timing: `${name}Timing`,
    points: [`${name}DateTime`, `${name}Instant`, `${name}Date`],
  };
}

/** `<name>DateTime`, `<name>Period`, `<name>Instant` or `<name>Date` of a resource. */
export function spanAt(resource: JsonObject, name: keyof typeof ELEMENTS): DateSpan {
  const { period: periodName, timing: timingName, points } = ELEMENTS[name];
  const period = objectAt(resource, periodName);
  if (period !== null) {
    return {
      start: clinicalDate(elementOf(period, 'start')),
      end: clinicalDate(elementOf(period, 'end')),
    };
  }
  for (const element of points) {
    const point = clinicalDate(elementOf(resource, element));
    if (point !== null) return { start: point, end: point };
  }
  const timing = objectAt(resource, timingName);
  const event = timing === null ? undefined : elementOf(timing, 'event');
  const [first] = Array.isArray(event) ? (event as readonly unknown[]) : [event];
  const point = clinicalDate(first);
  return { start: point, end: point };
}

/** The date an event of a resource began, or ended when only that is known. */
export function dateAt(resource: JsonObject, name: keyof typeof ELEMENTS): ClinicalDate | null {
  // A whole date in its usual place is asked for by name.
  const usual = name === 'effective' ? clinicalDate(resource['effectiveDateTime']) : null;
  if (usual !== null && resource['effectivePeriod'] === undefined) return usual;
  const { period, timing, points } = ELEMENTS[name];
  for (const element of points) {
    const value = elementOf(resource, element);
    if (value === undefined) continue;
    if (elementOf(resource, period) !== undefined) break;
    const point = clinicalDate(value);
    if (point !== null) return point;
  }
  if (elementOf(resource, period) === undefined && elementOf(resource, timing) === undefined) {
    return null;
  }
  const { start, end } = spanAt(resource, name);
  return start ?? end;
}

export function plainDateAt(resource: JsonObject, key: string): ClinicalDate | null {
  return clinicalDate(elementOf(resource, key));
}

/** Whether a date lies after a day, whatever its precision. */
export function isAfter(date: ClinicalDate | null, day: ClinicalDate): boolean {
  if (date === null) return false;
  // Whole dates compare as texts.
  return date.length === day.length ? date > day : dayNumber(date) > dayNumber(day);
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
