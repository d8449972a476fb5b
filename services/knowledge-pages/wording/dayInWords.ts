import type { ClinicalDate } from '../../../src/domain/date.ts';

const FORMAT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

/** `2026-11-23` as `23 November 2026`: nobody takes it for another day. */
export function dayInWords(day: ClinicalDate): string {
  return FORMAT.format(new Date(`${day}T00:00:00Z`));
}
