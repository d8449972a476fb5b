import { dateOfDay, dayNumber, type ClinicalDate } from '../domain/date.ts';

/** The day that lies `days` after a date. */
export function addDays(date: ClinicalDate, days: number): ClinicalDate {
  return dateOfDay(dayNumber(date) + days);
}
