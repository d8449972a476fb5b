/**
 * What the service costs beside HTTP and JSON: order-select calls answered per second, against a
 * bare Express server that parses the same bodies and answers a fixed card. Both run as processes of
 * their own and take turns, so that a change in the machine's load strikes both alike; every call
 * is another patient's. Nothing is recorded here, as the bare server records nothing: what
 * recording costs, `bench:recording` measures. Then: how long ordinary calls wait while large ones
 * are answered.
 *
 * `npm run bench:http -- 50` measures one size, `-- mixed` only the last part.
 */
import { cpus } from 'node:os';
import { calendarDay } from '../../services/cds-hooks/calendarDay.ts';
import { benchRequests } from './benchRequests.ts';
import { fire, type Fired } from './fire.ts';
import { ORDER_SELECT, processorMs, serveBare, serveConvergent, type Served } from './served.ts';

interface Size {
  readonly observations: number;
  readonly connections: number;
  /** Threads warm up one by one: a call costs several times as much before its code is compiled. */
  readonly warmUpCalls: number;
}

const SMALL: Size = { observations: 50, connections: 10, warmUpCalls: 20_000 };
const LARGE: Size = { observations: 5_000, connections: 4, warmUpCalls: 200 };
const SIZES: readonly Size[] = [
  SMALL,
  { observations: 500, connections: 10, warmUpCalls: 2_500 },
  LARGE,
];
const ROUNDS = 5;
const SECONDS = 4;
/** However slow the machine is. */
const LONGEST_WARM_UP_SECONDS = 35;
/** The bare server has next to no code to compile. */
const BARE_WARM_UP_SECONDS = 4;
/** Bodies of 9 MB: more would only fill the memory. */
const MOST_BODIES_OF_THE_LARGEST = 20;

type Contender = 'convergent' | 'bare';

interface Round {
  readonly fired: Fired;
  /** Of the processors, per answer. */
  readonly processorMs: number;
}

const today = calendarDay(new Date());
const asked = process.argv.slice(2);
const served: Readonly<Record<Contender, Served>> = {
  convergent: await serveConvergent({ CONVERGENT_DECISION_LOG: 'off' }),
  bare: await serveBare(),
};
try {
  const { length, 0: processor } = cpus();
  print(
    `${String(length)} x ${processor?.model ?? 'unknown processor'}, Node ${process.versions.node}, medians of ${String(ROUNDS)} rounds`,
  );
  print('observations  body kB  contender   calls/s  ratio  p50 ms  p99 ms  processor ms/call');
  for (const size of SIZES) if (isAsked(String(size.observations))) await compare(size);
  if (isAsked('mixed')) await mix();
} finally {
  await Promise.all(Object.values(served).map(({ stop }) => stop()));
}

function isAsked(part: string): boolean {
  return asked.length === 0 || asked.includes(part);
}

async function compare(size: Size): Promise<void> {
  const bodies = bodiesOf(size);
  const { connections } = size;
  const load = (url: string, seconds: number): Promise<Fired> =>
    fire({ url, path: ORDER_SELECT, bodies, connections, seconds });
  await warmUp(size, bodies);
  await load(served.bare.url, BARE_WARM_UP_SECONDS);
  const rounds: Record<Contender, Round[]> = { convergent: [], bare: [] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const contender of ['convergent', 'bare'] as const) {
      const before = processorMs(served[contender]);
      const fired = await load(served[contender].url, SECONDS);
      const used = processorMs(served[contender]) - before;
      rounds[contender].push({ fired, processorMs: used / fired.answers });
    }
  }
  const rateOf = (contender: Contender): number =>
    median(rounds[contender].map(({ fired }) => fired.perSecond));
  const kilobytes = bodies.reduce((sum, body) => sum + body.length, 0) / bodies.length / 1_000;
  for (const contender of ['convergent', 'bare'] as const) {
    const latencies = rounds[contender].map(({ fired }) => fired.latencyMs);
    print(
      [
        String(size.observations).padStart(12),
        kilobytes.toFixed(0).padStart(7),
        contender.padEnd(10),
        rateOf(contender).toFixed(0).padStart(7),
        (rateOf(contender) / rateOf('bare')).toFixed(2).padStart(5),
        median(latencies.map(({ p50 }) => p50))
          .toFixed(1)
          .padStart(6),
        median(latencies.map(({ p99 }) => p99))
          .toFixed(1)
          .padStart(6),
        median(rounds[contender].map((round) => round.processorMs))
          .toFixed(2)
          .padStart(17),
      ].join('  '),
    );
  }
}

async function warmUp(
  { connections, warmUpCalls }: Size,
  bodies: readonly Buffer[],
): Promise<void> {
  await fire({
    url: served.convergent.url,
    path: ORDER_SELECT,
    bodies,
    connections,
    answers: warmUpCalls,
    seconds: LONGEST_WARM_UP_SECONDS,
  });
}

/** Ordinary calls alone, then beside large ones. */
async function mix(): Promise<void> {
  const { url } = served.convergent;
  const small = { url, path: ORDER_SELECT, bodies: bodiesOf(SMALL), connections: 2 };
  const large = { url, path: ORDER_SELECT, bodies: bodiesOf(LARGE), connections: 1 };
  await warmUp(LARGE, large.bodies);
  await warmUp(SMALL, small.bodies);
  const alone = await fire({ ...small, seconds: 2 * SECONDS });
  const [beside] = await Promise.all([
    fire({ ...small, seconds: 2 * SECONDS }),
    fire({ ...large, seconds: 2 * SECONDS }),
  ]);
  for (const [name, { latencyMs, answers }] of [
    ['alone', alone],
    ['beside 5,000 Observations', beside],
  ] as const) {
    const { p50, p99, longest } = latencyMs;
    print(
      `50 Observations ${name}: ${String(answers)} calls, p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}, longest ${longest.toFixed(1)} ms`,
    );
  }
}

function bodiesOf({ observations }: Size): readonly Buffer[] {
  const bodies = benchRequests(today, observations);
  return observations === LARGE.observations ? bodies.slice(0, MOST_BODIES_OF_THE_LARGEST) : bodies;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
