import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expectNoSecretsBelow } from './plantedSecrets.ts';

/** A PostgreSQL server of its own, on a socket in a temporary folder. */
export interface RealPostgres {
  readonly url: string;
  readonly start: () => Promise<void>;
  /** As an operator would: connections are cut at once. */
  readonly stop: () => Promise<void>;
  /** @throws when a secret of a request stands in its files, its own log included. */
  readonly remove: () => Promise<void>;
}

const run = promisify(execFile);

/** Where PostgreSQL's programs are; `null` where it is not installed. */
const PROGRAMS = programs();

/** Says once, in the output of the tests, why what needs PostgreSQL is skipped. */
export const hasPostgres = PROGRAMS !== null;
if (!hasPostgres) {
  process.stderr.write(
    'PostgreSQL is not installed (apt-get install postgresql): its tests are skipped.\n',
  );
}

export async function realPostgres(): Promise<RealPostgres> {
  if (PROGRAMS === null) throw new Error('PostgreSQL is not installed.');
  const program = (name: string): string => join(PROGRAMS, name);
  const folder = mkdtempSync(join(tmpdir(), 'pg-'));
  const account = unprivileged();
  // Whoever connects must reach the socket, also from a namespace in which root is nobody special.
  chmodSync(folder, 0o755);
  if (account !== null) chownSync(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  const as = { cwd: folder, ...account };
  await run(
    program('initdb'),
    ['-D', data, '-U', 'convergent', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    as,
  );
  const control = async (...args: string[]): Promise<void> => {
    await run(program('pg_ctl'), ['-D', data, '-w', '-l', join(folder, 'log'), ...args], as);
  };
  const start = (): Promise<void> =>
    control('start', '-o', `-c listen_addresses='' -c unix_socket_directories='${folder}'`);
  const stop = (): Promise<void> => control('stop', '-m', 'immediate');
  await start();
  return {
    url: `postgresql://convergent@/postgres?host=${encodeURIComponent(folder)}`,
    start,
    stop,
    remove: async () => {
      await stop().catch(() => undefined);
      try {
        expectNoSecretsBelow(folder);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

function programs(): string | null {
  const versions = '/usr/lib/postgresql';
  const installed = existsSync(versions) ? readdirSync(versions) : [];
  const folders = [
    ...installed.map((version) => join(versions, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

/** PostgreSQL refuses to run as root: there it runs as its own user, or as nobody. */
function unprivileged(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return null;
}
