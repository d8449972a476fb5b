/**
 * What the service costs beside HTTP and JSON: requests per second of an order-select call against a
 * bare Express server that parses the same body and answers a fixed card. Both run as processes of
 * their own, ours as it is built, and take turns, so that a change in the machine's load strikes
 * both alike. Then: how long ordinary calls wait while large ones are answered.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import autocannon, { type Result } from 'autocannon';
import { calendarDay } from '../../services/cds-hooks/calendarDay.ts';
import { benchRequest } from './benchRequest.ts';

const CONTENDERS = ['convergent', 'bare'] as const;
type Contender = (typeof CONTENDERS)[number];

const PROGRAMS: Readonly<Record<Contender, readonly string[]>> = {
  convergent: [built('services/cds-hooks/main.js')],
  bare: ['--import', 'tsx', fileURLToPath(new URL('bareExpress.ts', import.meta.url))],
};
const PATH = '/cds-services/resistance-order-select';
const ROUNDS = 5;
const SECONDS = 4;
/** Threads warm up one by one: a call costs several times as much before its code is compiled. */
const WARM_UP_SECONDS = 8;

interface Size {
  readonly observations: number;
  readonly connections: number;
}

const SMALL: Size = { observations: 50, connections: 10 };
const LARGE: Size = { observations: 5_000, connections: 4 };
const SIZES: readonly Size[] = [SMALL, { observations: 500, connections: 10 }, LARGE];

interface Served {
  readonly process: ChildProcess;
  readonly url: string;
}

const today = calendarDay(new Date());
const served = { convergent: await start('convergent'), bare: await start('bare') };
try {
  const { length, 0: processor } = cpus();
  print(
    `${String(length)} x ${processor?.model ?? 'unknown processor'}, Node ${process.versions.node}`,
  );
  print('observations  body kB  contender   requests/s  p50 ms  p99 ms');
  for (const size of SIZES) await compare(size);
  await mix();
} finally {
  for (const { process: child } of Object.values(served)) child.kill();
}

async function compare({ observations, connections }: Size): Promise<void> {
  const body = bodyOf(observations);
  if ((await cardsFrom(served.convergent.url, body)) === 0) throw new Error('There is no card.');
  const rates: Record<Contender, number[]> = { convergent: [], bare: [] };
  for (const contender of CONTENDERS) {
    await fire(served[contender].url, body, connections, WARM_UP_SECONDS);
  }
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const contender of CONTENDERS) {
      const { requests, latency } = await fire(served[contender].url, body, connections, SECONDS);
      rates[contender].push(requests.average);
      const cells = [
        String(observations).padStart(12),
        (body.length / 1000).toFixed(0).padStart(7),
        contender.padEnd(10),
        requests.average.toFixed(0).padStart(11),
        String(latency.p50).padStart(6),
        String(latency.p99).padStart(6),
      ];
      print(cells.join('  '));
    }
  }
  const [ours, bare] = [median(rates.convergent), median(rates.bare)];
  print(`${String(observations)} Observations: ratio ${(ours / bare).toFixed(2)}`);
}

/** Ordinary calls alone, then beside large ones. */
async function mix(): Promise<void> {
  const { url } = served.convergent;
  const small = bodyOf(SMALL.observations);
  const large = bodyOf(LARGE.observations);
  const alone = await fire(url, small, 2, SECONDS);
  const [beside] = await Promise.all([
    fire(url, small, 2, 2 * SECONDS),
    fire(url, large, 2, 2 * SECONDS),
  ]);
  for (const [name, { latency }] of [
    ['alone', alone],
    ['beside 5,000 Observations', beside],
  ] as const) {
    print(
      `50 Observations ${name}: p50 ${String(latency.p50)}, p99 ${String(latency.p99)}, longest ${String(latency.max)} ms`,
    );
  }
}

function bodyOf(observations: number): string {
  return JSON.stringify(benchRequest(today, observations));
}

function built(file: string): string {
  return fileURLToPath(new URL(`../../dist/${file}`, import.meta.url));
}

/** Starts a contender and waits for the address it prints. */
function start(contender: Contender): Promise<Served> {
  const child = spawn(process.execPath, PROGRAMS[contender], {
    env: { ...process.env, PORT: '0', CONVERGENT_BODY_LIMIT_MB: '100' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (chunk) => {
      // Only the greeting: the log that follows is read, so that it is written, and thrown away.
      if (printed.length < 10_000) printed += String(chunk);
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
      if (url !== undefined) resolve({ process: child, url });
    });
    child.once('exit', () => {
      reject(new Error(`${contender} did not start`));
    });
  });
}

async function fire(
  url: string,
  body: string,
  connections: number,
  duration: number,
): Promise<Result> {
  const result = await autocannon({
    url: `${url}${PATH}`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    connections,
    duration,
  });
  if (result.non2xx + result.errors > 0) throw new Error('Some answers were errors.');
  return result;
}

async function cardsFrom(url: string, body: string): Promise<number> {
  const answer = await fetch(`${url}${PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  if (!answer.ok) throw new Error(`The service answers ${String(answer.status)}.`);
  return ((await answer.json()) as { cards: unknown[] }).cards.length;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
