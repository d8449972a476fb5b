import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expectNoSecrets, plant } from '../builders/plantedSecrets.ts';

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
  /** What it has printed by now. */
  readonly wrote: () => string;
  readonly ended: Promise<Ended>;
}

interface Output {
  stdout: string;
  stderr: string;
}

const NODE = [process.execPath, '--import', 'tsx', 'services/cds-hooks/main.ts'] as const;
const started: ChildProcess[] = [];
const diskServers: (() => void)[] = [];
/** What each wrote so far. */
const written: { readonly wrote: Readonly<Output>; readonly ended: Promise<unknown> }[] = [];

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
  for (const [name, value = ''] of Object.entries(environment)) {
    if (/(?:KEY|PASSWORD|TOKEN|HEADERS)$/.test(name)) plant(name, value);
  }
  const wrote: Output = { stdout: '', stderr: '' };
  child.stderr.on('data', (chunk) => (wrote.stderr += String(chunk)));
  const greeting = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk) => {
      wrote.stdout += String(chunk);
      if (wrote.stdout.includes('Ctrl+C')) resolve(wrote.stdout);
    });
    child.once('close', () => {
      resolve(wrote.stdout + wrote.stderr);
    });
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      resolve({ code, ...wrote });
    });
  });
  written.push({ wrote, ended });
  return {
    child,
    greeting,
    url: async () => listeningAt(await greeting),
    wrote: () => wrote.stdout,
    ended,
  };
}

/** The same on a disk of its own that holds no more than this: a file system in memory, in a namespace of the process. */
export function startServiceOnSmallDisk(
  environment: Record<string, string>,
  { folder, kilobytes }: { readonly folder: string; readonly kilobytes: number },
): ServiceProcess {
  const script = `mount -t tmpfs -o size=${String(kilobytes)}k none "$0" && exec "$@"`;
  return startService(environment, ['unshare', '-rm', 'sh', '-c', script, folder, ...NODE]);
}

/** A disk that can stop answering, as a network share does whose server is gone. */
export interface StubbornDisk {
  readonly stopAnswering: () => void;
  readonly answerAgain: () => void;
  /** Gone for good: whoever waits for it gets an error. */
  readonly remove: () => void;
}

/**
 * The same on such a disk: a file system in another process, which the kernel asks through FUSE and
 * waits for when that process is stopped.
 */
export function startServiceOnStubbornDisk(
  environment: Record<string, string>,
  { folder, pidFile }: { readonly folder: string; readonly pidFile: string },
): ServiceProcess & { readonly disk: StubbornDisk } {
  const script = `exec 3<>/dev/fuse &&
    mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 none "$0" &&
    { node --import tsx test/builders/stubbornDiskServer.ts > /dev/null 2>&1 & echo $! > "${pidFile}"; } &&
    exec "$@" 3<&-`;
  const service = startService(environment, [
    'unshare',
    '-rm',
    'sh',
    '-c',
    script,
    folder,
    ...NODE,
  ]);
  const signal = (name: NodeJS.Signals): void => {
    process.kill(Number(readFileSync(pidFile, 'utf8')), name);
  };
  const remove = (): void => {
    signal('SIGKILL');
  };
  diskServers.push(remove);
  return {
    ...service,
    disk: {
      stopAnswering: () => {
        signal('SIGSTOP');
      },
      answerAgain: () => {
        signal('SIGCONT');
      },
      remove,
    },
  };
}

/**
 * After each test: none outlives it.
 * @throws when one of them wrote a secret of a request, or one of its own.
 */
export async function killAllServices(): Promise<void> {
  // First the disks: who waits for one cannot be killed.
  for (const kill of diskServers.splice(0)) {
    try {
      kill();
    } catch {
      // It ended with the service.
    }
  }
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const { wrote, ended } of written.splice(0)) {
    await ended;
    expectNoSecrets('Standard output of a service', wrote.stdout);
    expectNoSecrets('Standard error of a service', wrote.stderr);
  }
}

function listeningAt(greeting: string): string {
  const url = /http:\/\/127\.0\.0\.1:\d+(?=\/\n)/.exec(greeting)?.[0];
  if (url === undefined) throw new Error(`The service did not start: ${greeting}`);
  return url;
}
