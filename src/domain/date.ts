/**
 * Calendar dates as FHIR writes them: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. Times of day and zones are
 * dropped on reading: no rule in oncology turns on an hour, and a zone must never move a sample to
 * another day. Strings compare correctly with `<` at equal precision.
 */
export type ClinicalDate = string;

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/;
const MS_PER_DAY = 86_400_000;
const DAYS_PER_MONTH = 365.25 / 12;

/**
 * The date part of a FHIR date, dateTime or instant, or `null` when it is not one
 * (also for impossible days such as 2026-02-30). Precision is kept.
 */
export function clinicalDate(text: unknown): ClinicalDate | null {
  if (typeof text !== 'string') return null;
  if (isPlainDay(text)) return text.length === DAY_LENGTH ? text : text.slice(0, DAY_LENGTH);
  const match = DATE.exec(text);
  if (match === null) return null;
  const [, year = '', month, day] = match;
  const rest = text.slice(match[0].length);
  if (rest !== '' && !(day !== undefined && rest.startsWith('T'))) return null;
  if (month !== undefined && (month < '01' || month > '12')) return null;
  if (month !== undefined && day !== undefined) {
    const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
    if (Number(day) < 1 || Number(day) > lastDay) return null;
  }
  return match[0];
}

const DAY_LENGTH = 'YYYY-MM-DD'.length;
/** Every month has so many days. */
const DAYS_OF_EVERY_MONTH = 28;

/** Most dates, told without a pattern: a whole day of the first 28 of its month, and perhaps a time. */
function isPlainDay(text: string): boolean {
  if (text.length < DAY_LENGTH || (text.length > DAY_LENGTH && text[DAY_LENGTH] !== 'T'))
    return false;
  if (text[4] !== '-' || text[7] !== '-') return false;
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (month < 1 || month > 12 || day < 1 || day > DAYS_OF_EVERY_MONTH) return false;
  return twoDigits(text, 0) >= 0 && twoDigits(text, 2) >= 0;
}

/** The number that two characters write, or NaN. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

const ZERO = 48;

/** Days since 1970-01-01 of the first day that a date can mean. */
export function dayNumber(date: ClinicalDate): number {
  const year = twoDigits(date, 0) * 100 + twoDigits(date, 2);
  const month = date.length > 'YYYY'.length ? twoDigits(date, 5) : 1;
  const day = date.length > 'YYYY-MM'.length ? twoDigits(date, 8) : 1;
  return Math.floor(Date.UTC(year, month - 1, day) / MS_PER_DAY);
}

/** The `YYYY-MM-DD` date of a day number. */
export function dateOfDay(day: number): ClinicalDate {
  return new Date(Math.round(day) * MS_PER_DAY).toISOString().slice(0, 10);
}

/** Whole days from `from` to `to`, negative when `to` is earlier. */
export function daysBetween(from: ClinicalDate, to: ClinicalDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** Average Gregorian months from `from` to `to`, as trial criteria count them. */
export function monthsBetween(from: ClinicalDate, to: ClinicalDate): number {
  return daysBetween(from, to) / DAYS_PER_MONTH;
}

/** The day that lies `months` average months after `from`. */
export function addMonths(from: ClinicalDate, months: number): ClinicalDate {
  return dateOfDay(Math.ceil(dayNumber(from) + months * DAYS_PER_MONTH));
}
