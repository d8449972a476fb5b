import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { decisionStore } from '../../services/decision-log/decisionStore.ts';
import { embeddedDatabase } from '../../services/decision-log/embeddedDatabase.ts';
import type { Database } from '../../services/decision-log/database.ts';
import { postgresDatabase } from '../../services/decision-log/postgresDatabase.ts';
import { verifyChain, type Verification } from '../../services/decision-log/verifyChain.ts';
import { dataFolder, type DataFolder } from '../builders/dataFolder.ts';
import { expectNoSecrets } from '../builders/plantedSecrets.ts';
import { hasPostgres, realPostgres, type RealPostgres } from '../builders/realPostgres.ts';
import { fhirServerDouble, sendFhir, wellBehaved } from './fhirServerDouble.ts';
import { orderSelectRequest, patientViewRequest } from './hookRequests.ts';
import {
  killAllServices,
  startService,
  startServiceOnSmallDisk,
  startServiceOnStubbornDisk,
  type ServiceProcess,
} from './serviceProcess.ts';

const WITHIN_MS = 120_000;
const LOADED_MS = 400;

/** Whether this user may mount a file system of its own, to fill it. */
const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0;
if (!canMount) {
  process.stderr.write(
    'This user may not mount a file system: the test of a full disk is skipped.\n',
  );
}
/** Whether it may also mount one that is served by a process of ours. */
const canServe =
  canMount &&
  spawnSync('unshare', [
    '-rm',
    'sh',
    '-c',
    'exec 3<>/dev/fuse && mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 none /mnt',
  ]).status === 0;
if (!canServe) {
  process.stderr.write(
    'There is no FUSE here (/dev/fuse), or this user may not mount it: the test of a disk that does not answer is skipped.\n',
  );
}

let data: DataFolder;
let folder: string;
beforeEach(() => {
  data = dataFolder();
  folder = data.path;
});
afterEach(async () => {
  await killAllServices();
  data.remove();
});

const recordingIn = (path: string, databaseUrl?: string): Record<string, string> => ({
  CONVERGENT_DECISION_LOG: 'on',
  CONVERGENT_DATA: path,
  CONVERGENT_WORKERS: '0',
  ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
});

/** The id of the answered call; `null` when there was no answer. */
async function ask(url: string, request = orderSelectRequest()): Promise<string | null> {
  try {
    const response = await fetch(`${url}/cds-services/resistance-${String(request['hook'])}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
    });
    await response.text();
    return response.ok ? response.headers.get('x-request-id') : null;
  } catch {
    return null;
  }
}

async function askMany(url: string, count: number): Promise<readonly string[]> {
  const ids = await Promise.all(Array.from({ length: count }, () => ask(url)));
  return ids.filter((id) => id !== null);
}

/** Calls come from all sides until the service is gone; gives the ids of those that were answered. */
async function askUntilGone(url: string): Promise<readonly string[]> {
  const answered: string[] = [];
  const caller = async (): Promise<void> => {
    for (let id = await ask(url); id !== null; id = await ask(url)) answered.push(id);
  };
  await Promise.all(Array.from({ length: 6 }, caller));
  return answered;
}

interface Readiness {
  readonly status: string;
  readonly degraded?: readonly string[];
  readonly decisionLog?: { readonly database: string; readonly waitingBytes: number };
}

async function readiness(url: string): Promise<Readiness> {
  return (await (await fetch(`${url}/health/ready`)).json()) as Readiness;
}

async function eventually(what: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await what()); tries += 1) {
    if (tries > 300) throw new Error('It did not happen.');
    await delay(100);
  }
}

/** Until every record has arrived in the database. */
async function drained(url: string): Promise<void> {
  await eventually(async () => {
    const { decisionLog } = await readiness(url);
    return decisionLog?.database === 'up' && decisionLog.waitingBytes === 0;
  });
}

async function stopped({ child, ended }: ServiceProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await ended;
}

interface Found extends Verification {
  readonly ids: ReadonlySet<string>;
}

async function inDatabase(database: Database): Promise<Found> {
  const store = decisionStore(database);
  const ids = new Set<string>();
  for await (const { id, body } of store.entries()) {
    ids.add(id);
    expectNoSecrets('A record in the database', body);
  }
  const verification = await verifyChain(store.entries(), await store.head());
  return { ...verification, ids };
}

describe('the embedded log', () => {
  test(
    'has every answer that was given, although the process is killed again and again',
    async () => {
      const answered: string[] = [];
      for (const signal of ['SIGKILL', 'SIGKILL', 'SIGTERM'] as const) {
        const service = startService(recordingIn(folder));
        const url = await service.url();
        // The first time the database is still being made, and all is in the spool.
        if (signal === 'SIGTERM') await drained(url);
        const asked = askUntilGone(url);
        await delay(LOADED_MS);
        await stopped(service, signal);
        answered.push(...(await asked));
      }
      expect(readdirSync(join(folder, 'spool'))).toEqual([]);
      const database = embeddedDatabase(join(folder, 'database'));
      const found = await inDatabase(database).finally(database.close);
      expect(answered.length).toBeGreaterThan(20);
      expect(answered.filter((id) => !found.ids.has(id))).toEqual([]);
      expect(found.faults).toEqual([]);
    },
    WITHIN_MS,
  );

  test(
    'belongs to one process: a second one says who has it, and does not start',
    async () => {
      const first = startService(recordingIn(folder));
      const url = await first.url();
      const { code, stderr } = await startService(recordingIn(folder)).ended;
      expect(stderr).toMatch(
        /^The folder \S+ is in use by process \d+ on \S+: stop it, or set CONVERGENT_DATA to another folder\.\n$/,
      );
      expect(stderr).toContain(`process ${String(first.child.pid)} `);
      expect(code).toBe(1);
      expect(await ask(url)).not.toBeNull();
    },
    WITHIN_MS,
  );
});

test(
  'a folder that can not be written to is named before anything is served',
  async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const { code, stderr } = await startService(recordingIn(join(file, 'data'))).ended;
    expect(stderr).toBe(
      `The folder ${join(file, 'data')} can't be written to (ENOTDIR): set CONVERGENT_DATA to one that can.\n`,
    );
    expect(code).toBe(1);
  },
  WITHIN_MS,
);

(hasPostgres ? describe : describe.skip)('the log on PostgreSQL', () => {
  let server: RealPostgres;
  let database: Database;
  beforeAll(async () => {
    server = await realPostgres();
    database = postgresDatabase(server.url);
  }, WITHIN_MS);
  afterAll(async () => {
    await database.close();
    await server.remove();
  }, WITHIN_MS);
  beforeEach(() => database.script('DROP SCHEMA IF EXISTS convergent CASCADE'));

  test(
    'has every answer that was given, although the process is killed',
    async () => {
      const answered: string[] = [];
      for (let run = 0; run < 2; run += 1) {
        const service = startService(recordingIn(folder, server.url));
        const asked = askUntilGone(await service.url());
        await delay(LOADED_MS);
        await stopped(service, 'SIGKILL');
        answered.push(...(await asked));
      }
      await drained(await startService(recordingIn(folder, server.url)).url());
      const { ids, faults } = await inDatabase(database);
      expect(answered.filter((id) => !ids.has(id))).toEqual([]);
      expect(faults).toEqual([]);
    },
    WITHIN_MS,
  );

  test(
    'is one chain, although several replicas write at once',
    async () => {
      const replicas = await Promise.all(
        ['a', 'b', 'c'].map((name) =>
          startService(recordingIn(join(folder, name), server.url)).url(),
        ),
      );
      const answered = await Promise.all(replicas.map((url) => askMany(url, 40)));
      await Promise.all(replicas.map(drained));
      const { ids, entries, faults } = await inDatabase(database);
      expect({ entries, faults }).toEqual({ entries: 120, faults: [] });
      expect(answered.flat().filter((id) => !ids.has(id))).toEqual([]);
    },
    WITHIN_MS,
  );

  test(
    'may be away: answers go on, readiness says so, and their records arrive when it is back',
    async () => {
      await server.stop();
      const url = await startService(recordingIn(folder, server.url)).url();
      const answered = [...(await askMany(url, 5))];
      await eventually(async () => (await readiness(url)).decisionLog?.database === 'down');
      expect(await readiness(url)).toMatchObject({
        status: 'ready',
        degraded: [expect.stringMatching(/^The database of decisions is away; \d+ bytes/)],
      });
      await server.start();
      await drained(url);
      answered.push(...(await askMany(url, 5)));
      await drained(url);

      await server.stop();
      answered.push(...(await askMany(url, 5)));
      await eventually(async () => (await readiness(url)).degraded !== undefined);
      await server.start();
      await drained(url);
      expect(await readiness(url)).not.toHaveProperty('degraded');
      const { ids, entries, faults } = await inDatabase(database);
      expect({ entries, faults }).toEqual({ entries: 15, faults: [] });
      expect(answered.filter((id) => ids.has(id))).toHaveLength(15);
    },
    WITHIN_MS,
  );

  test(
    'may be slow: no answer waits for it, and readiness says so',
    async () => {
      const url = await startService(recordingIn(folder, server.url)).url();
      await askMany(url, 3);
      await drained(url);
      const held = database.script(
        'SELECT * FROM convergent.chain_head FOR UPDATE; SELECT pg_sleep(5)',
      );
      await delay(200);
      const started = performance.now();
      for (let call = 0; call < 5; call += 1) expect(await ask(url)).not.toBeNull();
      expect(performance.now() - started).toBeLessThan(2_000);
      await eventually(async () => (await readiness(url)).decisionLog?.database === 'slow');
      expect(await readiness(url)).toMatchObject({
        status: 'ready',
        degraded: [expect.stringMatching(/^The database of decisions is slow; [1-9]\d* bytes/)],
      });
      await held;
      await drained(url);
      expect(await readiness(url)).not.toHaveProperty('degraded');
      expect(await inDatabase(database)).toMatchObject({ entries: 8, faults: [] });
    },
    WITHIN_MS,
  );

  test(
    'a damaged spool: the torn last record is told of, another damaged one is kept aside, the rest arrives',
    async () => {
      await server.stop();
      const service = startService(recordingIn(folder, server.url));
      const url = await service.url();
      for (let call = 0; call < 4; call += 1) await ask(url);
      await stopped(service, 'SIGKILL');
      const spool = join(folder, 'spool');
      const [segment = ''] = readdirSync(spool);
      const lines = readFileSync(join(spool, segment), 'utf8').split('\n');
      const damaged = (lines[1] ?? '').replace('order-select', 'order-s3lect');
      const torn = (lines[3] ?? '').slice(0, 100);
      writeFileSync(join(spool, segment), [lines[0], damaged, lines[2], torn].join('\n'));
      await server.start();

      const again = startService(recordingIn(folder, server.url));
      const urlAgain = await again.url();
      await drained(urlAgain);
      expect((await readiness(urlAgain)).degraded).toEqual([
        '1 records were damaged or refused and are set aside beside the spool.',
      ]);
      expect(readFileSync(join(spool, 'set-aside.txt'), 'utf8')).toBe(`${damaged}\n`);
      expect(await inDatabase(database)).toMatchObject({ entries: 2, faults: [] });
      await stopped(again, 'SIGTERM');
      expect((await again.ended).stdout).toContain('The last record in the spool is cut off');
    },
    WITHIN_MS,
  );

  (canMount ? test : test.skip)(
    'a full disk: records go to the database; without it no advice is given, and nothing is lost',
    async () => {
      const url = await startServiceOnSmallDisk(recordingIn(folder, server.url), {
        folder,
        kilobytes: 24,
      }).url();
      const answered = [...(await askMany(url, 3))];
      await drained(url);
      await server.stop();
      let refused = 0;
      for (let call = 0; call < 30 && refused < 3; call += 1) {
        const id = await ask(url);
        if (id === null) refused += 1;
        else answered.push(id);
      }
      expect(refused).toBe(3);
      const response = await fetch(`${url}/health/ready`);
      expect(response.status).toBe(503);
      expect(await response.text()).toContain('not-recordable');

      await server.start();
      await drained(url);
      answered.push(...(await askMany(url, 20)));
      await drained(url);
      const { ids, faults } = await inDatabase(database);
      expect(answered.filter((id) => !ids.has(id))).toEqual([]);
      expect(faults).toEqual([]);
    },
    WITHIN_MS,
  );

  (canServe ? test : test.skip)(
    'a disk that does not answer: records go to the database, later answers do not wait, and the service can be stopped',
    async () => {
      mkdirSync(join(folder, 'disk'));
      const fhir = await fhirServerDouble(wellBehaved);
      const service = startServiceOnStubbornDisk(
        recordingIn(join(folder, 'disk', 'records'), server.url),
        { folder: join(folder, 'disk'), pidFile: join(folder, 'pid') },
      );
      const url = await service.url();
      const answered = [...(await askMany(url, 3))];
      await drained(url);

      service.disk.stopAnswering();
      answered.push(...(await askMany(url, 6)));
      const started = performance.now();
      for (let call = 0; call < 5; call += 1) answered.push(...(await askMany(url, 1)));
      expect(performance.now() - started).toBeLessThan(1_000);
      expect(await readiness(url)).toMatchObject({
        status: 'ready',
        degraded: ['The disk takes no records; they go to the database straight away.'],
      });

      service.disk.answerAgain();
      await eventually(async () => {
        answered.push(...(await askMany(url, 1)));
        return (await readiness(url)).degraded === undefined;
      });
      await drained(url);

      service.disk.stopAnswering();
      answered.push(...(await askMany(url, 1)));
      // As long as it takes for what looks after the folder to need every thread for files.
      await delay(9_000);
      const named = { fhirServer: fhir.base.replace('127.0.0.1', 'localhost'), prefetch: {} };
      const id = await ask(url, patientViewRequest(named));
      await fhir.close();
      expect(id).not.toBeNull();
      service.child.kill('SIGTERM');
      await eventually(() => Promise.resolve(service.wrote().includes('decision log closed')));
      // Nobody, not even the kernel, lets a process end before the disk has let go of its files.
      service.disk.remove();
      await service.ended;
      const { ids, faults } = await inDatabase(database);
      expect([...answered, id].filter((one) => one !== null && !ids.has(one))).toEqual([]);
      expect(answered.length).toBeGreaterThanOrEqual(16);
      expect(faults).toEqual([]);
    },
    WITHIN_MS,
  );

  test(
    'a service that is told to stop answers what it has begun, records it, and leaves no spool',
    async () => {
      let begin: () => void = () => undefined;
      const begun = new Promise<void>((resolve) => {
        begin = resolve;
      });
      const fhir = await fhirServerDouble((_seen, response) => {
        begin();
        setTimeout(() => {
          sendFhir(response, { resourceType: 'Bundle', type: 'searchset', entry: [] });
        }, 700);
      });
      const service = startService(recordingIn(folder, server.url));
      const url = await service.url();
      const answer = ask(url, patientViewRequest({ fhirServer: fhir.base, prefetch: {} }));
      await begun;
      await stopped(service, 'SIGTERM');
      const id = await answer;
      await fhir.close();
      expect(id).not.toBeNull();
      expect((await inDatabase(database)).ids).toEqual(new Set([id]));
      expect(readdirSync(join(folder, 'spool'))).toEqual([]);
      expect(await service.ended).toMatchObject({ code: 0, stderr: '' });
    },
    WITHIN_MS,
  );
});
