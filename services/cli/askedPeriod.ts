import type { Period } from '../decision-log/feedbackReport.ts';
import { UsageError } from './usageError.ts';

/** From the start of one day to the end of another, in UTC as the log keeps time. */
export function askedPeriod({
  from,
  to,
}: {
  from?: string | undefined;
  to?: string | undefined;
}): Period {
  return {
    from: from === undefined ? null : dayStart(from),
    to: to === undefined ? null : new Date(dayStart(to).getTime() + DAY_MS),
  };
}

const DAY_MS = 86_400_000;

/** @throws UsageError when it is no day. */
export function dayStart(day: string): Date {
  const start = new Date(`${day}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(start.getTime())) return start;
  throw new UsageError('A day is written YYYY-MM-DD.');
}
