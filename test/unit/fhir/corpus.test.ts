import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { collectResources } from '../../../src/fhir/collectResources.ts';
import { readDraftOrders } from '../../../src/fhir/readDraftOrders.ts';
import { readPatientCase } from '../../../src/fhir/readPatientCase.ts';
import { theTerminology } from '../nomenclature/theTerminology.ts';

/** Examples of guides and vendors. They are not part of the repository: each has its own licence. */
const CORPUS = new URL('../../../../shared/examples/', import.meta.url);
const isThere = existsSync(CORPUS);
if (!isThere)
  process.stdout.write(
    'Corpus tests skipped: the folder of FHIR examples is not beside the repository.\n',
  );

const files = isThere
  ? readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json') && name !== 'manifest.json')
      .sort()
  : [];

(isThere ? describe : describe.skip)('every example of the guides', () => {
  test('is read without throwing, and every resource has one outcome', () => {
    expect(files.length).toBeGreaterThan(800);
    for (const file of files) {
      const input: unknown = JSON.parse(readFileSync(new URL(file, CORPUS), 'utf8'));
      const { outcomes } = readPatientCase({
        resources: [input],
        patient: null,
        asOf: '2026-11-23',
        terminology: theTerminology,
      });
      const expected = collectResources([input]).resources.map(({ ref }) => ref);
      expect({ file, refs: outcomes.map(({ resource }) => resource) }).toEqual({
        file,
        refs: expected,
      });
      readDraftOrders({
        draftOrders: input,
        selections: [],
        patient: null,
        terminology: theTerminology,
      });
    }
  });
});
