import { afterAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { discoveryViolations } from '../../services/demo-ehr/sandbox/messages/conformance.ts';
import { ENGINE_VERSION } from '../../src/evaluate.ts';
import { expectError } from './expectError.ts';
import { serviceUnderTest } from './serviceUnderTest.ts';

const service = serviceUnderTest();
afterAll(service.close);

describe('discovery', () => {
  test('lists one service per hook, each with an id of its own [ANS-01, DISC-1, DISC-2, DISC-4, BOX-01]', async () => {
    const response = await request(service.app)
      .get('/cds-services')
      .set('Accept', 'application/json')
      .expect(200)
      .expect('Content-Type', /^application\/json/);
    const { services } = response.body as { services: { id: string; hook: string }[] };
    expect(services.map(({ id, hook }) => [id, hook])).toEqual([
      ['resistance-patient-view', 'patient-view'],
      ['resistance-order-select', 'order-select'],
      ['resistance-order-sign', 'order-sign'],
    ]);
  });

  test('conforms to the standard and asks only for prefetch that clients resolve [DISC-3, CH-55, CH-56, CH-57, CH-58, CH-59, BOX-08]', async () => {
    const response = await request(service.app).get('/cds-services');
    expect(discoveryViolations(response.body)).toEqual([]);
  });

  test('names the version of each service and of its hook [DISC-5]', async () => {
    const response = await request(service.app).get('/cds-services');
    const { services } = response.body as { services: Record<string, unknown>[] };
    expect(services).toHaveLength(3);
    for (const { version, hookVersion } of services) {
      expect({ version, hookVersion }).toEqual({ version: '0.0.0-test', hookVersion: '1.0' });
    }
  });

  test('answers a client that sends a bearer token all the same [DISC-1]', async () => {
    await request(service.app)
      .get('/cds-services')
      .set('Authorization', 'Bearer x.y.z')
      .expect(200);
  });

  test.each(['post', 'put', 'delete'] as const)('refuses %s with 405 and Allow', async (method) => {
    const response = await request(service.app)[method]('/cds-services').send({});
    expectError(response, 405, 'method-not-allowed');
    expect(response.headers['allow']).toBe('GET, OPTIONS');
  });
});

describe('operation', () => {
  test('live and ready say so', async () => {
    await request(service.app).get('/health/live').expect(200, { status: 'live' });
    await request(service.app).get('/health/ready').expect(200, { status: 'ready' });
  });

  test('a stopping service is alive but not ready', async () => {
    const stopping = serviceUnderTest({ isReady: () => false });
    await request(stopping.app).get('/health/live').expect(200);
    expectError(await request(stopping.app).get('/health/ready'), 503, 'not-ready');
    await stopping.close();
  });

  test('service-info names software, packs with hashes, and standards', async () => {
    const response = await request(service.app).get('/service-info').expect(200);
    expect(response.body).toEqual({
      name: 'convergent-cds',
      version: '0.0.0-test',
      profile: 'demo',
      engine: ENGINE_VERSION,
      standards: { cdsHooks: '2.0.1', fhir: '4.0.1', smartAppLaunch: '2.2.0', openApi: '3.1.0' },
      rules: { sha256: 'cd34', since: '2026-05-17T09:00:00.000Z' },
      packs: [{ pack: 'lung', version: '1.0.0', hash: 'ab12' }],
      releases: [],
      ruleBundle: { sha256: 'cd34', url: 'http://127.0.0.1:3000/rules/bundle/cd34.json' },
      knowledge: 'http://127.0.0.1:3000/knowledge',
      discovery: 'http://127.0.0.1:3000/cds-services',
    });
  });

  test('an unknown path is 404', async () => {
    expectError(await request(service.app).get('/nowhere'), 404, 'unknown-path');
    expectError(await request(service.app).get('/%ff'), 404, 'unknown-path');
  });

  test('security headers are set, and nothing names the framework', async () => {
    const { headers } = await request(service.app).get('/cds-services');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'") as unknown,
      'strict-transport-security': expect.stringMatching(/^max-age=\d{8}/) as unknown,
      'referrer-policy': 'no-referrer',
      'x-frame-options': expect.any(String) as unknown,
    });
    expect(headers['x-powered-by']).toBeUndefined();
  });
});
