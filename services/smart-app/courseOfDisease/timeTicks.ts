const MS_PER_DAY = 86_400_000;
const DAYS_PER_MONTH = 365.25 / 12;

/** Steps that people count time in: months, or days where the picture shows less than that. */
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120];
const DAY_STEPS = [1, 2, 7, 14];

export interface TimeTick {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly unit: 'year' | 'month' | 'day';
}

/** Firsts of months or years, or days, in a span: as many as fit when each has at least `room` of it (0-1). */
export function timeTicks(
  [from, to]: readonly [number, number],
  room: number,
): readonly TimeTick[] {
  const least = (to - from) * room;
  const days = DAY_STEPS.find((step) => step >= least);
  if (days !== undefined) {
    const ticks: TimeTick[] = [];
    for (let day = Math.ceil(from / days) * days; day <= to; day += days) {
      ticks.push({ day, unit: 'day' });
    }
    return ticks;
  }
  const longest = MONTH_STEPS.at(-1) ?? 1;
  const months = MONTH_STEPS.find((step) => step * DAYS_PER_MONTH >= least) ?? longest;
  const start = new Date(from * MS_PER_DAY);
  const first = start.getUTCFullYear() * 12 + start.getUTCMonth();
  const ticks: TimeTick[] = [];
  for (let month = Math.ceil(first / months) * months; ; month += months) {
    const day = Date.UTC(Math.floor(month / 12), month % 12, 1) / MS_PER_DAY;
    if (day > to) return ticks;
    if (day >= from) ticks.push({ day, unit: months % 12 === 0 ? 'year' : 'month' });
  }
}
