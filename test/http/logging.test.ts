import { expect, test } from '@jest/globals';
import request from 'supertest';
import { fhirServerDouble, sendFhir } from './fhirServerDouble.ts';
import { orderSelectRequest, PATIENT } from './hookRequests.ts';
import { fullCard, serviceUnderTest } from './serviceUnderTest.ts';

const SECRETS = ['the-jwt', 'the-token', 'Jane', 'query-secret', PATIENT, 'T790M', 'gefitinib'];

test('logs hold ids and counts: no token, name, query string, patient id or finding [ANS-28]', async () => {
  const fhir = await fhirServerDouble((_seen, response) => {
    sendFhir(
      response,
      { resourceType: 'OperationOutcome', issue: [{ diagnostics: 'Jane the-token' }] },
      403,
    );
  });
  const service = serviceUnderTest({ cards: (newId) => [fullCard(newId)] });
  const call = (path: string): request.Test =>
    request(service.app).post(path).set('Authorization', 'Bearer the-jwt');
  const path = '/cds-services/resistance-order-select?x=query-secret';

  const good = orderSelectRequest({
    fhirServer: fhir.base,
    fhirAuthorization: { access_token: 'the-token', token_type: 'Bearer' },
    prefetch: { patient: { resourceType: 'Patient', name: [{ text: 'Jane' }] }, genomics: null },
  });
  await call(path).send(good).expect(200);
  await call(path)
    .send({ ...good, hookInstance: 'Jane' })
    .expect(400);
  await call(path).set('Content-Type', 'application/json').send('{"Jane": Jane').expect(400);
  await service.close();
  await fhir.close();

  const log = service.logged.join('');
  for (const secret of SECRETS) expect(log).not.toContain(secret);
  expect(service.logged.map((line) => JSON.parse(line) as object)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        msg: 'answered',
        service: 'resistance-order-select',
        hookInstance: good['hookInstance'],
        cards: [expect.any(String)],
        unavailable: expect.arrayContaining([
          { key: 'medicationRequests', why: 'the access token does not permit reading it' },
        ]) as unknown,
      }),
      expect.objectContaining({
        msg: 'refused',
        code: 'invalid-request',
        problems: [{ path: '$.hookInstance', message: 'must be a UUID' }],
      }),
      expect.objectContaining({
        msg: 'request',
        path: '/cds-services/resistance-order-select',
        status: 400,
        requestId: expect.any(String) as unknown,
      }),
    ]),
  );
});

test.each([
  `/Patient/${PATIENT}`,
  `/cds-services/${PATIENT}`,
  `/cds-services/${PATIENT}/feedback`,
  `/knowledge/${PATIENT}`,
  `/rules/bundle/${PATIENT}.json`,
  `/admin/${PATIENT}`,
  `/%ff${PATIENT}`,
])('a path that is not there is not logged, for it may name a patient: %s', async (path) => {
  const service = serviceUnderTest();
  expect((await request(service.app).get(path)).status).toBeGreaterThanOrEqual(404);
  await request(service.app).post(path).send({});
  await service.close();
  expect(service.logged.length).toBeGreaterThan(0);
  expect(service.logged.join('')).not.toContain(PATIENT);
});

test('each request has an id of its own, and none that a client brings', async () => {
  const service = serviceUnderTest();
  const ids = [];
  for (let call = 0; call < 2; call += 1) {
    const response = await request(service.app).get('/health/live').set('X-Request-Id', 'mine');
    ids.push(response.headers['x-request-id']);
  }
  await service.close();
  expect(new Set([...ids, 'mine']).size).toBe(3);
});
