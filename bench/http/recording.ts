/**
 * What recording costs an answer, on Linux: the same service without a log, with the embedded one, with inputs
 * kept, and with PostgreSQL when DATABASE_URL names one. Processes of their own, one after the other; one
 * call at a time and ten at once.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import autocannon, { type Result } from 'autocannon';
import { calendarDay } from '../../services/cds-hooks/calendarDay.ts';
import { benchRequest } from './benchRequest.ts';

const MAIN = fileURLToPath(new URL('../../dist/services/cds-hooks/main.js', import.meta.url));
const PATH = '/cds-services/resistance-order-select';
const OBSERVATIONS = 50;
const CONNECTIONS = [1, 10] as const;
const CALLS = 500;
const POLL_MS = 50;
const WARM_UP_CALLS = 500;
/** USER_HZ is 100 on Linux. */
const CLOCK_TICK_MS = 10;

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const { DATABASE_URL: databaseUrl } = process.env;
const CONTENDERS: Readonly<Record<string, Record<string, string>>> = {
  'no log': { CONVERGENT_DECISION_LOG: 'off' },
  embedded: { CONVERGENT_DATA: join(folder, 'embedded') },
  'inputs kept': {
    CONVERGENT_DATA: join(folder, 'kept'),
    CONVERGENT_KEEP_INPUTS: 'yes',
    CONVERGENT_INPUT_KEY: '0'.repeat(64),
  },
  ...(databaseUrl !== undefined && {
    PostgreSQL: { CONVERGENT_DATA: join(folder, 'postgres'), DATABASE_URL: databaseUrl },
  }),
};

interface Served {
  readonly process: ChildProcess;
  readonly url: string;
}

const body = JSON.stringify(benchRequest(calendarDay(new Date()), OBSERVATIONS));
try {
  print('connections  recording    processor ms/call  p50 ms  p99 ms');
  for (const connections of CONNECTIONS) await compare(connections);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One after the other: two at once would take the processor from each other. */
async function compare(connections: number): Promise<void> {
  for (const [name, environment] of Object.entries(CONTENDERS)) {
    const served = await start(environment);
    try {
      await fire(served.url, connections, WARM_UP_CALLS);
      await settled(served.url);
      const before = processorMs(served.process);
      const { latency } = await fire(served.url, connections, CALLS);
      await settled(served.url);
      const perCall = (processorMs(served.process) - before) / CALLS;
      print(
        `${String(connections).padStart(11)}  ${name.padEnd(11)}  ${perCall.toFixed(1).padStart(16)}  ${String(latency.p50).padStart(6)}  ${String(latency.p99).padStart(6)}`,
      );
    } finally {
      served.process.kill();
      await delay(1_000);
    }
  }
}

/** Until the database is up and has everything: what it costs belongs to the calls that caused it. */
async function settled(url: string): Promise<void> {
  for (;;) {
    const { decisionLog } = (await (await fetch(`${url}/health/ready`)).json()) as {
      readonly decisionLog?: { readonly database: string; readonly waitingBytes: number };
    };
    if (decisionLog === undefined) return;
    if (decisionLog.database === 'up' && decisionLog.waitingBytes === 0) return;
    await delay(POLL_MS);
  }
}

/** Of all its threads, the database's too (proc_pid_stat(5), fields 14 and 15): what else the machine does hardly changes it. */
function processorMs({ pid = 0 }: ChildProcess): number {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * CLOCK_TICK_MS;
}

function start(environment: Record<string, string>): Promise<Served> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      const url = /http:\/\/127\.0\.0\.1:\d+(?=\/\n)/.exec(String(chunk))?.[0];
      if (url !== undefined) resolve({ process: child, url });
    });
    child.once('exit', () => {
      reject(new Error('The service did not start.'));
    });
  });
}

async function fire(url: string, connections: number, amount: number): Promise<Result> {
  const result = await autocannon({
    url: `${url}${PATH}`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    connections,
    amount,
  });
  if (result.non2xx + result.errors > 0) throw new Error('Some answers were errors.');
  return result;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
