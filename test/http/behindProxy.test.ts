import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle } from 'fhir/r4.js';
import { createHash, randomBytes } from 'node:crypto';
import { type IncomingMessage, request as httpRequest, type RequestListener } from 'node:http';
import { PREFETCH_TEMPLATES } from '../../services/cds-hooks/catalogue/prefetchTemplates.ts';
import { createDemo } from '../../services/cds-hooks/demo.ts';
import { listen, type ListeningServer } from './listen.ts';
import { serviceUnderTest, type ServiceUnderTest } from './serviceUnderTest.ts';

const PATIENT = 'lung-t790m';
const PREFIX = '/hospital';

interface Passed {
  readonly path: string;
  readonly headers: Record<string, string | string[] | undefined>;
}

/** A reverse proxy: `change` decides what reaches the server behind it, `rewrite` what comes back. */
function proxyTo(
  target: () => string,
  change: (incoming: IncomingMessage) => Passed,
  rewrite: (body: string) => string = (body) => body,
): RequestListener {
  return (incoming, outgoing) => {
    const { path, headers } = change(incoming);
    const forwarded = httpRequest(
      new URL(path, target()),
      { method: incoming.method, headers },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const kept = Object.entries(answer.headers).filter(([name]) => name !== 'content-length');
          outgoing.writeHead(answer.statusCode ?? 502, Object.fromEntries(kept));
          outgoing.end(rewrite(Buffer.concat(chunks).toString('utf8')));
        });
      },
    );
    incoming.pipe(forwarded);
  };
}

let server: ListeningServer;
let prefixed: ListeningServer;
let launcher: ListeningServer;
let service: ServiceUnderTest;

beforeAll(async () => {
  let handle: RequestListener = () => undefined;
  server = await listen((request, response) => {
    handle(request, response);
  });
  // Puts the hospital below a path, as a gateway does, and says so in forwarded headers.
  prefixed = await listen(
    proxyTo(
      () => server.url,
      ({ url = '', headers }) => ({
        path: url.slice(PREFIX.length),
        headers: {
          ...headers,
          host: new URL(server.url).host,
          'x-forwarded-host': headers.host ?? '',
          'x-forwarded-proto': 'http',
          'x-forwarded-prefix': PREFIX,
        },
      }),
    ),
  );
  // The public SMART launcher: own path, `//` collapsed, no Authorization and no X- header passed on,
  // and its own address in the place of ours in whatever comes back.
  launcher = await listen(
    proxyTo(
      () => server.url,
      ({ url = '', headers }) => ({
        path: url.replace(/^\/v\/r4\/fhir/, '/demo/fhir').replaceAll(/\/{2,}/g, '/'),
        headers: {
          ...Object.fromEntries(
            Object.entries(headers).filter(([name]) => !/^x-|^authorization$|^host$/.test(name)),
          ),
          host: new URL(server.url).host,
        },
      }),
      (body) => body.replaceAll(`${server.url}/demo/fhir`, `${launcher.url}/v/r4/fhir`),
    ),
  );
  const demo = createDemo({
    serviceUrl: `${prefixed.url}${PREFIX}`,
    packs: () => [],
    today: '2026-11-23',
  });
  service = serviceUnderTest({ demo, serviceUrl: server.url });
  handle = service.app;
});
afterAll(async () => {
  await Promise.all([prefixed.close(), launcher.close(), server.close()]);
  await service.close();
});

const json = async <Body>(url: string, init?: RequestInit): Promise<Body> =>
  (await (await fetch(url, init)).json()) as Body;

/** Follows the pages; every link has to lead through the proxy again. */
async function idsFrom(url: string, base: string): Promise<string[]> {
  const ids: string[] = [];
  for (let next: string | undefined = url; next !== undefined;) {
    expect(next.startsWith(base)).toBe(true);
    const bundle: Bundle = await json<Bundle>(next);
    ids.push(...(bundle.entry ?? []).map(({ resource }) => resource?.id ?? ''));
    next = bundle.link?.find(({ relation }) => relation === 'next')?.url;
  }
  return ids;
}

describe('behind a gateway that puts the hospital below a path', () => {
  test('paging leads through the gateway', async () => {
    const base = `${prefixed.url}${PREFIX}/demo/fhir`;
    const query = `Observation?patient=${PATIENT}&_count=9`;
    const ids = await idsFrom(`${base}/${query}`, base);
    expect(ids).toEqual(await idsFrom(`${server.url}/demo/fhir/${query}`, server.url));
    expect(ids.length).toBeGreaterThan(9);
  });

  test('a whole SMART launch works, and its token opens the record there', async () => {
    const base = `${prefixed.url}${PREFIX}/demo/smart-fhir`;
    const redirectUri = `${prefixed.url}${PREFIX}/smart/`;
    const verifier = randomBytes(32).toString('base64url');
    const configuration = await json<Record<string, string>>(
      `${base}/.well-known/smart-configuration`,
    );
    expect(configuration['token_endpoint']).toBe(`${prefixed.url}${PREFIX}/demo/auth/token`);
    const { launch_id: launch } = await json<{ launch_id: string }>(
      `${base}/_services/smart/Launch`,
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ launchUrl: redirectUri, parameters: { patient: PATIENT } }),
      },
    );
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'convergent-app',
      redirect_uri: redirectUri,
      scope: 'launch patient/*.rs',
      state: 'x',
      aud: base,
      launch,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const redirected = await fetch(
      `${configuration['authorization_endpoint'] ?? ''}?${query.toString()}`,
      { redirect: 'manual' },
    );
    const location = new URL(redirected.headers.get('location') ?? '');
    expect(location.href.startsWith(redirectUri)).toBe(true);
    const token = await json<{ access_token: string }>(configuration['token_endpoint'] ?? '', {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: location.searchParams.get('code') ?? '',
        redirect_uri: redirectUri,
        client_id: 'convergent-app',
        code_verifier: verifier,
      }),
    });
    const patient = await fetch(`${base}/Patient/${PATIENT}`, {
      headers: { Authorization: `Bearer ${token.access_token}` },
    });
    expect(patient.status).toBe(200);
  });

  test('the page for another patient stays below the path too', async () => {
    const settings = await json<{ fhirServer: string; discovery: string }>(
      `${prefixed.url}${PREFIX}/sandbox/settings.json`,
    );
    expect(settings).toMatchObject({
      fhirServer: `${prefixed.url}${PREFIX}/demo/fhir`,
      discovery: `${prefixed.url}${PREFIX}/cds-services`,
    });
  });
});

describe('behind the public SMART launcher', () => {
  test.each(PREFETCH_TEMPLATES.map(({ key, template }) => [key, template] as const))(
    'the query for %s finds the same as without it',
    async (_key, template) => {
      const query = template.replaceAll('{{context.patientId}}', PATIENT);
      const through = await json<Bundle>(`${launcher.url}/v/r4/fhir/${query}`);
      const direct = await json<Bundle>(`${server.url}/demo/fhir/${query}`);
      expect(through.total).toBe(direct.total);
      expect(through.resourceType).toBe(direct.resourceType);
    },
  );

  test('a token of the launcher, which it keeps to itself, and paging do no harm', async () => {
    const base = `${launcher.url}/v/r4/fhir`;
    const first = await json<Bundle>(`${base}/Observation?patient=${PATIENT}&_count=9`, {
      headers: { Authorization: 'Bearer token-of-the-launcher' },
    });
    const next = first.link?.find(({ relation }) => relation === 'next')?.url ?? '';
    expect(next.startsWith(base)).toBe(true);
    expect((await json<Bundle>(next)).entry?.length).toBe(9);
  });
});
