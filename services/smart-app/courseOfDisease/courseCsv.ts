import type { Course } from './course.ts';

/** Columns of the file; numbers with a point and four decimals of a per cent, dates as ISO 8601, whatever the locale. */
const HEAD = [
  'what',
  'name',
  'date',
  'until',
  'state',
  'per cent',
  'lower',
  'upper',
  'copies',
  'sample',
  'facts',
];

/** Everything the picture shows as a table for other programs (RFC 4180). */
export function courseCsv(course: Course): string {
  const rows: (readonly (string | number | null)[])[] = [
    ...course.treatments.flatMap(({ name, spans }) =>
      spans.map(({ from, to, ongoing, facts }) => [
        'treatment',
        name,
        from,
        to,
        ongoing ? 'ongoing' : to === null ? 'end not documented' : 'ended',
        ...BLANK_NUMBERS,
        facts.join('; '),
      ]),
    ),
    ...course.assessments.map(({ on, outcome, facts }) => [
      'response',
      outcome,
      on,
      null,
      outcome,
      ...BLANK_NUMBERS,
      facts.join('; '),
    ]),
    ...course.alterations.flatMap(({ name, measure, marks, forecast }) => [
      ...marks.map(({ on, state, value, interval, sampleId, facts }) => [
        'reading',
        name,
        on,
        null,
        state,
        measure === 'fraction' ? percent(value) : null,
        percent(interval?.[0] ?? null),
        percent(interval?.[1] ?? null),
        measure === 'copies' ? value : null,
        sampleId,
        facts.join('; '),
      ]),
      ...(forecast === null
        ? []
        : [
            [
              'forecast',
              name,
              forecast.from,
              forecast.until,
              'estimate',
              percent(forecast.fraction),
              ...BLANK_NUMBERS.slice(1),
              forecast.facts.join('; '),
            ],
          ]),
    ]),
  ];
  return `${[HEAD, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** Per cent, its interval, copies, sample. */
const BLANK_NUMBERS = [null, null, null, null, null] as const;

function percent(fraction: number | null): string | null {
  return fraction === null ? null : (fraction * 100).toFixed(4);
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  // A spreadsheet would run a cell that begins like a formula.
  const text = /^[=+\-@\t\r]/.test(String(value)) ? `'${String(value)}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
