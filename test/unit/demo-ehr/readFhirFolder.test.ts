import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFhirFolder } from '../../../services/demo-ehr/readFhirFolder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fhir-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const put = (name: string, content: unknown): void => {
  writeFileSync(
    join(folder, name),
    typeof content === 'string' ? content : JSON.stringify(content),
  );
};
const patient = (id: string) => ({ resourceType: 'Patient', id });
const bundle = (...resources: object[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: resources.map((resource) => ({ resource })),
});
const idsIn = () => readFhirFolder(folder).resources.map(({ id }) => id);

describe('a folder of other people’s patients', () => {
  test('may hold Bundles, single resources and NDJSON of both', () => {
    put('a.json', bundle(patient('one'), patient('two')));
    put('b.json', patient('three'));
    put(
      'c.ndjson',
      `${JSON.stringify(patient('four'))}\n\n${JSON.stringify(bundle(patient('five')))}\n`,
    );
    put('read.me', 'not read');
    expect(idsIn()).toEqual(['one', 'two', 'three', 'four', 'five']);
    expect(readFhirFolder(folder).problems).toEqual([]);
  });

  test('of transactions keeps what refers to what', () => {
    put('synthea.json', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        { fullUrl: 'urn:uuid:aa-1', resource: patient('aa-1') },
        {
          fullUrl: 'urn:uuid:bb-2',
          resource: { resourceType: 'Condition', subject: { reference: 'urn:uuid:aa-1' } },
        },
      ],
    });
    expect(readFhirFolder(folder).resources[1]).toEqual({
      resourceType: 'Condition',
      id: 'bb-2',
      subject: { reference: 'Patient/aa-1' },
    });
  });

  test('tells each problem with its file, and loads the rest', () => {
    put('bad.json', '{"resourceType":');
    put(
      'claims.json',
      bundle(
        patient('one'),
        { resourceType: 'Claim', id: 'c' },
        { resourceType: 'Claim', id: 'd' },
      ),
    );
    put('lines.ndjson', `${JSON.stringify(patient('two'))}\nnonsense\n`);
    put('list.json', '[]');
    put('nameless.json', bundle({ resourceType: 'Condition' }));
    const { resources, problems } = readFhirFolder(folder);
    expect(resources.map(({ id }) => id)).toEqual(['one', 'two']);
    expect(problems).toEqual([
      'bad.json: It is not JSON.',
      'claims.json: Left out, since this server keeps no such resources: 2 Claim.',
      'lines.ndjson: line 2: It is not JSON.',
      'list.json: It holds no FHIR resource.',
      'nameless.json: Left out for want of an id that FHIR allows: 1 Condition.',
    ]);
  });

  test('tells three bad lines of a file, not thousands', () => {
    put('bad.ndjson', 'x\n'.repeat(1000));
    expect(readFhirFolder(folder).problems).toContain('bad.ndjson: and so on in 997 more lines.');
  });

  test('says when there is nothing in it', () => {
    expect(readFhirFolder(folder).problems).toEqual([
      `${folder}: there is no .json or .ndjson file in it.`,
    ]);
    put('x.json', { resourceType: 'Condition', id: 'x' });
    expect(readFhirFolder(folder).problems).toEqual([`${folder}: there is no Patient in it.`]);
  });
});
