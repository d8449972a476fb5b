import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolder } from '../builders/dataFolder.ts';
import { plant } from '../builders/plantedSecrets.ts';
import { hasPostgres, realPostgres, type RealPostgres } from '../builders/realPostgres.ts';
import { aClient, type ClientUnderTest } from './aClient.ts';
import { orderSelectRequest } from './hookRequests.ts';
import { killAllServices, startService, type ServiceProcess } from './serviceProcess.ts';

const PUBLIC_URL = 'https://cds.hospital.example/convergent';
const PATH = '/cds-services/resistance-order-select';
const folder = mkdtempSync(join(tmpdir(), 'production-'));
const registry = join(folder, 'clients.json');
const records = dataFolder();
const DATABASE_PASSWORD = plant('the password of the database', 'planted-database-password');
const ADMIN_PASSWORD = 'planted-admin-password';

afterEach(killAllServices);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  records.remove();
});

describe('the production profile', () => {
  test('does not start until everything is there, and says all that is missing at once [CH-168]', async () => {
    writeFileSync(registry, '{"clients": []}');
    const { ended } = startService({
      CONVERGENT_PROFILE: 'production',
      CONVERGENT_DECISION_LOG: 'on',
      CONVERGENT_PUBLIC_URL: 'http://cds.hospital.example',
      CONVERGENT_CLIENTS: registry,
      CONVERGENT_ALLOWED_ORIGINS: '*',
      CONVERGENT_KEEP_INPUTS: 'yes',
      CONVERGENT_CERTIFICATE_HEADER: 'X-Cert',
      PORT: 'http',
    });
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const sentences = stderr.trim().split('\n');
    for (const name of [
      'PORT must',
      'CONVERGENT_PUBLIC_URL must be the https URL',
      'CONVERGENT_ALLOWED_ORIGINS=*',
      'DATABASE_URL',
      'CONVERGENT_PSEUDONYM_KEY',
      'CONVERGENT_KEEP_INPUTS=yes',
      'clients must NOT have fewer than 1 items',
      'CONVERGENT_TRUSTED_PROXIES',
    ]) {
      expect(sentences).toContainEqual(expect.stringContaining(name));
    }
    for (const sentence of sentences) expect(sentence).toMatch(/\.$/);
    expect(stderr).not.toMatch(/\bat .+:\d+:\d+/);
  }, 60_000);

  test('does not start without a record of its answers', async () => {
    const { ended } = startService({ CONVERGENT_PROFILE: 'production' });
    expect((await ended).stderr).toContain('CONVERGENT_DECISION_LOG=off is for the demo profile');
  }, 60_000);
});

(hasPostgres ? describe : describe.skip)('the production profile on PostgreSQL', () => {
  let postgres: RealPostgres;
  let client: ClientUnderTest;
  beforeAll(async () => {
    postgres = await realPostgres();
    client = await aClient({ alg: 'RS384' });
    writeFileSync(registry, JSON.stringify({ clients: [client.entry] }));
    const url = postgres.url.replace('@', `:${DATABASE_PASSWORD}@`);
    writeFileSync(join(folder, 'database-url'), `${url}\n`);
  }, 60_000);
  afterAll(async () => {
    await postgres.remove();
  });

  const key = randomBytes(32).toString('base64');
  function replica(name: string): ServiceProcess {
    return startService({
      CONVERGENT_PROFILE: 'production',
      CONVERGENT_DECISION_LOG: 'on',
      CONVERGENT_PUBLIC_URL: PUBLIC_URL,
      CONVERGENT_CLIENTS: registry,
      CONVERGENT_PSEUDONYM_KEY: key,
      CONVERGENT_ADMIN_PASSWORD: ADMIN_PASSWORD,
      CONVERGENT_DATA: join(records.path, name),
      CONVERGENT_WORKERS: '1',
      DATABASE_URL_FILE: join(folder, 'database-url'),
      HOST: '127.0.0.1',
    });
  }
  async function addressOf({ greeting }: ServiceProcess): Promise<string> {
    const told = await greeting;
    expect(told).toContain('production profile');
    const port = /port (\d+)/.exec(told)?.[1];
    if (port === undefined) throw new Error(`It did not start: ${told}`);
    return `http://127.0.0.1:${port}`;
  }
  const call = (base: string, token: string | null): Promise<Response> =>
    fetch(`${base}${PATH}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(orderSelectRequest()),
    });

  test('answers whom it knows, once per token across replicas, and has nothing of the demo', async () => {
    const [first, second] = await Promise.all(['a', 'b'].map((name) => addressOf(replica(name))));
    if (first === undefined || second === undefined) throw new Error('two replicas');
    await databaseUp(first);
    await databaseUp(second);

    const token = await client.token(`${PUBLIC_URL}${PATH}`, new Date());
    expect((await call(first, token)).status).toBe(200);
    expect((await call(second, token)).status).toBe(401);
    expect((await call(second, null)).status).toBe(401);
    const fresh = await client.token(`${PUBLIC_URL}${PATH}`, new Date());
    expect((await call(second, fresh)).status).toBe(200);

    expect((await fetch(`${first}/cds-services`)).status).toBe(200);
    for (const path of ['/', '/demo/fhir/Patient', '/demo/fhir/metadata', '/sandbox']) {
      expect({ path, status: (await fetch(`${first}${path}`)).status }).toEqual({
        path,
        status: 404,
      });
    }
    const info = (await (await fetch(`${first}/service-info`)).json()) as object;
    expect(info).toMatchObject({ profile: 'production' });
    expect(info).not.toHaveProperty('demo');
  }, 120_000);

  async function databaseUp(base: string): Promise<void> {
    for (;;) {
      const ready = (await (await fetch(`${base}/health/ready`)).json()) as {
        decisionLog?: { database: string };
      };
      if (ready.decisionLog?.database === 'up') return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
});
