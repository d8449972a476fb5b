import { afterEach, describe, expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { calendarDay } from '../../services/cds-hooks/calendarDay.ts';
import { orderSelectRequest, theDemoPatient } from '../builders/aPatient.ts';
import { rulesFolder, type RulesFolder } from '../builders/rulesFolder.ts';
import { emptyPrefetch } from './hookRequests.ts';
import { killAllServices, startService } from './serviceProcess.ts';

const PATIENT = 'lung-t790m';
const MANIFEST = 'packs/lung/pack.json';
/** The service as `npm run build` makes it: its threads start sooner than from the sources. */
const BUILT = [process.execPath, 'dist/services/cds-hooks/main.js'] as const;
const CALLERS = 3;
/** Between two calls of one: the machine has other tests to run. */
const PAUSE_MS = 25;

let rules: RulesFolder | null = null;
let load: Load | null = null;
afterEach(async () => {
  const stopped = load?.stop();
  await killAllServices();
  await stopped;
  rules?.remove();
  [rules, load] = [null, null];
});

interface Load {
  /** A call of its own, after all that was done before: the version of lung that its card names. */
  readonly versionNow: () => Promise<string>;
  /** Stops calling: how many answers there were, and what was no answer. */
  readonly stop: () => Promise<{ readonly answers: number; readonly failures: readonly string[] }>;
}

/** Callers who order gefitinib again and again, as they would from several EHRs. */
function underLoad(base: string): Load {
  const body = JSON.stringify(
    orderSelectRequest({
      patientId: PATIENT,
      drugs: ['gefitinib'],
      prefetch: {
        ...emptyPrefetch(),
        patient: theDemoPatient(PATIENT).bundle(calendarDay(new Date())),
      },
    }),
  );
  const call = async (): Promise<string> => {
    const response = await fetch(`${base}/cds-services/resistance-order-select`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const text = await response.text();
    const version = /Rules: lung (\d+\.\d+\.\d+)/.exec(text)?.[1];
    if (response.status !== 200 || version === undefined) {
      throw new Error(`${String(response.status)} ${text.slice(0, 200)}`);
    }
    return version;
  };
  let going = true;
  let answers = 0;
  const failures: string[] = [];
  const callers = Array.from({ length: CALLERS }, async () => {
    while (going) {
      await call().then(
        () => (answers += 1),
        (error: unknown) => failures.push(String(error)),
      );
      await delay(PAUSE_MS);
    }
  });
  return {
    versionNow: call,
    stop: async () => {
      going = false;
      await Promise.all(callers);
      return { answers, failures };
    },
  };
}

describe('rules in a service that runs', () => {
  test('take over when they are valid, stay out when they are not, and can be taken back; no call fails', async () => {
    const copy = (rules = rulesFolder());
    const { version: first } = JSON.parse(copy.text(MANIFEST)) as { version: string };
    const { child, url, ended } = startService(
      { CONVERGENT_RULES: copy.path, CONVERGENT_DRAFT_RULES: '1', CONVERGENT_WORKERS: '2' },
      BUILT,
    );
    const base = await url();
    const calls = (load = underLoad(base));
    const asked = async (path: string, method = 'GET'): Promise<Record<string, unknown>> =>
      (await (await fetch(`${base}${path}`, { method })).json()) as Record<string, unknown>;
    const change = (what: 'reload' | 'rollback'): Promise<Record<string, unknown>> =>
      asked(`/admin/rules/${what}`, 'POST');
    const readiness = (): Promise<Record<string, unknown>> => asked('/health/ready');
    expect(await calls.versionNow()).toBe(first);
    expect(await change('reload')).toMatchObject({ outcome: 'unchanged' });
    expect(await change('rollback')).toMatchObject({
      issue: [{ details: { coding: [{ code: 'no-rules-before' }] } }],
    });

    const headers = { origin: 'https://elsewhere.example' };
    const foreign = await fetch(`${base}/admin/rules/reload`, { method: 'POST', headers });
    expect(foreign.status).toBe(403);

    // A new version, by the signal: it answers as soon as all threads have it.
    copy.raise('lung', '8.0.0');
    child.kill('SIGHUP');
    while ((await calls.versionNow()) !== '8.0.0') await delay(20);
    const info = await asked('/service-info');
    expect(info['packs']).toContainEqual(
      expect.objectContaining({ pack: 'lung', version: '8.0.0' }),
    );

    // A broken file: what answers stays, and everybody can see why.
    const manifest = copy.text(MANIFEST);
    copy.write(MANIFEST, manifest.replace('8.0.0', 'newest'));
    const refused = await change('reload');
    expect(JSON.stringify(refused)).toContain('packs/lung/pack.json');
    expect(refused).toMatchObject({
      issue: [{ details: { coding: [{ code: 'rules-refused' }] } }],
    });
    expect(await calls.versionNow()).toBe('8.0.0');
    expect(await readiness()).toMatchObject({
      status: 'ready',
      degraded: [expect.stringContaining('The rules on disk were refused') as unknown],
    });
    expect(await asked('/service-info')).toMatchObject({
      rules: { refusedAt: expect.any(String) as unknown },
    });
    expect(JSON.stringify(await asked('/admin/rules'))).toContain('packs/lung/pack.json');

    // Back to what answered before; from now on every call, not only some.
    expect(await change('rollback')).toMatchObject({ outcome: 'taken-over' });
    const now = await Promise.all(Array.from({ length: 8 }, calls.versionNow));
    expect(new Set(now)).toEqual(new Set([first]));

    // Mended, and loaded by the administrators' endpoint.
    copy.write(MANIFEST, manifest.replace('8.0.0', '8.0.1'));
    expect(await change('reload')).toMatchObject({
      outcome: 'taken-over',
      previous: {
        packs: expect.arrayContaining([
          expect.objectContaining({ pack: 'lung', version: first }),
        ]) as unknown,
      },
    });
    expect(await calls.versionNow()).toBe('8.0.1');
    expect(await readiness()).toEqual({ status: 'ready' });

    const { answers, failures } = await calls.stop();
    expect(failures).toEqual([]);
    expect(answers).toBeGreaterThan(20);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  }, 90_000);
});
