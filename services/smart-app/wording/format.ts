import type { ClinicalDate } from '../../../src/domain/date.ts';

/** Dates and numbers as the reader's locale writes them. */
export interface Format {
  /** At the precision the record gives; `undated` for none. */
  readonly date: (date: ClinicalDate | null) => string;
  /** Month and year, or the year alone, for ticks of an axis. */
  readonly tick: (date: Date, unit: 'year' | 'month' | 'day') => string;
  /** A fraction (0-1) as per cent, with four decimals at most. */
  readonly percent: (fraction: number) => string;
  /** An estimated fraction, such as the end of an interval, with three significant digits. */
  readonly estimate: (fraction: number) => string;
  /** A number with two decimals at most. */
  readonly number: (value: number) => string;
  /** A sentence of the engine, its ISO dates and percentages written as the reader does. */
  readonly sentence: (text: string) => string;
}

export function formatFor(locale: string | readonly string[] | undefined): Format {
  const locales = typeof locale === 'string' ? locale : locale === undefined ? [] : [...locale];
  const dates = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locales, { ...options, timeZone: 'UTC' });
  const day = dates({ year: 'numeric', month: 'short', day: 'numeric' });
  const month = dates({ year: 'numeric', month: 'short' });
  const year = dates({ year: 'numeric' });
  const percent = new Intl.NumberFormat(locales, { style: 'percent', maximumFractionDigits: 4 });
  const estimate = new Intl.NumberFormat(locales, {
    style: 'percent',
    maximumSignificantDigits: 3,
  });
  const number = new Intl.NumberFormat(locales, { maximumFractionDigits: 2 });
  const date = (text: ClinicalDate | null): string => {
    if (text === null) return 'undated';
    const at = new Date(`${text}${'-01-01'.slice(text.length - 4)}T00:00:00Z`);
    return (text.length > 7 ? day : text.length > 4 ? month : year).format(at);
  };
  return {
    date,
    tick: (at, unit) => (unit === 'year' ? year : unit === 'month' ? month : day).format(at),
    percent: (fraction) => percent.format(fraction),
    estimate: (fraction) => estimate.format(fraction),
    number: (value) => number.format(value),
    sentence: (text) =>
      text
        .replace(/\b\d{4}-\d{2}-\d{2}\b/g, (iso) => date(iso))
        .replace(/\b(\d+(?:\.\d+)?) %/g, (_, value: string) => percent.format(Number(value) / 100)),
  };
}
