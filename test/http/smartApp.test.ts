import { afterAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import request from 'supertest';
import { type BuiltApp, type BuiltFile, builtFile } from '../../services/cds-hooks/builtApp.ts';
import { ruleBundle } from '../../services/rule-store/ruleBundle.ts';
import { openRuleStore } from '../../services/rule-store/ruleStore.ts';
import { expectError } from './expectError.ts';
import { serviceUnderTest } from './serviceUnderTest.ts';

const file = (type: string, text: string): BuiltFile => builtFile(type, Buffer.from(text));
const app: BuiltApp = new Map([
  ['index.html', file('text/html; charset=utf-8', '<!doctype html><title>app</title>')],
  ['launch.html', file('text/html; charset=utf-8', '<!doctype html><title>launch</title>')],
  ['main-AB12.js', file('text/javascript; charset=utf-8', '0')],
]);
const store = openRuleStore('rules');
const knowledge = store.knowledge('2026-11-23');
const bundle = ruleBundle(store.files('2026-11-23'));
const service = serviceUnderTest({
  app,
  knowledge,
  rulesInForce: () => ({ knowledge, bundle, versions: store.versions, ruleStore: store }),
  environment: {
    CONVERGENT_SMART_ISSUERS: 'https://ehr.example/fhir/r4,https://login.ehr.example',
    CONVERGENT_EHR_ORIGINS: 'https://ehr.example,https://portal.example:8443',
  },
});
afterAll(service.close);

const policyOf = (headers: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(
    (headers['content-security-policy'] ?? '').split(';').map((directive) => {
      const [name = '', ...values] = directive.trim().split(' ');
      return [name, values.join(' ')];
    }),
  );

describe('the pages of the app', () => {
  test.each(['/smart/', '/smart/launch.html'])(
    '%s: nothing inline, frames and talks as configured',
    async (path) => {
      const { headers } = await request(service.app).get(path).expect(200);
      const policy = policyOf(headers);
      expect(policy.get('default-src')).toBe("'none'");
      expect(policy.get('script-src')).toBe("'self'");
      expect(policy.get('style-src')).toBe("'self'");
      expect(policy.get('connect-src')).toBe(
        "'self' https://ehr.example https://login.ehr.example",
      );
      expect(policy.get('frame-ancestors')).toBe(
        "'self' https://ehr.example https://portal.example:8443",
      );
      expect(policy.get('base-uri')).toBe("'none'");
      expect(headers).not.toHaveProperty('x-frame-options');
      expect(headers).not.toHaveProperty('cross-origin-opener-policy');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['cache-control']).toBe('no-cache');
    },
  );

  test('scripts are kept for ever under the hash of their content', async () => {
    const { headers } = await request(service.app).get('/smart/main-AB12.js').expect(200);
    expect(headers['cache-control']).toContain('immutable');
  });

  test.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', null],
  ])('what can be read is %s: they go as %s', async (readable, encoding) => {
    const { headers, text } = await request(service.app)
      .get('/smart/main-AB12.js')
      .set('Accept-Encoding', readable)
      .expect(200);
    expect(headers['content-encoding'] ?? null).toBe(encoding);
    expect(headers['vary']).toContain('Accept-Encoding');
    expect(text).toBe('0');
  });

  test('relax nothing for the rest of the service', async () => {
    const { headers } = await request(service.app).get('/cds-services').expect(200);
    expect(policyOf(headers).get('frame-ancestors')).toBe("'none'");
    expect(headers['x-frame-options']).toBe('SAMEORIGIN');
  });

  test.each(['/smart/nothing.js', '/smart/..%2fpackage.json', '/smart/main-AB12.js/x'])(
    '%s is not there',
    async (path) => {
      expectError(await request(service.app).get(path), 404, 'unknown-path');
    },
  );

  test('a service without a built app serves none, and says so', async () => {
    const without = serviceUnderTest();
    expectError(await request(without.app).get('/smart/'), 404, 'unknown-path');
    const { body } = (await request(without.app).get('/service-info')) as { body: object };
    expect(body).not.toHaveProperty('smartApp');
    await without.close();
  });

  test('the settings name what the cards are made from, and nobody who may launch beside the configured', async () => {
    const response = await request(service.app).get('/smart/settings.json').expect(200);
    const body = response.body as {
      issuers: string[];
      trustLoopback: boolean;
      queries: { template: string }[];
    };
    expect(body.issuers).toEqual(['https://ehr.example/fhir/r4', 'https://login.ehr.example/']);
    expect(body.trustLoopback).toBe(false);
    const discovery = (await request(service.app).get('/cds-services')).body as {
      services: { prefetch: Record<string, string> }[];
    };
    expect(body.queries.map(({ template }) => template)).toEqual(
      Object.values(discovery.services[0]?.prefetch ?? {}),
    );
  });
});

describe('the rules', () => {
  test('are served under the hash of their bytes, which never change', async () => {
    const info = (await request(service.app).get('/service-info')).body as {
      ruleBundle: { url: string; sha256: string };
    };
    const { text, headers } = await request(service.app)
      .get(new URL(info.ruleBundle.url).pathname)
      .expect(200);
    expect(createHash('sha256').update(text).digest('hex')).toBe(info.ruleBundle.sha256);
    expect(headers['cache-control']).toContain('immutable');
    expect(headers['content-type']).toContain('application/json');
  });

  test('under another hash are not there', async () => {
    const path = `/rules/bundle/${'0'.repeat(64)}.json`;
    expectError(await request(service.app).get(path), 404, 'unknown-path');
    expectError(await request(service.app).post(path), 405, 'method-not-allowed');
  });
});
