import { afterAll, describe, expect, test } from '@jest/globals';
import request, { type Response } from 'supertest';
import { complaints, expectError } from './expectError.ts';
import { orderSelectRequest, orderSignRequest, patientViewRequest } from './hookRequests.ts';
import { serviceUnderTest } from './serviceUnderTest.ts';

const service = serviceUnderTest();
afterAll(service.close);

function call(id: string, body: object | string): Promise<Response> {
  return request(service.app)
    .post(`/cds-services/${id}`)
    .set('Content-Type', 'application/json')
    .send(body);
}

const orderSelect = (body: object | string): Promise<Response> =>
  call('resistance-order-select', body);

describe('a valid call', () => {
  test.each([
    ['resistance-patient-view', patientViewRequest()],
    ['resistance-order-select', orderSelectRequest()],
    ['resistance-order-sign', orderSignRequest()],
  ])(
    'to %s with nothing to say is 200 with no cards [ANS-02, ANS-03, CARD-01, CH-74, CH-77]',
    async (id, body) => {
      const response = await call(id, body);
      expect({ status: response.status, body: response.body as unknown }).toEqual({
        status: 200,
        body: { cards: [] },
      });
    },
  );

  test('reaches the core with patient, drafts, selections and the local day [HOOK-5]', async () => {
    await orderSelect(orderSelectRequest());
    expect(service.questions.at(-1)).toMatchObject({
      hook: 'order-select',
      patient: 'pat-7734',
      selections: ['MedicationRequest/draft-1'],
      draftOrders: { resourceType: 'Bundle' },
      resources: [{ resourceType: 'Patient', id: 'pat-7734' }],
      unavailable: [],
      asOf: '2026-05-17',
      serviceUrl: 'http://127.0.0.1:3000',
    });
  });
});

describe('an invalid call is 400 and lists the path of every problem', () => {
  test('malformed JSON [ANS-15, V3-1]', async () => {
    expectError(await orderSelect('{"hook": "order-select", "hookInst'), 400, 'malformed-json');
  });

  test.each(['[]', '"text"', 'null', '42'])(
    'a body that is no object: %s [ANS-16]',
    async (body) => {
      const response = await orderSelect(body);
      expectError(response, 400, 'invalid-request');
      expect(response.text).toContain('$ must be object');
    },
  );

  test.each([
    ['the hook of another service [ANS-16, HOOK-1]', { hook: 'order-sign' }, ['hook']],
    ['a hookInstance that is no UUID [ANS-16, HOOK-1]', { hookInstance: 'abc' }, ['hookInstance']],
    ...[
      'd1577c69-dfbe-44ad-ba6d-3e05e953b2e',
      'd1577c69-dfbe-44ad-ba6d-3e05e953b2eag',
      'd1577c69-dfbe-44ad-ba6d-3e05e953b2eg',
      'd1577c69dfbe44adba6d3e05e953b2ea',
      'x d1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    ].map((hookInstance): [string, { hookInstance: string }, string[]] => [
      `a hookInstance that is nearly one: ${hookInstance}`,
      { hookInstance },
      ['hookInstance'],
    ]),
    [
      'fhirAuthorization without fhirServer [ANS-17, cds-r-1]',
      { fhirAuthorization: token() },
      ['fhirServer'],
    ],
    ['an empty context [ANS-16, HOOK-5]', { context: {} }, ['context.patientId', 'context.userId']],
    ['no context [HOOK-1]', { context: undefined }, ['context']],
    ['a prefetch list', { prefetch: [] }, ['prefetch']],
    [
      'a token with a line break, and no Bearer [HOOK-2]',
      {
        fhirServer: 'http://127.0.0.1/fhir',
        fhirAuthorization: { ...token(), access_token: 'a\r\nb', token_type: 'Basic' },
      },
      ['fhirAuthorization.access_token', 'fhirAuthorization.token_type'],
    ],
    [
      'several at once [ANS-16, HOOK-5]',
      { hook: 'x', hookInstance: 7, context: { userId: 'Practitioner/1', selections: {} } },
      ['context.patientId', 'context.selections', 'hook', 'hookInstance'],
    ],
  ])('%s', async (_name, changes, paths) => {
    const response = await orderSelect(orderSelectRequest(changes));
    expectError(response, 400, 'invalid-request');
    expect(complaints(response)).toEqual(paths);
  });

  test.each([
    'Patient/1',
    '../1',
    '..',
    '.',
    'a..b',
    'a b',
    'a%2Fb',
    'x'.repeat(65),
    '1?a=b',
    '1#',
  ])('a patientId that is no FHIR id: %s [ANS-14, HOOK-5]', async (patientId) => {
    const context = { userId: 'Practitioner/1', patientId };
    const response = await orderSelect(orderSelectRequest({ context }));
    expectError(response, 400, 'invalid-request');
    expect(complaints(response)).toEqual(['context.patientId']);
  });

  test('never repeats what the request held [ANS-28]', async () => {
    const secret = 'Jane-Q-Public';
    const response = await orderSelect(
      orderSelectRequest({
        hookInstance: secret,
        context: { userId: [secret], patientId: secret },
      }),
    );
    expect(response.status).toBe(400);
    expect(response.text).not.toContain(secret);
  });
});

describe('other refusals', () => {
  test('an unknown service is 404, whatever the body [ANS-19]', async () => {
    expectError(await call('resistance', orderSelectRequest()), 404, 'unknown-service');
    expectError(await call('resistance', '{'), 404, 'unknown-service');
    expectError(await call('resistance/feedback', '{}'), 404, 'unknown-service');
    expectError(await request(service.app).get('/cds-services/resistance'), 404, 'unknown-service');
  });

  test('a GET of a service is 405', async () => {
    const response = await request(service.app).get('/cds-services/resistance-order-select');
    expectError(response, 405, 'method-not-allowed');
    expect(response.headers['allow']).toBe('POST, OPTIONS');
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/fhir+xml'])(
    'a body of type %s is 415 [CALL-2]',
    async (type) => {
      const response = await request(service.app)
        .post('/cds-services/resistance-order-select')
        .set('Content-Type', type)
        .send('hook=order-select');
      expectError(response, 415, 'unsupported-media-type');
    },
  );

  test('a charset other than Unicode is 415', async () => {
    const response = await request(service.app)
      .post('/cds-services/resistance-order-select')
      .set('Content-Type', 'application/json; charset=latin1')
      .send('{}');
    expectError(response, 415, 'unsupported-media-type');
  });

  test('no body at all is 400', async () => {
    const response = await request(service.app).post('/cds-services/resistance-order-select');
    expectError(response, 400, 'invalid-request');
  });

  test('a body above the limit is 413 [ANS-18]', async () => {
    const small = serviceUnderTest({ environment: { CONVERGENT_BODY_LIMIT_MB: '1' } });
    const response = await request(small.app)
      .post('/cds-services/resistance-order-select')
      .send(orderSelectRequest({ extension: { 'org.example.padding': 'x'.repeat(1_100_000) } }));
    expectError(response, 413, 'body-too-large');
    await small.close();
  });
});

describe('what clients in use send is tolerated', () => {
  test.each([
    ['blank optional members [HOOK-3]', { fhirServer: '', extension: null, fhirAuthorization: {} }],
    ['a blank token without a server', { fhirAuthorization: { access_token: '' } }],
    ['unknown members [HOOK-4]', { extension: { 'com.example.x': { a: 1 } }, somethingElse: [1] }],
    ['an upper-case hookInstance', { hookInstance: 'D1577C69-DFBE-44AD-BA6D-3E05E953B2EA' }],
    ['the context of a view re-opened [BOX-04]', { context: sandboxContext({}) }],
    [
      'blank context members [HOOK-3]',
      { context: sandboxContext({ encounterId: '', draftOrders: null }) },
    ],
    [
      'drafts without Bundle type [ANS-24, BOX-06]',
      { context: sandboxContext({ draftOrders: sandboxDraft() }) },
    ],
    ['no selections', { context: sandboxContext({ draftOrders: {}, selections: [] }) }],
  ])('%s', async (_name, changes) => {
    const response = await orderSelect(orderSelectRequest(changes));
    expect({ status: response.status, body: response.body as unknown }).toMatchObject({
      status: 200,
    });
  });

  test('a bearer JWT of an unknown issuer is ignored without authentication [CALL-1]', async () => {
    await request(service.app)
      .post('/cds-services/resistance-order-select')
      .set('Authorization', 'Bearer eyJhbGciOiJFUzM4NCJ9.e30.c2ln')
      .send(orderSelectRequest())
      .expect(200);
  });

  test('application/fhir+json is JSON [CALL-2]', async () => {
    await request(service.app)
      .post('/cds-services/resistance-order-select')
      .set('Content-Type', 'application/fhir+json')
      .send(JSON.stringify(orderSelectRequest()))
      .expect(200);
  });
});

function token(): Record<string, unknown> {
  return {
    access_token: 'secret',
    token_type: 'Bearer',
    expires_in: 300,
    scope: 'patient/*.read',
    subject: 'client',
  };
}

function sandboxContext(more: object): object {
  return { userId: 'Practitioner/example', patientId: 'pat-7734', ...more };
}

/** The public sandbox: no Bundle type, no medication, `reasonCode` and `category` no lists. */
function sandboxDraft(): object {
  return {
    resourceType: 'Bundle',
    entry: [
      {
        resource: {
          resourceType: 'MedicationRequest',
          id: 'request-123',
          status: 'draft',
          category: { text: 'outpatient' },
          reasonCode: { text: 'cancer' },
          authoredOn: 'Invalid date',
        },
      },
    ],
  };
}
