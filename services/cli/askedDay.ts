import { clinicalDate, type ClinicalDate } from '../../src/domain/date.ts';
import { UsageError } from './usageError.ts';

/** The day of `--as-of`, today when it is not given. */
export function askedDay(asked: string | undefined): ClinicalDate {
  const day = asked === undefined ? new Date().toISOString().slice(0, 10) : clinicalDate(asked);
  if (day === null) throw new UsageError(`"${asked ?? ''}" is no date: write YYYY-MM-DD.`);
  return day;
}
