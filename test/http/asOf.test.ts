import { afterAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { readConfig } from '../../services/cds-hooks/config.ts';
import { expectError } from './expectError.ts';
import { patientViewRequest } from './hookRequests.ts';
import { serviceUnderTest } from './serviceUnderTest.ts';

const demonstrating = serviceUnderTest();
/** A profile that does not listen to it. */
const elsewhere = serviceUnderTest({
  config: { ...readConfig({}), profile: 'another' as 'demo' },
});
afterAll(async () => {
  await demonstrating.close();
  await elsewhere.close();
});

const asking = (extension: unknown) => patientViewRequest({ extension });

describe('a request that asks about an earlier day', () => {
  test('is judged as of that day in the demonstration [CH-215]', async () => {
    await request(demonstrating.app)
      .post('/cds-services/resistance-patient-view')
      .send(asking({ 'org.example.convergent': { asOf: '2026-01-31' } }))
      .expect(200);
    expect(demonstrating.questions.at(-1)?.asOf).toBe('2026-01-31');
  });

  test('is about today everywhere else: a clinician always asks about now', async () => {
    await request(elsewhere.app)
      .post('/cds-services/resistance-patient-view')
      .send(asking({ 'org.example.convergent': { asOf: '2026-01-31' } }))
      .expect(200);
    expect(elsewhere.questions.at(-1)?.asOf).toBe('2026-05-17');
  });

  test.each(['soon', '2026-02-30', 5])('is refused when the day is %s', async (asOf) => {
    expectError(
      await request(demonstrating.app)
        .post('/cds-services/resistance-patient-view')
        .send(asking({ 'org.example.convergent': { asOf } })),
      400,
      'invalid-request',
    );
  });

  test.each([null, 'text', [], {}, { 'com.example.other': 1 }])(
    'is about today with the extension %j [CH-214]',
    async (extension) => {
      await request(demonstrating.app)
        .post('/cds-services/resistance-patient-view')
        .send(asking(extension))
        .expect(200);
      expect(demonstrating.questions.at(-1)?.asOf).toBe('2026-05-17');
    },
  );
});
