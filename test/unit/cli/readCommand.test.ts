import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { TODAY } from '../../builders/aCase.ts';
import { orderSelectRequest, theDemoPatient } from '../../builders/aPatient.ts';
import {
  ABSENT,
  EGFR,
  fraction,
  KRAS,
  observation,
  protein,
  SNOMED,
  concept,
  variant,
} from '../fhir/fhirRecords.ts';

/** The command as users run it: built by the test command before the tests start. */
function convergent(...args: readonly string[]): {
  status: number | null;
  out: string;
  err: string;
} {
  const run = spawnSync(process.execPath, ['bin/convergent.js', ...args], {
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  return { status: run.status, out: run.stdout, err: run.stderr };
}

function written(value: unknown): string {
  const file = join(mkdtempSync(join(tmpdir(), 'convergent-')), 'input.json');
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
}

/** What the command prints about a file. */
function read(value: unknown): { text: string; lines: readonly string[] } {
  const { out: text } = convergent('read', written(value), '--as-of', TODAY);
  return { text, lines: text.split('\n') };
}

function readAsData(value: unknown): Data {
  return JSON.parse(convergent('read', written(value), '--json', '--as-of', TODAY).out) as Data;
}

interface Data {
  readonly resources: readonly {
    readonly resource: string;
    readonly became: string;
    readonly problems: readonly { readonly problem: string }[];
  }[];
  readonly counts: { readonly resources: number };
  readonly patientCase: { readonly samples: readonly { readonly id: string }[] };
  readonly orders: readonly unknown[];
}

/** A small record of what goes right and wrong in a feed. */
const RECORD = [
  variant([EGFR, protein('p.(Thr790Met)'), fraction(3.2, { unit: '%', code: '%' })], {
    id: 't790m',
    specimen: { reference: 'Specimen/plasma' },
  }),
  variant([KRAS], {
    id: 'no-kras',
    valueCodeableConcept: ABSENT,
    specimen: { reference: 'Specimen/plasma' },
  }),
  variant([EGFR, protein('p.L858R'), fraction(0.4, { unit: '%', code: '%' })], {
    id: 'two-readings',
    specimen: { reference: 'Specimen/biopsy' },
  }),
  variant([EGFR, protein('p.L858R')], { id: 'ben', subject: { reference: 'Patient/ben' } }),
  variant([EGFR, protein('p.L858R')], { id: 'mistyped', status: 'entered-in-error' }),
  observation(concept(SNOMED, '271649006'), {
    id: 'blood-pressure',
    note: [{ text: 'Mrs Miller' }],
  }),
  {
    resourceType: 'Specimen',
    id: 'plasma',
    subject: { reference: 'Patient/anna' },
    type: concept(SNOMED, '119361006', 'Plasma specimen'),
    collection: { collectedDateTime: '2026-03-01' },
  },
  { resourceType: 'Patient', id: 'anna', name: [{ family: 'Miller' }], birthDate: '1961-02-03' },
  'not a resource',
];
const REQUEST = {
  hook: 'patient-view',
  context: { patientId: 'anna' },
  prefetch: { record: { resourceType: 'Bundle', entry: RECORD.map((resource) => ({ resource })) } },
};

describe('convergent read', () => {
  const ofRequest = read(REQUEST);

  test('tells of each resource what it became, or why it was left out', () => {
    const { lines } = ofRequest;
    const rowOf = (id: string): string => lines.find((line) => line.startsWith(`${id} `)) ?? '';
    expect(rowOf('t790m')).toMatch(/variant reading +EGFR T790M detected$/);
    expect(rowOf('no-kras')).toMatch(/variant reading +KRAS, any not detected$/);
    expect(rowOf('ben')).toMatch(/not used +! other-patient: The resource/);
    expect(rowOf('mistyped')).toMatch(/not used +! entered-in-error: The/);
    expect(rowOf('blood-pressure')).toMatch(/not used +its code 271649006 is none that is read$/);
    expect(rowOf('plasma')).toMatch(/supports other resources$/);
    expect(lines).toContain(
      '! the input: unreadable: 1 of the inputs or entries is not a FHIR resource.',
    );
  });

  test('joins a reading with the reserve under which it is used', () => {
    const { lines } = ofRequest;
    const at = lines.findIndex((line) => line.startsWith('two-readings '));
    expect(lines[at]).toMatch(/variant reading +EGFR L858R detected$/);
    expect(lines[at + 1]).toMatch(/^ +! ambiguous-fraction: The/);
  });

  test('sums up: counts, samples with what makes them believable, readings of each sample', () => {
    const { text, lines } = ofRequest;
    expect(text).toContain(
      '8 resources: 3 not used, 3 variant reading, 2 supports other resources',
    );
    expect(text).toContain('readings: 2 detected, 1 not detected');
    const at = lines.indexOf('  Specimen/plasma');
    expect(lines[at + 1]).toMatch(
      /plasma; 2026-03-01 \(collection\); .*tumour fraction not stated/,
    );
    expect(text).toMatch(/EGFR T790M +detected +3\.2 % +unknown/);
    expect(text).toMatch(/EGFR L858R +detected +0\.4 %, open +unknown/);
  });

  test('therapy, its results and the diagnosis of a whole record', () => {
    const { text } = read(theDemoPatient('lung-t790m').bundle(TODAY));
    expect(text).toMatch(/Exposures: 1\n/);
    expect(text).toMatch(/erlotinib +2025-12-13 +2026-11-16 +progression/);
    expect(text).toMatch(/lung-t790m-status-4 +2026-11-11 +PD/);
    expect(text).toMatch(/lung-t790m-condition-1 +2025-11-23 +lung-adenocarcinoma/);
    expect(text).toMatch(/tumour fraction 13 %; genes covered:\s+ALK BRAF EGFR/);
  });

  test('draft orders of a request are resources too', () => {
    const patient = theDemoPatient('lung-t790m');
    const request = orderSelectRequest({
      patientId: 'lung-t790m',
      drugs: ['osimertinib', 'gefitinib'],
      prefetch: { everything: patient.bundle(TODAY) },
    });
    const { text } = read(request);
    const data = readAsData(request);
    expect(text).toMatch(/unselected draft +osimertinib/);
    expect(text).toMatch(/draft order +gefitinib/);
    expect(data.orders).toHaveLength(2);
  });

  test('gives the same as data', () => {
    const data = readAsData(REQUEST);
    expect(data.counts.resources).toBe(8);
    expect(data.resources.find(({ resource }) => resource === 'Observation/ben')).toMatchObject({
      became: 'not used',
      problems: [{ problem: 'other-patient' }],
    });
    expect(data.patientCase.samples.map(({ id }) => id)).toEqual([
      'Specimen/biopsy',
      'Specimen/plasma',
    ]);
  });

  test('fits into 100 columns, and keeps an id in one piece', () => {
    const id = `a-${'very-'.repeat(12)}lg`;
    const { lines } = read([
      ...RECORD,
      variant([EGFR, protein('p.L858R')], { id, subject: undefined }),
      ...(theDemoPatient('colorectal-convergence').bundle(TODAY).entry ?? []).map(
        ({ resource }) => resource,
      ),
    ]);
    expect(id).toHaveLength(64);
    expect(lines).toContain(id);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  test('prints nothing of the patient but ids, and nothing that commands the terminal', () => {
    const record = [...RECORD, variant([EGFR], { id: 'v\u001b[2J\u0007' })];
    const { text } = read(record);
    const data = readAsData(record);
    expect(text).not.toMatch(/Miller|1961/);
    expect(JSON.stringify(data)).not.toMatch(/Miller|1961/);
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test('of two patients in one file, the one asked for is read', () => {
    const file = written(RECORD);
    const both = convergent('read', file, '--as-of', TODAY).out;
    expect(both).toContain('Record of no one patient');
    const anna = convergent('read', file, '--patient', 'anna', '--as-of', TODAY).out;
    expect(anna).toContain('Record of Patient/anna');
    expect(anna).toContain('EGFR T790M');
  });

  test.each([
    [['read'], 'Name one file'],
    [['read', 'no-such-file.json'], 'can not be read'],
    [['read', written('{"resourceType":')], 'is not JSON'],
    [['read', written({}), '--as-of', 'yesterday'], 'write YYYY-MM-DD'],
    [['read', written({}), '--colour'], "Unknown option '--colour'"],
  ])('says in a sentence what is wrong: %j', (args, sentence) => {
    const { status, err } = convergent(...args);
    expect(status).toBe(1);
    expect(err).toContain(sentence);
    expect(err).not.toContain('    at ');
  });
});
