/**
 * What the service costs beside HTTP and JSON: requests per second of an order-select call with 50
 * Observations, against a bare Express server that parses the same body. Both run as processes of
 * their own and take turns, so that a change in the machine's load strikes both alike.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { calendarDay } from '../../services/cds-hooks/calendarDay.ts';
import { bareExpress } from './bareExpress.ts';
import { benchRequest } from './benchRequest.ts';

const CONTENDERS = ['convergent', 'bare'] as const;
type Contender = (typeof CONTENDERS)[number];

const PATH = '/cds-services/resistance-order-select';
const ROUNDS = 5;
const SECONDS = 3;
const WARM_UP_SECONDS = 2;
const CONNECTIONS = 10;

interface Served {
  readonly process: ChildProcess;
  readonly url: string;
}

const role = CONTENDERS.find((name) => name === process.argv[2]);
if (role === undefined) await compare();
else process.send?.(await serve(role));

async function serve(contender: Contender): Promise<string> {
  if (contender === 'bare') return bareExpress();
  const { runService } = await import('../../services/cds-hooks/runService.ts');
  return (await runService({ PORT: '0', LOG_LEVEL: 'info' })).url;
}

async function compare(): Promise<void> {
  const body = JSON.stringify(benchRequest(calendarDay(new Date())));
  const served = {
    convergent: await start('convergent'),
    bare: await start('bare'),
  };
  const rates: Record<Contender, number[]> = { convergent: [], bare: [] };
  try {
    print(`body: ${String(Math.round(body.length / 1000))} kB, ${String(CONNECTIONS)} connections`);
    print(`cards: ${String(await cardsFrom(served.convergent.url, body))}`);
    for (const contender of CONTENDERS) await fire(served[contender].url, body, WARM_UP_SECONDS);
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const contender of CONTENDERS) {
        const { requests, latency } = await fire(served[contender].url, body, SECONDS);
        rates[contender].push(requests.average);
        print(
          `${String(round)}  ${contender.padEnd(10)} ${requests.average.toFixed(0).padStart(6)} requests/s, p50 ${String(latency.p50)} ms, p99 ${String(latency.p99)} ms`,
        );
      }
    }
  } finally {
    for (const { process: child } of Object.values(served)) child.kill();
  }
  const [ours, bare] = [median(rates.convergent), median(rates.bare)];
  print(
    `median: convergent ${ours.toFixed(0)}, bare ${bare.toFixed(0)} requests/s; ratio ${(ours / bare).toFixed(2)}`,
  );
}

/** Inherits the loader that runs this file; logs are written, and thrown away. */
function start(contender: Contender): Promise<Served> {
  const child = fork(fileURLToPath(import.meta.url), [contender], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (url) => {
      resolve({ process: child, url: url as string });
    });
    child.once('exit', () => {
      reject(new Error(`${contender} did not start`));
    });
  });
}

async function fire(url: string, body: string, duration: number): ReturnType<typeof autocannon> {
  const result = await autocannon({
    url: `${url}${PATH}`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    connections: CONNECTIONS,
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
