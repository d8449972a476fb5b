/**
 * Does memory grow? Mixed load for an hour: ordinary calls at a steady pace, one with 5,000
 * Observations now and then, everything recorded in an embedded log (`DATABASE_URL` names another,
 * `CONVERGENT_DECISION_LOG=off` records nothing). Prints memory and latencies of each twentieth of
 * the time, and how fast memory grew after the first third, in which threads compile code and heaps
 * find their size. `npm run bench:soak -- 10 0.5` takes ten minutes at half the pace.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calendarDay } from '../../services/cds-hooks/calendarDay.ts';
import { benchRequests } from './benchRequests.ts';
import { fire } from './fire.ts';
import { ORDER_SELECT, residentMb, serveConvergent } from './served.ts';

const MINUTES = Number(process.argv[2] ?? 60);
const PACE = Number(process.argv[3] ?? 1);
const PARTS = 20;
/** A busy hospital; far below what the service can answer, since queues would hide what leaks. */
const SMALL_PER_SECOND = 40;
const LARGE_PER_SECOND = 0.5;

const partSeconds = (MINUTES * 60) / PARTS;
const today = calendarDay(new Date());
const small = benchRequests(today, 50);
const large = benchRequests(today, 5_000).slice(0, 4);
const folder = mkdtempSync(join(tmpdir(), 'soak-'));
const { DATABASE_URL: databaseUrl, CONVERGENT_DECISION_LOG: recording = 'on' } = process.env;
const service = await serveConvergent({
  CONVERGENT_DATA: join(folder, 'data'),
  CONVERGENT_DECISION_LOG: recording,
  ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
});
const memory: { readonly minute: number; readonly mb: number }[] = [];
try {
  print('minute  memory MB  calls  p50 ms  p99 ms  longest ms');
  const base = { url: service.url, path: ORDER_SELECT, seconds: partSeconds };
  for (let part = 1; part <= PARTS; part += 1) {
    const [fired] = await Promise.all([
      fire({ ...base, bodies: small, connections: 2, perSecond: PACE * SMALL_PER_SECOND }),
      fire({ ...base, bodies: large, connections: 1, perSecond: PACE * LARGE_PER_SECOND }),
    ]);
    const minute = (part * partSeconds) / 60;
    const mb = residentMb(service);
    memory.push({ minute, mb });
    const { p50, p99, longest } = fired.latencyMs;
    print(
      [
        minute.toFixed(1).padStart(6),
        mb.toFixed(0).padStart(9),
        String(fired.answers).padStart(5),
        p50.toFixed(1).padStart(6),
        p99.toFixed(1).padStart(6),
        longest.toFixed(0).padStart(10),
      ].join('  '),
    );
  }
  const settled = memory.slice(Math.ceil(PARTS / 3));
  print(`After the first third memory grew by ${(slope(settled) * 60).toFixed(1)} MB an hour.`);
} finally {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** MB per minute, by least squares. */
function slope(points: readonly { readonly minute: number; readonly mb: number }[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const minute = mean(points.map((point) => point.minute));
  const mb = mean(points.map((point) => point.mb));
  const over = points.reduce((sum, point) => sum + (point.minute - minute) * (point.mb - mb), 0);
  return over / points.reduce((sum, point) => sum + (point.minute - minute) ** 2, 0);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
