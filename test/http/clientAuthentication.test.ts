import { afterEach, describe, expect, test } from '@jest/globals';
import { base64url, exportSPKI, importJWK, UnsecuredJWT, type CryptoKey } from 'jose';
import { createHmac } from 'node:crypto';
import request, { type Response } from 'supertest';
import { Agent } from 'undici';
import type { Client } from '../../services/cds-hooks/trust/client.ts';
import type { ClaimOnce } from '../../services/cds-hooks/trust/replayGuard.ts';
import { GUESSES } from '../../services/cds-hooks/middleware/limitGuesses.ts';
import { createTrust } from '../../services/cds-hooks/trust/trust.ts';
import type { Card } from '../../src/cards/cdsHooks.ts';
import { aClient, withoutKeys, type ClientUnderTest } from './aClient.ts';
import { expectError } from './expectError.ts';
import { orderSelectRequest, patientViewRequest } from './hookRequests.ts';
import { keySetServer, type KeySetServer } from './keySetServer.ts';
import { fullCard, serviceUnderTest, type ServiceUnderTest } from './serviceUnderTest.ts';

const NOW = new Date(2026, 4, 17, 9, 30);
const SECONDS = 1000;
const PATH = '/cds-services/resistance-order-select';
const URL_CALLED = `http://127.0.0.1:3000${PATH}`;

const open: { close: () => Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

function serviceFor(
  clients: readonly Client[],
  {
    claimOnce = null,
    limits = { perAddress: 1_000, perClient: 1_000 },
    certificateHeader = null,
    adminPassword = null,
    metricsToken = null,
    trustedProxies = ['127.0.0.1', '::ffff:127.0.0.1'],
    ...more
  }: {
    claimOnce?: ClaimOnce | null;
    limits?: { perAddress: number; perClient: number };
    certificateHeader?: string | null;
    adminPassword?: string | null;
    metricsToken?: string | null;
    trustedProxies?: readonly string[];
    cards?: (newId: () => string) => readonly Card[];
  } = {},
): ServiceUnderTest {
  const service = serviceUnderTest({
    ...more,
    trust: createTrust(
      {
        clients,
        limits,
        certificateHeader,
        adminPassword,
        metricsToken,
        trustedProxies,
      },
      { dispatcher: () => new Agent(), claimOnce, onReplayStoreAway: () => undefined },
    ),
  });
  open.push(service);
  return service;
}

function call(
  service: ServiceUnderTest,
  token: string | null,
  headers: Record<string, string> = {},
): Promise<Response> {
  const sent = request(service.app).post(PATH).set(headers);
  if (token !== null) sent.set('Authorization', `Bearer ${token}`);
  return sent.send(orderSelectRequest());
}

/** 401 tells whoever is not known nothing, and nothing of the token is written. */
function expectUnknown(response: Response, service: ServiceUnderTest, token: string | null): void {
  expect({ status: response.status, text: response.text }).toEqual({ status: 401, text: '' });
  expect(response.headers['www-authenticate']).toBe('Bearer');
  expect(service.questions).toEqual([]);
  const parts = (token ?? '').split('.').filter((part) => part.length > 20);
  for (const part of parts) expect(service.logged.join('')).not.toContain(part);
}

function whyRefused({ logged }: ServiceUnderTest): unknown {
  return logged
    .map((line) => JSON.parse(line) as { msg: string; why?: string })
    .find(({ msg }) => msg === 'caller refused')?.why;
}

describe('a client of the registry', () => {
  test.each(['ES384', 'RS384', 'ES256', 'RS256', 'PS256', 'EdDSA'])(
    'is answered with a token signed by %s [JWT-14]',
    async (alg) => {
      const client = await aClient({ alg });
      const service = serviceFor([client.entry]);
      expect((await call(service, await client.token(URL_CALLED, NOW))).status).toBe(200);
    },
  );

  test('is answered with an audience in a list, and with an id of 64 hexadecimal digits [JWT-05, JWT-15]', async () => {
    const client = await aClient();
    const service = serviceFor([client.entry]);
    const claims = { aud: ['https://other.example', URL_CALLED], jti: 'af'.repeat(32) };
    expect((await call(service, await client.token(URL_CALLED, NOW, { claims }))).status).toBe(200);
  });

  test("is answered with Epic's times: valid 5 minutes before issue, until 15 minutes after", async () => {
    const client = await aClient({ alg: 'RS384' });
    const service = serviceFor([client.entry]);
    const iat = NOW.getTime() / SECONDS;
    const claims = { iat, nbf: iat - 300, exp: iat + 900, sub: 'client-id' };
    expect((await call(service, await client.token(URL_CALLED, NOW, { claims }))).status).toBe(200);
  });

  test('is answered when the clocks differ by half a minute [JWT-16]', async () => {
    const client = await aClient();
    const service = serviceFor([client.entry]);
    for (const seconds of [-330, 30]) {
      const at = new Date(NOW.getTime() + seconds * SECONDS);
      expect((await call(service, await client.token(URL_CALLED, at))).status).toBe(200);
    }
  });

  test('is known by its tenant where one issuer speaks for several', async () => {
    const north = await aClient({ id: 'north', tenants: ['north'] });
    const south = await aClient({ id: 'south', tenants: ['south'] });
    const service = serviceFor([north.entry, south.entry]);
    const token = await south.token(URL_CALLED, NOW, { claims: { tenant: 'south' } });
    expect((await call(service, token)).status).toBe(200);
    const lying = await south.token(URL_CALLED, NOW, { claims: { tenant: 'north' } });
    expect((await call(service, lying)).status).toBe(401);
  });

  test('may say elsewhere whom it calls, when the registry has it so', async () => {
    const client = await aClient({ audiences: ['https://gateway.example/cds'] });
    const service = serviceFor([client.entry]);
    const token = await client.token('https://gateway.example/cds', NOW);
    expect((await call(service, token)).status).toBe(200);
  });

  test('may call the services it is registered for, and gets 403 for others [JWT-12, CH-195]', async () => {
    const client = await aClient({ hooks: ['patient-view'] });
    const service = serviceFor([client.entry]);
    expectError(await call(service, await client.token(URL_CALLED, NOW)), 403, 'not-permitted');
    const viewed = '/cds-services/resistance-patient-view';
    const response = await request(service.app)
      .post(viewed)
      .set('Authorization', `Bearer ${await client.token(`http://127.0.0.1:3000${viewed}`, NOW)}`)
      .send(patientViewRequest());
    expect(response.status).toBe(200);
  });

  test.each([
    ['is told which actions belong together when it is known to understand that', true],
    ['is told nothing of 3.0 otherwise', false],
  ])('%s [cds-resp-7, CH-125]', async (_name, understands) => {
    const client = await aClient(understands ? { capabilities: ['actionSelectionBehavior'] } : {});
    const service = serviceFor([client.entry], { cards: (newId) => [fullCard(newId)] });
    const response = await call(service, await client.token(URL_CALLED, NOW));
    const { cards } = response.body as { cards: Card[] };
    const suggestions = cards.flatMap((card) => card.suggestions ?? []);
    expect(suggestions.length).toBeGreaterThan(0);
    for (const suggestion of suggestions) {
      expect('actionSelectionBehavior' in suggestion).toBe(understands);
      if (understands) expect(suggestion).toMatchObject({ actionSelectionBehavior: 'all' });
    }
  });

  test('has a FHIR server of the demo refused, and one that is not its own', async () => {
    const client = await aClient();
    const service = serviceFor([client.entry]);
    for (const fhirServer of ['http://127.0.0.1:9/fhir', 'https://fhir.elsewhere.example/r4']) {
      const response = await request(service.app)
        .post(PATH)
        .set('Authorization', `Bearer ${await client.token(URL_CALLED, NOW)}`)
        .send(orderSelectRequest({ fhirServer, prefetch: {} }));
      expectError(response, 400, 'fhir-server-refused');
    }
  });

  test('sends feedback with a token for the feedback or for the service', async () => {
    const client = await aClient();
    const service = serviceFor([client.entry]);
    const feedback = {
      feedback: [
        {
          card: '4e0a3a1e-3283-4575-ab82-028d55fe2719',
          outcome: 'overridden',
          outcomeTimestamp: '2026-05-17T09:00:00Z',
        },
      ],
    };
    for (const url of [`${URL_CALLED}/feedback`, URL_CALLED]) {
      const sent = request(service.app).post(`${PATH}/feedback`);
      sent.set('Authorization', `Bearer ${await client.token(url, NOW)}`);
      expect((await sent.send(feedback)).status).toBe(200);
    }
    expect((await request(service.app).post(`${PATH}/feedback`).send(feedback)).status).toBe(401);
  });
});

describe('anybody else [JWT-13, CH-177]', () => {
  const minutes = (count: number): Date => new Date(NOW.getTime() + count * 60 * SECONDS);
  const forgeries: Readonly<
    Record<string, (client: ClientUnderTest) => Promise<string | null> | string | null>
  > = {
    'missing [JWT-01]': () => null,
    'malformed [JWT-01]': () => 'garbage',
    'of the algorithm none [JWT-02, CH-201]': ({ entry }) =>
      new UnsecuredJWT({ iss: entry.issuer, aud: URL_CALLED, jti: 'x' })
        .setIssuedAt(NOW)
        .setExpirationTime(minutes(5))
        .encode(),
    'signed by HS256 with the public key as the secret [JWT-03, CH-203]': async ({
      entry,
      publicKey,
    }) => {
      const pem = await exportSPKI(await importJwk(publicKey));
      const head = base64url.encode(JSON.stringify({ alg: 'HS256', typ: 'JWT', kid: 'key-1' }));
      const at = NOW.getTime() / SECONDS;
      const body = base64url.encode(
        JSON.stringify({ iss: entry.issuer, aud: URL_CALLED, iat: at, exp: at + 60, jti: 'x' }),
      );
      const mac = createHmac('sha256', pem).update(`${head}.${body}`).digest('base64url');
      return `${head}.${body}.${mac}`;
    },
    'signed by a key of somebody else': async () => (await aClient()).token(URL_CALLED, NOW),
    'for another audience [JWT-04]': (client) => client.token('https://other.example/cds', NOW),
    'for the base of the service': (client) => client.token('http://127.0.0.1:3000', NOW),
    'for the URL with a trailing slash [JWT-04]': (client) => client.token(`${URL_CALLED}/`, NOW),
    'for another service': (client) =>
      client.token(URL_CALLED.replace('order-select', 'order-sign'), NOW),
    'expired [JWT-06]': (client) => client.token(URL_CALLED, minutes(-10)),
    'not valid yet [JWT-07]': (client) =>
      client.token(URL_CALLED, NOW, { claims: { nbf: at(minutes(5)) } }),
    'issued in the future [JWT-07]': (client) => client.token(URL_CALLED, minutes(5)),
    'issued long ago, however long it lasts [JWT-07]': (client) =>
      client.token(URL_CALLED, minutes(-60), { claims: { exp: at(minutes(60)) } }),
    'without a time of issue': (client) =>
      client.token(URL_CALLED, NOW, { claims: { iat: undefined } as never }),
    'without an end': (client) =>
      client.token(URL_CALLED, NOW, { claims: { exp: undefined } as never }),
    'without an id': (client) =>
      client.token(URL_CALLED, NOW, { claims: { jti: undefined } as never }),
    'with an id without end': (client) =>
      client.token(URL_CALLED, NOW, { claims: { jti: 'x'.repeat(5_000) } }),
    'of an unknown issuer [JWT-09, CH-195]': (client) =>
      client.token(URL_CALLED, NOW, { claims: { iss: 'https://unknown.example' } }),
    'with a key address that is not on the list': (client) =>
      client.token(URL_CALLED, NOW, { header: { jku: 'https://evil.example/jwks' } }),
    'with an unknown key id [JWT-11]': (client) =>
      client.token(URL_CALLED, NOW, { header: { kid: 'another' } }),
    'without a key id': (client) => client.token(URL_CALLED, NOW, { header: { kid: undefined } }),
    'of another type': (client) => client.token(URL_CALLED, NOW, { header: { typ: 'at+jwt' } }),
    'with an unknown key id that looks like a path, a query or a member of ours': async (
      client,
    ) => {
      const ids = ['../../etc/passwd', "' OR '1'='1", '__proto__', 'constructor', 'https://x/'];
      const tokens = ids.map((kid) => client.token(URL_CALLED, NOW, { header: { kid } }));
      const service = serviceFor([client.entry]);
      for (const token of await Promise.all(tokens)) {
        expect((await call(service, token)).status).toBe(401);
      }
      return (await tokens[0]) ?? null;
    },
    'that brings its own key in the header (jwk, x5c)': async ({ entry }) => {
      const stranger = await aClient();
      const header = { jwk: stranger.publicKey, x5c: ['MIIB'] };
      return stranger.token(URL_CALLED, NOW, { header, claims: { iss: entry.issuer } });
    },
    'of the algorithm none, written otherwise': ({ entry }) => {
      const part = (value: object): string => base64url.encode(JSON.stringify(value));
      const at = NOW.getTime() / SECONDS;
      const claims = { iss: entry.issuer, aud: URL_CALLED, iat: at, exp: at + 60, jti: 'x' };
      return `${part({ alg: 'nOnE', typ: 'JWT', kid: 'key-1' })}.${part(claims)}.`;
    },
    'whose signature is left off': async (client) =>
      (await client.token(URL_CALLED, NOW)).replace(/[^.]+$/, ''),
    'whose claims were changed after it was signed': async (client) => {
      const [head = '', claims = '', signature = ''] = (
        await client.token('https://other.example', NOW)
      ).split('.');
      const changed = { ...(JSON.parse(atob(claims)) as object), aud: URL_CALLED };
      return [head, base64url.encode(JSON.stringify(changed)), signature].join('.');
    },
    'with an extension that must be understood': (client) =>
      client.token(URL_CALLED, NOW, { header: { crit: ['exp'], exp: 1 } }).catch(() => 'a.b.c'),
  };

  test.each(Object.entries(forgeries))('is refused with a token %s', async (_name, forge) => {
    const client = await aClient();
    const service = serviceFor([client.entry]);
    const token = await forge(client);
    expectUnknown(await call(service, token), service, token);
    expect(whyRefused(service)).toEqual(expect.any(String));
  });

  test('is refused with a key address that is not on the list, and the address is not asked [JWT-10]', async () => {
    const server = await keySetServer();
    open.push(server);
    const [known, stranger] = [await aClient(), await aClient()];
    server.publish([stranger.publicKey]);
    const service = serviceFor([known.entry]);
    const token = await stranger.token(URL_CALLED, NOW, { header: { jku: server.url } });
    expectUnknown(await call(service, token), service, token);
    expect(whyRefused(service)).toBe('key-address');
    expect(server.asked()).toBe(0);
  });

  test.each(['x5u', 'jku'])(
    'is refused with an address of keys (%s) on this machine, and nobody is asked',
    async (name) => {
      const server = await keySetServer();
      open.push(server);
      const [known, stranger] = [await aClient(), await aClient()];
      server.publish([stranger.publicKey]);
      const service = serviceFor([known.entry]);
      const token = await stranger.token(URL_CALLED, NOW, { header: { [name]: server.url } });
      expectUnknown(await call(service, token), service, token);
      expect(server.asked()).toBe(0);
    },
  );

  test('is refused with a token that was used before, also by another replica [JWT-08]', async () => {
    const client = await aClient();
    const shared = new Set<string>();
    const claimOnce: ClaimOnce = (key) => {
      const isNew = !shared.has(key);
      shared.add(key);
      return Promise.resolve(isNew);
    };
    const [first, second] = [0, 1].map(() => serviceFor([client.entry], { claimOnce }));
    if (first === undefined || second === undefined) throw new Error('two replicas');
    const token = await client.token(URL_CALLED, NOW);
    expect((await call(first, token)).status).toBe(200);
    expect((await call(first, token)).status).toBe(401);
    expectUnknown(await call(second, token), second, token);
    expect(whyRefused(second)).toBe('replayed');
  });

  test('is not refused because a client of another issuer had the same token id', async () => {
    const north = await aClient({ id: 'north' });
    const south = await aClient({ id: 'south', issuer: 'https://ehr.south.example' });
    const service = serviceFor([north.entry, south.entry]);
    for (const { token } of [north, south]) {
      const sent = await token(URL_CALLED, NOW, { claims: { jti: 'call-1' } });
      expect((await call(service, sent)).status).toBe(200);
    }
  });

  test('while the database does not answer the call goes on, and a replay to the same replica is still refused', async () => {
    const client = await aClient();
    const service = serviceFor([client.entry], { claimOnce: () => new Promise(() => undefined) });
    const token = await client.token(URL_CALLED, NOW);
    const asked = performance.now();
    expect((await call(service, token)).status).toBe(200);
    expect(performance.now() - asked).toBeLessThan(2_000);
    expect((await call(service, token)).status).toBe(401);
  });

  test('while the database is away a replay to the same replica is still refused', async () => {
    const client = await aClient();
    const service = serviceFor([client.entry], {
      claimOnce: () => Promise.reject(new Error('away')),
    });
    const token = await client.token(URL_CALLED, NOW);
    expect((await call(service, token)).status).toBe(200);
    expect((await call(service, token)).status).toBe(401);
  });

  test('cannot slow others down: calls beyond the limit of an address or a client are 429', async () => {
    const client = await aClient({ callsPerMinute: 2 });
    const service = serviceFor([client.entry], { limits: { perAddress: 4, perClient: 100 } });
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      const response = await call(service, await client.token(URL_CALLED, NOW));
      statuses.push(response.status);
      if (response.status === 429) {
        expectError(response, 429, 'too-many-calls');
        expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
      }
    }
    expect(statuses).toEqual([200, 200, 429, 429, 429]);
    // The address has used up what it may, so not even a token is looked at.
    expect((await call(service, null)).status).toBe(429);
  });

  test('who calls too often is refused alone: others of the same address are answered', async () => {
    const busy = await aClient({ id: 'busy', issuer: 'https://busy.example', callsPerMinute: 1 });
    const quiet = await aClient({ id: 'quiet', callsPerMinute: 1 });
    const service = serviceFor([busy.entry, quiet.entry]);
    const statusOf = async ({ token }: ClientUnderTest): Promise<number> =>
      (await call(service, await token(URL_CALLED, NOW))).status;
    expect([await statusOf(busy), await statusOf(busy), await statusOf(quiet)]).toEqual([
      200, 429, 200,
    ]);
  });
});

describe('a client that is registered with certificates [CH-175]', () => {
  const fingerprint = 'AB:'.repeat(31) + 'AB';

  test('is answered when a trusted proxy saw one, in either spelling', async () => {
    const client = await aClient({ certificates: [fingerprint] });
    const service = serviceFor([client.entry], { certificateHeader: 'X-Client-Certificate' });
    const token = await client.token(URL_CALLED, NOW);
    const shown = { 'X-Client-Certificate': fingerprint.replaceAll(':', '').toLowerCase() };
    expect((await call(service, token, shown)).status).toBe(200);
  });

  test.each([
    ['no certificate was seen', {}],
    ['another was seen', { 'X-Client-Certificate': 'cd'.repeat(32) }],
    ['the header is empty', { 'X-Client-Certificate': '' }],
  ])('is refused when %s', async (_name, headers) => {
    const client = await aClient({ certificates: [fingerprint] });
    const service = serviceFor([client.entry], { certificateHeader: 'X-Client-Certificate' });
    const token = await client.token(URL_CALLED, NOW);
    expectUnknown(await call(service, token, headers), service, token);
  });
});

describe('the metrics', () => {
  test('are not there while no token is configured', async () => {
    const service = serviceFor([(await aClient()).entry]);
    expect((await request(service.app).get('/metrics')).status).toBe(404);
  });

  test('are for whoever brings the token, and for nobody else', async () => {
    const metricsToken = 'a-token-for-prometheus';
    const client = await aClient();
    const service = serviceFor([client.entry], {
      metricsToken,
      adminPassword: 'correct-horse-battery',
    });
    const asked = (authorization: string): Promise<Response> =>
      request(service.app).get('/metrics').set('Authorization', authorization);
    const foreign = await client.token('http://127.0.0.1:3000/metrics', NOW);
    for (const wrong of [
      '',
      'Bearer',
      'Bearer a-token',
      `Basic ${metricsToken}`,
      `Bearer ${foreign}`,
    ]) {
      expect(await asked(wrong)).toMatchObject({ status: 401, text: '' });
    }
    const shown = await asked(`Bearer ${metricsToken}`);
    expect(shown.text).toContain('convergent_refusals_total{code="not-authenticated"} 5');
    expect(service.logged.join('')).not.toContain(metricsToken);
  });
});

describe('what a caller says of itself in headers of a proxy', () => {
  test('is not believed of a certificate, unless a trusted proxy says it', async () => {
    const fingerprint = 'ab'.repeat(32);
    const client = await aClient({ certificates: [fingerprint] });
    const service = serviceFor([client.entry], {
      certificateHeader: 'X-Client-Certificate',
      trustedProxies: ['10.0.0.0/8'],
    });
    const token = await client.token(URL_CALLED, NOW);
    const headers = { 'X-Client-Certificate': fingerprint };
    expectUnknown(await call(service, token, headers), service, token);
    expect(whyRefused(service)).toBe('certificate');
  });

  test.each([
    ['a trusted proxy', ['127.0.0.1', '::ffff:127.0.0.1'], 401],
    ['anybody', ['10.0.0.0/8'], 429],
  ])('counts as another address when it comes from %s', async (_name, trustedProxies, status) => {
    const limits = { perAddress: 1, perClient: 100 };
    const service = serviceFor([(await aClient()).entry], { limits, trustedProxies });
    expect((await call(service, null, { 'X-Forwarded-For': '192.0.2.1' })).status).toBe(401);
    expect((await call(service, null, { 'X-Forwarded-For': '192.0.2.2' })).status).toBe(status);
  });
});

describe('pages for administrators', () => {
  test('are not there until a password is set [CRD-79]', async () => {
    const service = serviceFor([(await aClient()).entry]);
    expect((await request(service.app).get('/admin/feedback')).status).toBe(404);
  });

  test.each([
    ['no password', null],
    ['another password', 'ops:not-the-password-1234'],
    ['an empty one', 'ops:'],
  ])('are refused with %s [CRD-79]', async (_name, pair) => {
    const adminPassword = 'correct-horse-battery';
    const service = serviceFor([(await aClient()).entry], { adminPassword });
    const asked = request(service.app).get('/admin/feedback');
    if (pair !== null) asked.set('Authorization', `Basic ${btoa(pair)}`);
    const response = await asked;
    expect({ status: response.status, text: response.text }).toEqual({ status: 401, text: '' });
    expect(response.headers['www-authenticate']).toContain('Basic');
  });

  test('are had with the password, whoever brings it', async () => {
    const adminPassword = 'correct-horse-battery';
    const service = serviceFor([(await aClient()).entry], { adminPassword });
    const response = await request(service.app)
      .get('/admin/feedback')
      .set('Authorization', `Basic ${btoa(`anybody:${adminPassword}`)}`);
    // Let in; this service records nothing, so there is no page.
    expectError(response, 404, 'unknown-path');
    expect(response.headers['www-authenticate']).toBeUndefined();
  });

  test.each(['https://elsewhere.example', 'http://127.0.0.1:3001', 'null'])(
    'change nothing for a page of the origin %s, though the browser adds the password',
    async (origin) => {
      const adminPassword = 'correct-horse-battery';
      const service = serviceFor([(await aClient()).entry], { adminPassword });
      for (const change of ['reload', 'rollback']) {
        const response = await request(service.app)
          .post(`/admin/rules/${change}`)
          .set('Authorization', `Basic ${btoa(`ops:${adminPassword}`)}`)
          .set('Origin', origin);
        expectError(response, 403, 'not-permitted');
      }
    },
  );
});

describe('guessing a password or the token of the metrics', () => {
  const secret = 'correct-horse-battery';
  const RIGHT = {
    '/admin/feedback': `Basic ${btoa(`ops:${secret}`)}`,
    '/admin/rules': `Basic ${btoa(`ops:${secret}`)}`,
    '/metrics': `Bearer ${secret}`,
  } as const;
  const guarded = async (): Promise<ServiceUnderTest> =>
    serviceFor([(await aClient()).entry], { adminPassword: secret, metricsToken: secret });
  const ask = (
    { app }: ServiceUnderTest,
    path: keyof typeof RIGHT,
    authorization: string,
    from = '192.0.2.1',
  ): request.Test =>
    request(app).get(path).set({ Authorization: authorization, 'X-Forwarded-For': from });
  const guess = (path: keyof typeof RIGHT, count: number): string =>
    RIGHT[path].startsWith('Basic')
      ? `Basic ${btoa(`ops:guess-number-${String(count)}`)}`
      : `Bearer guess-number-${String(count)}`;

  test.each(['/admin/rules', '/metrics'] as const)(
    'has an address wait after some wrong ones, also with the right one: %s',
    async (path) => {
      const service = await guarded();
      for (let count = 0; count < GUESSES; count += 1) {
        await ask(service, path, guess(path, count)).expect(401);
      }
      for (const authorization of [guess(path, GUESSES), RIGHT[path]]) {
        const response = await ask(service, path, authorization);
        expectError(response, 429, 'too-many-guesses');
        expect(Number(response.headers['retry-after'])).toBeGreaterThan(600);
      }
      // Nobody else waits for that.
      await ask(service, path, RIGHT[path], '198.51.100.7').expect(200);
      expect(service.logged.join('')).not.toMatch(/guess-number|correct-horse/);
    },
  );

  test('is no faster with many at once, nor on several pages', async () => {
    const service = await guarded();
    const answers = await Promise.all(
      Array.from({ length: 4 * GUESSES }, (_one, count) => {
        const path = count % 2 === 0 ? '/admin/rules' : '/admin/feedback';
        return ask(service, path, guess(path, count));
      }),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(GUESSES);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(3 * GUESSES);
  });

  test('is not what a browser does that asks before it knows, nor who has the right one', async () => {
    const service = await guarded();
    for (let count = 0; count < 2 * GUESSES; count += 1) {
      await request(service.app).get('/admin/rules').expect(401);
      await ask(service, '/admin/rules', RIGHT['/admin/rules']).expect(200);
    }
  });
});

describe('keys at the address of the registry', () => {
  async function keyServer(): Promise<KeySetServer> {
    const server = await keySetServer();
    open.push(server);
    return server;
  }

  test('are fetched once; made-up key ids do not have them fetched again and again', async () => {
    const server = await keyServer();
    const old = await aClient({ kid: 'old' });
    const rotated = await aClient({ kid: 'new' });
    const entry = withoutKeys(old);
    const service = serviceFor([{ ...entry, jwksUrl: server.url }]);
    server.publish([old.publicKey]);
    const header = { jku: server.url };
    expect((await call(service, await old.token(URL_CALLED, NOW, { header }))).status).toBe(200);
    expect((await call(service, await old.token(URL_CALLED, NOW, { header }))).status).toBe(200);
    expect(server.asked()).toBe(1);
    server.publish([old.publicKey, rotated.publicKey]);
    // Within the cooldown nobody can make us ask again, whatever key ids are made up.
    expect((await call(service, await rotated.token(URL_CALLED, NOW))).status).toBe(401);
    expect(server.asked()).toBe(1);
  });

  test('may be as many as a large organisation has, and not a thousand', async () => {
    for (const [count, status] of [
      [200, 200],
      [1_000, 401],
    ] as const) {
      const server = await keyServer();
      const client = await aClient();
      const others = Array.from({ length: count }, (_one, index) => ({
        ...client.publicKey,
        kid: `other-${String(index)}`,
      }));
      server.publish([...others, client.publicKey]);
      const service = serviceFor([{ ...withoutKeys(client), jwksUrl: server.url }]);
      const started = performance.now();
      expect((await call(service, await client.token(URL_CALLED, NOW))).status).toBe(status);
      expect(performance.now() - started).toBeLessThan(2_000);
    }
  });

  test.each(['redirect', 'html', 'huge', 'error', 'endless', 'not-keys'] as const)(
    'are not had from a server that answers with: %s',
    async (behaviour) => {
      const server = await keyServer();
      const client = await aClient();
      server.publish([client.publicKey]);
      server.behave(behaviour);
      const entry = withoutKeys(client);
      const service = serviceFor([{ ...entry, jwksUrl: server.url }]);
      const token = await client.token(URL_CALLED, NOW);
      expectUnknown(await call(service, token), service, token);
      expect(server.followed()).toBe(0);
    },
  );
});

function at(date: Date): number {
  return Math.floor(date.getTime() / SECONDS);
}

async function importJwk(jwk: ClientUnderTest['publicKey']): Promise<CryptoKey> {
  return (await importJWK(jwk, 'ES384', { extractable: true })) as CryptoKey;
}
