import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLANTED_PATIENT, PLANTED_WORDS, secretsIn } from '../builders/plantedSecrets.ts';

const BUILDERS = ['http/serviceUnderTest.ts', 'http/serviceProcess.ts'];
/** Ways to start the service, or a part of it that writes. */
const STARTS = /cds-hooks\/main\.ts|\b(?:createApp|runService|createLog|startServer)\(|'serve'/;

describe('the search for patient data in what the service writes', () => {
  test('covers every test: only the builders that search start the service', () => {
    const starting = readdirSync('test', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && file !== 'unit/privacy.test.ts')
      .filter((file) => STARTS.test(readFileSync(join('test', file), 'utf8')));
    expect(starting.sort()).toEqual([...BUILDERS].sort());
  });

  test.each([
    ['as it is', PLANTED_WORDS],
    ['in capitals', PLANTED_WORDS.toUpperCase()],
    ['in a body', JSON.stringify({ body: { patient: PLANTED_PATIENT } })],
    ['in bytes, as a logger writes them', JSON.stringify(Buffer.from(PLANTED_WORDS))],
    ['in base64', `{"body":"${Buffer.from(PLANTED_WORDS).toString('base64')}"}`],
    ['in a URL', `/Patient?name=${encodeURIComponent(PLANTED_WORDS).replaceAll('l', '%6C')}`],
  ])('finds them %s', (_name, written) => {
    expect(secretsIn(`{"level":30,"msg":"request"}\n${written}\n`)).toContain(
      'the family name of the patient',
    );
  });

  test('finds nothing in ids and counts', () => {
    expect(secretsIn('{"requestId":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","ms":4}')).toEqual([]);
  });
});
