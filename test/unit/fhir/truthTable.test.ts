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

const { labels } = JSON.parse(
  readFileSync(new URL('truthTable.json', import.meta.url), 'utf8'),
) as { readonly labels: readonly Label[] };

function readingsOf(path: string): readonly string[] {
  const resource: unknown = JSON.parse(readFileSync(new URL(path, CORPUS), 'utf8'));
  const { patientCase } = readPatientCase({
    resources: [resource],
    patient: null,
    asOf: '2026-11-23',
    terminology: theTerminology,
  });
  return patientCase.readings.map(withFraction);
}

function withFraction(reading: Reading): string {
  const { detection } = reading;
  const value = detection.state === 'detected' ? (detection.fraction?.value ?? null) : null;
  return value === null
    ? summary(reading)
    : `${summary(reading)} ${String(Number(value.toFixed(6)))}`;
}

const without = (all: readonly string[], some: readonly string[]): readonly string[] =>
  all.filter((finding) => !some.includes(finding));

(isThere ? describe : describe.skip)('what a molecular pathologist reads', () => {
  test.each(labels)('$path', ({ path, findings, missed = {}, extra = {} }) => {
    const read = readingsOf(path);
    expect({ missed: without(findings, read), extra: without(read, findings) }).toEqual({
      missed: Object.keys(missed),
      extra: Object.keys(extra),
    });
  });

  test('precision and recall', () => {
    const all = labels.map(({ path, findings }) => ({ findings, read: readingsOf(path) }));
    const count = (list: readonly (readonly string[])[]): number => list.flat().length;
    const hits = count(
      all.map(({ findings, read }) => findings.filter((finding) => read.includes(finding))),
    );
    const precision = hits / count(all.map(({ read }) => read));
    const recall = hits / count(all.map(({ findings }) => findings));
    const outside = labels.flatMap(({ missed = {} }) =>
      Object.values(missed).filter((why) => why.includes('outside the terminology')),
    ).length;
    const recallOfKnown = hits / (count(all.map(({ findings }) => findings)) - outside);
    process.stdout.write(
      `Reader against the truth table: precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}, ` +
        `recall for genes of the terminology ${recallOfKnown.toFixed(2)}\n`,
    );
    expect(precision).toBeGreaterThan(0.95);
    expect(recallOfKnown).toBeGreaterThan(0.75);
  });
});
