/**
 * What recording costs an answer, on Linux: the same service without a log, with the embedded one, with inputs
 * kept, and with PostgreSQL when DATABASE_URL names one. Processes of their own, one after the other; one
 * call at a time and ten at once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { calendarDay } from '../../services/cds-hooks/calendarDay.ts';
import { benchRequests } from './benchRequests.ts';
import { fire } from './fire.ts';
import { ORDER_SELECT, processorMs, serveConvergent } from './served.ts';

const OBSERVATIONS = 50;
const CONNECTIONS = [1, 10] as const;
const CALLS = 500;
const POLL_MS = 50;
const WARM_UP_CALLS = 500;

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

const bodies = benchRequests(calendarDay(new Date()), OBSERVATIONS);
try {
  print('connections  recording    processor ms/call  p50 ms  p99 ms');
  for (const connections of CONNECTIONS) await compare(connections);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One after the other: two at once would take the processor from each other. */
async function compare(connections: number): Promise<void> {
  for (const [name, environment] of Object.entries(CONTENDERS)) {
    const served = await serveConvergent({ LOG_LEVEL: 'error', ...environment });
    try {
      const load = { url: served.url, path: ORDER_SELECT, bodies, connections };
      await fire({ ...load, answers: WARM_UP_CALLS });
      await settled(served.url);
      const before = processorMs(served);
      const { latencyMs } = await fire({ ...load, answers: CALLS });
      await settled(served.url);
      const perCall = (processorMs(served) - before) / CALLS;
      print(
        `${String(connections).padStart(11)}  ${name.padEnd(11)}  ${perCall.toFixed(1).padStart(16)}  ${latencyMs.p50.toFixed(1).padStart(6)}  ${latencyMs.p99.toFixed(1).padStart(6)}`,
      );
    } finally {
      await served.stop();
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

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
