import { spawn, type ChildProcess } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ServiceProcess {
  readonly child: ChildProcess;
  /** What it printed once it listens, or everything when it ends before. */
  readonly greeting: Promise<string>;
  /** Where it listens, once it does. */
  readonly url: () => Promise<string>;
  readonly ended: Promise<Ended>;
}

const NODE = [process.execPath, '--import', 'tsx', 'services/cds-hooks/main.ts'] as const;
const started: ChildProcess[] = [];

/** The service as a process of its own. It records nothing unless told where. */
export function startService(
  environment: Record<string, string>,
  [program, ...args]: readonly [string, ...string[]] = NODE,
): ServiceProcess {
  const child = spawn(program, args, {
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
  return { child, greeting, url: async () => listeningAt(await greeting), ended };
}

/** The same on a disk of its own that holds no more than this: a file system in memory, in a namespace of the process. */
export function startServiceOnSmallDisk(
  environment: Record<string, string>,
  { folder, kilobytes }: { readonly folder: string; readonly kilobytes: number },
): ServiceProcess {
  const script = `mount -t tmpfs -o size=${String(kilobytes)}k none "$0" && exec "$@"`;
  return startService(environment, ['unshare', '-rm', 'sh', '-c', script, folder, ...NODE]);
}

/** After each test: none outlives it. */
export function killAllServices(): void {
  for (const child of started.splice(0)) child.kill('SIGKILL');
}

function listeningAt(greeting: string): string {
  const url = /http:\/\/127\.0\.0\.1:\d+(?=\/\n)/.exec(greeting)?.[0];
  if (url === undefined) throw new Error(`The service did not start: ${greeting}`);
  return url;
}
