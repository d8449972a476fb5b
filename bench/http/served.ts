/** Services under load, as processes of their own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Served {
  readonly url: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

export const ORDER_SELECT = '/cds-services/resistance-order-select';

const ROOT = new URL('../../', import.meta.url);

/** Our service as it is built and as the image starts it; its log is written and thrown away. */
export function serveConvergent(environment: Readonly<Record<string, string>>): Promise<Served> {
  return start(imageCommand(), { CONVERGENT_BODY_LIMIT_MB: '100', ...environment });
}

/** The least that answers the same calls. */
export function serveBare(): Promise<Served> {
  return start(['node', '--import', 'tsx', 'bench/http/bareExpress.ts'], {});
}

function imageCommand(): readonly string[] {
  const dockerfile = readFileSync(new URL('Dockerfile', ROOT), 'utf8');
  const command = /^CMD (\["node".*\])$/m.exec(dockerfile)?.[1];
  if (command === undefined) throw new Error('The Dockerfile says no command.');
  return JSON.parse(command) as readonly string[];
}

/** Resolves with the address that it prints. */
function start(
  [, ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Served> {
  const child = spawn(process.execPath, args, {
    cwd: fileURLToPath(ROOT),
    env: { PATH: process.env['PATH'], PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let greeting: string | null = '';
    child.stdout.on('data', (chunk) => {
      if (greeting === null) return;
      greeting += String(chunk);
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(greeting)?.[0];
      if (url === undefined) return;
      greeting = null;
      resolve({ url, pid: child.pid ?? 0, stop: () => stopped(child) });
    });
    child.once('exit', () => {
      reject(new Error(`${args.join(' ')} did not start.`));
    });
  });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/** USER_HZ is 100 on Linux. */
const CLOCK_TICK_MS = 10;

/** Processor time of all threads so far (proc_pid_stat(5), fields 14 and 15): what else the machine does hardly changes it. */
export function processorMs({ pid }: Served): number {
  const [, fields = ''] = readFileSync(`/proc/${String(pid)}/stat`, 'utf8').split(') ');
  const numbers = fields.split(' ').map(Number);
  return ((numbers[11] ?? NaN) + (numbers[12] ?? NaN)) * CLOCK_TICK_MS;
}

/** Memory that it holds, in MB (proc_pid_status(5), VmRSS). */
export function residentMb({ pid }: Served): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(
    readFileSync(`/proc/${String(pid)}/status`, 'utf8'),
  )?.[1];
  return Number(kilobytes) / 1_000;
}
