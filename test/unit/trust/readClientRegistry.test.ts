import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readClientRegistry } from '../../../services/cds-hooks/trust/readClientRegistry.ts';

const folder = mkdtempSync(join(tmpdir(), 'clients-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const hospital = {
  id: 'general-hospital',
  issuer: 'https://ehr.hospital.example',
  jwksUrl: 'https://ehr.hospital.example/jwks',
  fhirServers: ['https://fhir.hospital.example/r4'],
  hooks: ['order-select'],
};

function reading(content: unknown): ReturnType<typeof readClientRegistry> {
  const file = join(folder, 'clients.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readClientRegistry(file);
}

function faults(...clients: readonly object[]): readonly string[] {
  const read = reading({ clients });
  return read.ok ? [] : read.faults.map((fault) => fault.slice(fault.indexOf('.json') + 5));
}

describe('the client registry', () => {
  test('names clients with what they may do', () => {
    expect(reading({ clients: [hospital] })).toEqual({ ok: true, clients: [hospital] });
  });

  test.each([
    ['no client', [], ['clients must NOT have fewer than 1 items']],
    ['no keys', [{ ...hospital, jwksUrl: undefined }], ['needs "keys" or "jwksUrl"']],
    [
      'a private key',
      [{ ...hospital, keys: [{ kty: 'EC', kid: 'a', d: 'SECRET' }] }],
      ['is a secret or private key'],
    ],
    ['a misspelt member', [{ ...hospital, fhirserver: 'x' }], ['fhirserver']],
    ['an unknown hook', [{ ...hospital, hooks: ['order-dispatch'] }], ['must be one of']],
    [
      'a key set in the clear',
      [{ ...hospital, jwksUrl: 'http://ehr.example/jwks' }],
      ['^https://'],
    ],
    [
      'a FHIR server with user information',
      [{ ...hospital, fhirServers: ['https://user:pw@fhir.example'] }],
      ['pattern'],
    ],
    [
      'two clients of one name',
      [hospital, { ...hospital, issuer: 'https://b.example' }],
      ['twice'],
    ],
    [
      'two clients that a token could not tell apart',
      [hospital, { ...hospital, id: 'branch', tenants: ['branch'] }],
      ['share issuer and tenant'],
    ],
    [
      'an internal address that nobody said is one',
      [{ ...hospital, fhirServers: ['https://10.1.2.3/fhir'] }],
      ['private address'],
    ],
    [
      'the metadata service of a cloud',
      [{ ...hospital, privateNetwork: true, fhirServers: ['https://169.254.169.254/fhir'] }],
      ['never contacted'],
    ],
  ])('with %s is refused in a sentence', (_name, clients, expected) => {
    const told = faults(...clients);
    expect(told).toHaveLength(expected.length);
    for (const [index, words] of expected.entries()) expect(told[index]).toContain(words);
    expect(told.join()).not.toContain('SECRET');
  });

  test('tells every fault at once', () => {
    expect(
      faults({ ...hospital, hooks: [], issuer: 'no url' }, { id: 'X' }).length,
    ).toBeGreaterThan(4);
  });

  test.each([
    ['is not there', null, 'cannot be read'],
    ['is no JSON', '{', 'is not valid JSON'],
  ])('that %s is refused in a sentence', (_name, content, words) => {
    const read = content === null ? readClientRegistry(join(folder, 'none')) : reading(content);
    expect(read.ok ? [] : read.faults).toEqual([expect.stringContaining(words)]);
  });
});
