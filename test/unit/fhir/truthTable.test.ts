import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Reading } from '../../../src/domain/reading.ts';
import { readPatientCase } from '../../../src/fhir/readPatientCase.ts';
import { theTerminology } from '../nomenclature/theTerminology.ts';
import { summary } from './fhirRecords.ts';

interface Label {
  readonly path: string;
  readonly findings: readonly string[];
  readonly missed?: Readonly<Record<string, string>>;
  readonly extra?: Readonly<Record<string, string>>;
}

const CORPUS = new URL('../../../../shared/examples/', import.meta.url);
const isThere = existsSync(CORPUS);
if (!isThere)
  process.stdout.write(
    'Truth table skipped: the folder of FHIR examples is not beside the repository.\n',
  );

function labelsIn(file: string): readonly Label[] {
  const { labels } = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as {
    readonly labels: readonly Label[];
  };
  return labels;
}

/** What is read of a file, or of one Observation of it. */
function readingsOf(path: string): readonly string[] {
  const [file = '', id] = path.split('#');
  const resource: unknown = JSON.parse(readFileSync(new URL(file, CORPUS), 'utf8'));
  const { patientCase } = readPatientCase({
    resources: [resource],
    patient: id === undefined ? null : patientOf(resource, id),
    asOf: '2026-11-23',
    terminology: theTerminology,
  });
  return patientCase.readings
    .filter(({ resources }) => id === undefined || resources.includes(`Observation/${id}`))
    .map(withFraction);
}

/** Of whom an Observation is; some files hold several patients, some name theirs by the URL of an entry. */
function patientOf(file: unknown, id: string): string | null {
  const [observation] = objectsIn(file, (at) => at['id'] === id);
  const reference = text(asRecord(observation?.['subject'])['reference']);
  const [entry] = objectsIn(file, (at) => reference !== null && at['fullUrl'] === reference);
  const named = text(asRecord(entry?.['resource'])['id']) ?? reference?.replace('urn:uuid:', '');
  return named === undefined ? null : named.replace(/^(?!Patient\/)/, 'Patient/');
}

function objectsIn(
  at: unknown,
  wanted: (object: Readonly<Record<string, unknown>>) => boolean,
): readonly Readonly<Record<string, unknown>>[] {
  if (typeof at !== 'object' || at === null) return [];
  const inner = Object.values(at).flatMap((value) => objectsIn(value, wanted));
  return wanted(asRecord(at)) ? [asRecord(at), ...inner] : inner;
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  (value ?? {}) as Readonly<Record<string, unknown>>;
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function withFraction(reading: Reading): string {
  const { detection } = reading;
  const value = detection.state === 'detected' ? (detection.fraction?.value ?? null) : null;
  return value === null
    ? summary(reading)
    : `${summary(reading)} ${String(Number(value.toFixed(6)))}`;
}

const without = (all: readonly string[], some: readonly string[]): readonly string[] =>
  all.filter((finding) => !some.includes(finding));

const TABLES = [
  { name: 'the truth table', labels: labelsIn('truthTable.json') },
  // Labelled and committed before the reader was run on them.
  { name: 'the labels held out', labels: labelsIn('heldOutLabels.json') },
];

(isThere ? describe : describe.skip)('what a molecular pathologist reads', () => {
  test.each(TABLES.flatMap(({ labels }) => labels))(
    '$path',
    ({ path, findings, missed = {}, extra = {} }) => {
      const read = readingsOf(path);
      expect({ missed: without(findings, read), extra: without(read, findings) }).toEqual({
        missed: Object.keys(missed),
        extra: Object.keys(extra),
      });
    },
  );

  test.each(TABLES)('precision and recall: $name', ({ name, labels }) => {
    const all = labels.map(({ path, findings }) => ({ findings, read: readingsOf(path) }));
    const count = (list: readonly (readonly string[])[]): number => list.flat().length;
    const hits = count(
      all.map(({ findings, read }) => findings.filter((finding) => read.includes(finding))),
    );
    const precision = hits / count(all.map(({ read }) => read));
    const recall = hits / count(all.map(({ findings }) => findings));
    process.stdout.write(
      `Reader against ${name}: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} ` +
        `(${String(labels.length)} Observations)\n`,
    );
    expect(precision).toBe(1);
    expect(recall).toBeGreaterThanOrEqual(0.95);
  });

  test('real Observations are labelled, none twice', () => {
    const paths = TABLES.flatMap(({ labels }) => labels.map(({ path }) => path));
    expect(paths.length).toBeGreaterThanOrEqual(150);
    expect(new Set(paths).size).toBe(paths.length);
  });
});
