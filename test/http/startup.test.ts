import { afterEach, describe, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from './listen.ts';
import { killAllServices, startService } from './serviceProcess.ts';

const START_WITHIN_MS = 30_000;

afterEach(killAllServices);

describe('the process', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'prints where it is, serves, and ends with code 0 on %s',
    async (signal) => {
      const { child, greeting, ended } = startService({});
      const base =
        /http:\/\/127\.0\.0\.1:\d+(?=\/\n)/.exec(await greeting)?.[0] ?? (await greeting);
      expect(await greeting).toContain(`${base}/cds-services`);
      expect(await greeting).toContain(`${base}/demo/fhir`);

      const info = await fetch(`${base}/service-info`);
      expect(await info.json()).toMatchObject({
        demo: { fhirServer: `${base}/demo/fhir` },
        packs: expect.arrayContaining([
          { pack: 'lung', version: anyText, hash: anyText },
        ]) as unknown,
      });
      const page = await fetch(base);
      expect(page.headers.get('content-type')).toContain('text/html');
      expect(page.headers.get('content-security-policy')).toMatch(/style-src 'sha256-/);

      child.kill(signal);
      expect(await ended).toMatchObject({ code: 0, stderr: '' });
    },
    START_WITHIN_MS,
  );

  test.each([
    ['in an unknown profile', { CONVERGENT_PROFILE: 'staging' }, /^CONVERGENT_PROFILE must .*\n$/],
    ['open to other machines', { HOST: '0.0.0.0' }, /^HOST=0\.0\.0\.0 would open .*\n$/],
    ['with no folder of patients', { DEMO_FHIR_DIR: '/no/such' }, /^DEMO_FHIR_DIR=.*\n$/],
    ['without rules', { CONVERGENT_RULES: join(tmpdir(), 'no-such-rules') }, /^.*no-such-rules.*/],
  ])(
    'does not start %s, and says why in one sentence',
    async (_name, environment, sentence) => {
      const { code, stdout, stderr } = await startService(environment).ended;
      expect(stderr).toMatch(sentence);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    },
    START_WITHIN_MS,
  );

  test(
    'does not start on a port that is taken',
    async () => {
      const other = await listen(() => undefined);
      const port = new URL(other.url).port;
      const { code, stderr } = await startService({ PORT: port }).ended;
      await other.close();
      expect(stderr).toBe(
        `Port ${port} on 127.0.0.1 is already in use: stop what uses it, or set PORT to another port.\n`,
      );
      expect(code).toBe(1);
    },
    START_WITHIN_MS,
  );

  test(
    'does not start with a broken rule file, and names it',
    async () => {
      const rules = mkdtempSync(join(tmpdir(), 'rules-'));
      cpSync('rules', rules, { recursive: true });
      writeFileSync(join(rules, 'packs/lung/pack.json'), '{"id": "lung"');
      const { code, stderr } = await startService({
        CONVERGENT_RULES: rules,
        CONVERGENT_DRAFT_RULES: '1',
      }).ended;
      rmSync(rules, { recursive: true });
      expect(stderr).toContain('packs/lung/pack.json');
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(code).toBe(1);
    },
    START_WITHIN_MS,
  );

  test(
    'answers also what comes while it starts: 503, and when to come again',
    async () => {
      const free = await listen(() => undefined);
      await free.close();
      const { child, ended } = startService({ PORT: new URL(free.url).port });
      const early: unknown[] = [];
      for (let isReady = false; !isReady;) {
        const ready = fetch(`${free.url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
        const answer = await ready.catch((thrown: unknown) => {
          // Refused until the port is open; an answer that never comes is the fault.
          if ((thrown as Error).name !== 'TypeError') throw thrown;
        });
        isReady = answer?.status === 200;
        if (answer?.status === 503) {
          early.push([answer.headers.get('retry-after'), await answer.json()]);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill('SIGKILL');
      await ended;
      expect(early[0]).toMatchObject([
        '2',
        { issue: [{ details: { coding: [{ code: 'not-ready' }] } }] },
      ]);
    },
    START_WITHIN_MS,
  );

  test(
    'warns when it is opened to other machines on purpose',
    async () => {
      const { child, greeting, ended } = startService({
        HOST: '0.0.0.0',
        CONVERGENT_DEMO_BIND_ANY: '1',
      });
      expect(await greeting).toContain('http://127.0.0.1:');
      child.kill('SIGTERM');
      expect((await ended).stderr).toMatch(/^Warning: .*without authentication/);
    },
    START_WITHIN_MS,
  );
});

const anyText: unknown = expect.stringMatching(/./);
