import { afterEach, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from './listen.ts';

const MAIN = 'services/cds-hooks/main.ts';
const START_WITHIN_MS = 30_000;

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  readonly child: ChildProcess;
  /** What it printed once it listens, or everything when it ends before. */
  readonly greeting: Promise<string>;
  readonly ended: Promise<Ended>;
}

function start(environment: Record<string, string>): Started {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN], {
    env: { PATH: process.env['PATH'], PORT: '0', CONVERGENT_DECISION_LOG: 'off', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const greeting = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
      if (stdout.includes('Ctrl+C')) resolve(stdout);
    });
    child.once('close', () => {
      resolve(stdout + stderr);
    });
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
  return { child, greeting, ended };
}

describe('the process', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'prints where it is, serves, and ends with code 0 on %s',
    async (signal) => {
      const { child, greeting, ended } = start({});
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
    ['in production', { CONVERGENT_PROFILE: 'production' }, /^CONVERGENT_PROFILE=production .*\n$/],
    ['open to other machines', { HOST: '0.0.0.0' }, /^HOST=0\.0\.0\.0 would open .*\n$/],
    ['with no folder of patients', { DEMO_FHIR_DIR: '/no/such' }, /^DEMO_FHIR_DIR=.*\n$/],
    ['without rules', { CONVERGENT_RULES: join(tmpdir(), 'no-such-rules') }, /^.*no-such-rules.*/],
  ])(
    'does not start %s, and says why in one sentence',
    async (_name, environment, sentence) => {
      const { code, stdout, stderr } = await start(environment).ended;
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
      const { code, stderr } = await start({ PORT: port }).ended;
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
      const { code, stderr } = await start({ CONVERGENT_RULES: rules }).ended;
      rmSync(rules, { recursive: true });
      expect(stderr).toContain('packs/lung/pack.json');
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(code).toBe(1);
    },
    START_WITHIN_MS,
  );

  test(
    'warns when it is opened to other machines on purpose',
    async () => {
      const { child, greeting, ended } = start({ HOST: '0.0.0.0', CONVERGENT_DEMO_BIND_ANY: '1' });
      expect(await greeting).toContain('http://127.0.0.1:');
      child.kill('SIGTERM');
      expect((await ended).stderr).toMatch(/^Warning: .*without authentication/);
    },
    START_WITHIN_MS,
  );
});

const anyText: unknown = expect.stringMatching(/./);
