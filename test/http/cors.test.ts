import { afterAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { serviceUnderTest } from './serviceUnderTest.ts';

const SANDBOX = 'https://sandbox.cds-hooks.org';
const EHR = 'https://ehr.example.org';

const open = serviceUnderTest();
const listed = serviceUnderTest({ environment: { CONVERGENT_ALLOWED_ORIGINS: EHR } });
afterAll(() => Promise.all([open.close(), listed.close()]));

const PATHS = [
  '/cds-services',
  '/cds-services/resistance-order-select',
  '/cds-services/resistance-order-select/feedback',
];

describe('cross-origin access', () => {
  test.each(PATHS)(
    'preflight of %s needs no authentication and names the headers [CH-208]',
    async (path) => {
      const response = await request(open.app)
        .options(path)
        .set('Origin', SANDBOX)
        .set('Access-Control-Request-Method', 'POST')
        .set('Access-Control-Request-Headers', 'authorization,content-type')
        .expect(204);
      expect(response.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'authorization, content-type',
      });
    },
  );

  test.each([
    ['unknown service', '/cds-services/none', 404],
    ['invalid request', '/cds-services/resistance-order-select', 400],
  ])('an error answer carries the headers too: %s [CH-208]', async (_name, path, status) => {
    const response = await request(open.app).post(path).set('Origin', SANDBOX).send({});
    expect(response.status).toBe(status);
    expect(response.headers['access-control-allow-origin']).toBe('*');
    expect(response.headers['access-control-expose-headers']).toBe('X-Request-Id');
  });

  test('malformed JSON carries them as well [CH-208]', async () => {
    const response = await request(open.app)
      .post('/cds-services/resistance-order-select')
      .set('Origin', SANDBOX)
      .set('Content-Type', 'application/json')
      .send('{"hook":');
    expect(response.status).toBe(400);
    expect(response.headers['access-control-allow-origin']).toBe('*');
  });

  test('with configured origins, a listed one is echoed and another gets nothing [CH-208]', async () => {
    const yes = await request(listed.app).get('/cds-services').set('Origin', EHR);
    expect(yes.headers).toMatchObject({ 'access-control-allow-origin': EHR, vary: 'Origin' });
    const no = await request(listed.app).get('/cds-services').set('Origin', SANDBOX);
    expect(no.headers['access-control-allow-origin']).toBeUndefined();
    expect(no.headers['vary']).toBe('Origin');
  });

  test('a public page may ask to call a service on this machine', async () => {
    const response = await request(open.app)
      .options('/cds-services')
      .set('Origin', SANDBOX)
      .set('Access-Control-Request-Private-Network', 'true');
    expect(response.headers['access-control-allow-private-network']).toBe('true');
  });
});
