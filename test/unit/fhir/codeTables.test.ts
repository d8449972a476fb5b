import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  ABSENT,
  EGFR,
  LOINC,
  PRESENT,
  concept,
  observation,
  protein,
  read,
  variant,
  type Json,
} from './fhirRecords.ts';

const TABLES = new URL('../../../../shared/tables/', import.meta.url);
const isThere = existsSync(TABLES);

function table(file: string): unknown {
  return isThere ? JSON.parse(readFileSync(new URL(file, TABLES), 'utf8')) : {};
}

type PresenceRow = readonly [system: string, code: string, display: string];
const { presence = {} } = table('presence-codes.json') as {
  readonly presence?: Readonly<Record<string, readonly PresenceRow[]>>;
};
const STATES: Readonly<Record<string, string | null>> = {
  present: 'detected',
  absent: 'not-detected',
  noCall: 'no-call',
  indeterminate: 'indeterminate',
  polymorphism: null,
};
const presenceRows = Object.entries(presence).flatMap(([group, rows]) =>
  rows.map(([system, code, display]) => ({ group, system, code, display })),
);

function stateOf(more: Json): string | null {
  const [reading] = read(variant([EGFR, protein('p.L858R')], more)).patientCase.readings;
  if (reading === undefined) return null;
  const { detection } = reading;
  return detection.state === 'not-assessed' ? detection.why : detection.state;
}

(isThere ? describe : describe.skip)('every code of the table of presence', () => {
  test.each(presenceRows)('$group: $code ($display)', ({ group, system, code, display }) => {
    const coded = { coding: [{ system, code }] };
    // The registry writes `N` for what could not be determined.
    const expected = group === 'indeterminate' && code === 'N' ? 'no-call' : STATES[group];
    expect(stateOf({ valueCodeableConcept: coded })).toBe(expected);
    expect(stateOf({ valueCodeableConcept: undefined, interpretation: [coded] })).toBe(expected);
    const worded = stateOf({ valueCodeableConcept: { text: display } });
    if (group !== 'present') expect(worded).not.toBe('detected');
    if (group !== 'absent') expect(worded).not.toBe('not-detected');
  });
});

const codes = [...new Set(loincIn(table('legacy-single-gene-loinc.json')))];

function loincIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { loinc } = value as { readonly loinc?: unknown };
  return typeof loinc === 'string' ? [loinc] : Object.values(value).flatMap(loincIn);
}

(isThere ? describe : describe.skip)('every code of the table of single-gene tests', () => {
  test('is one of at least 134', () => {
    expect(codes.length).toBeGreaterThanOrEqual(134);
  });

  test.each(codes)('%s: a yes is one alteration at most, a no is none', (code) => {
    const answered = (valueCodeableConcept: Json): readonly string[] =>
      read(observation(concept(LOINC, code), { valueCodeableConcept })).patientCase.readings.map(
        ({ of, detection }) => (of.kind === 'biomarker' ? of.kind : detection.state),
      );
    const yes = answered(PRESENT);
    expect(yes.length).toBeLessThanOrEqual(1);
    expect(['detected', 'biomarker']).toEqual(expect.arrayContaining([...yes]));
    const no = answered(ABSENT);
    expect(no.filter((state) => state !== 'biomarker')).toEqual(
      no.filter((state) => state === 'not-detected'),
    );
  });
});
