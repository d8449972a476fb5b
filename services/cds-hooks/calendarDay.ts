import type { ClinicalDate } from '../../src/domain/date.ts';

/**
 * The day it is where the service runs (variable TZ). In UTC, a sample taken this morning in Tokyo
 * or Sydney would lie in the future.
 */
export function calendarDay(now: Date): ClinicalDate {
  const year = String(now.getFullYear()).padStart(4, '0');
  const month = String(now.getMonth() + 1).padStart(2, '0');
  const day = String(now.getDate()).padStart(2, '0');
  return `${year}-${month}-${day}`;
}
