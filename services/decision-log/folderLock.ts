import { readFileSync, readlinkSync } from 'node:fs';
import { mkdir, open, readFile, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The folder can't be written to, or another process has it open. The message is one sentence for the operator. */
export class UnusableFolderError extends Error {
  override readonly name = 'UnusableFolderError';
}

/** Held by the one process that may use a folder. */
export interface FolderLock {
  readonly release: () => Promise<void>;
}

const LOCK_FILE = 'lock';
/** The holder shows that it lives by touching the file. */
const HEARTBEAT_MS = 2_000;
/** Long enough for a holder that is busy to touch it again. */
const WATCH_MS = 8_000;

interface Holder {
  readonly host: string;
  readonly pid: number;
  /** The processes among which the pid counts, and when this one started; `null` where the system does not tell (no /proc). */
  readonly pidNamespace: string | null;
  readonly started: string | null;
}

/**
 * Takes the folder for this process. The embedded database does not notice a second process and
 * loses rows, and two writers would tear each other's spool. A lock that a killed process left is
 * taken over: at once where the system shows that it has ended, else (another container or host)
 * when nobody has touched the file for a while.
 * @throws UnusableFolderError
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, LOCK_FILE);
  const me = thisProcess();
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(cannotWrite(folder));
  while (!(await create(path, me).catch(cannotWrite(folder)))) {
    const holder = await holderOf(path);
    if (await isHeld(path, holder)) throw inUse(folder, holder);
    await takeAway(path, holder);
  }
  let isBeating = false;
  const beat = async (): Promise<void> => {
    // On a disk that does not answer each beat would hold one of the few threads for file access.
    if (isBeating) return;
    isBeating = true;
    const now = new Date();
    // A lock that is gone shows itself when the folder is next opened.
    await utimes(path, now, now).catch(() => undefined);
    isBeating = false;
  };
  const heartbeat = setInterval(() => void beat(), HEARTBEAT_MS);
  heartbeat.unref();
  return {
    release: async () => {
      clearInterval(heartbeat);
      await unlink(path).catch(ifMissing);
    },
  };
}

async function create(path: string, me: Holder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(me), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** `null` when the file is gone, or holds nothing that could be read. */
async function holderOf(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

async function isHeld(path: string, holder: Holder | null): Promise<boolean> {
  if (holder === null) return isTouched(path);
  const { host, pidNamespace, started } = thisProcess();
  const canTell =
    holder.host === host && holder.pidNamespace === pidNamespace && holder.started !== null;
  if (canTell && started !== null) return startOf(holder.pid) === holder.started;
  return isTouched(path);
}

async function isTouched(path: string): Promise<boolean> {
  const before = await touched(path);
  for (let waited = 0; waited < WATCH_MS; waited += HEARTBEAT_MS / 4) {
    await delay(HEARTBEAT_MS / 4);
    const now = await touched(path);
    if (now === null) return false;
    if (now !== before) return true;
  }
  return false;
}

async function touched(path: string): Promise<number | null> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
}

/**
 * Of several processes that find the same dead lock, one removes it: whoever creates the second
 * file. It looks again, since another may have been through here and hold the lock by now.
 */
async function takeAway(path: string, dead: Holder | null): Promise<void> {
  const guard = `${path}.taking`;
  const handle = await open(guard, 'wx').catch((error: unknown) => {
    if (codeOf(error) === 'EEXIST') return null;
    throw error;
  });
  if (handle === null) {
    await delay(HEARTBEAT_MS / 4);
    const age = Date.now() - ((await touched(guard)) ?? Date.now());
    if (age > WATCH_MS) await unlink(guard).catch(ifMissing);
    return;
  }
  try {
    if (JSON.stringify(await holderOf(path)) === JSON.stringify(dead)) {
      await unlink(path).catch(ifMissing);
    }
  } finally {
    await handle.close();
    await unlink(guard).catch(ifMissing);
  }
}

function thisProcess(): Holder {
  return {
    host: hostname(),
    pid: process.pid,
    pidNamespace: orNull(() => readlinkSync('/proc/self/ns/pid')),
    started: startOf(process.pid),
  };
}

/** When a process started, in clock ticks since the start of the machine (proc_pid_stat(5), field 22), with the id of that start. */
function startOf(pid: number): string | null {
  return orNull(() => {
    const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The command name, in parentheses, may hold blanks.
    return `${boot} ${fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
  });
}

function cannotWrite(folder: string): (error: unknown) => never {
  return (error) => {
    throw new UnusableFolderError(
      `The folder ${folder} can't be written to (${String(codeOf(error))}): set CONVERGENT_DATA to one that can.`,
    );
  };
}

function inUse(folder: string, holder: Holder | null): UnusableFolderError {
  const who =
    holder === null ? 'another process' : `process ${String(holder.pid)} on ${holder.host}`;
  return new UnusableFolderError(
    `The folder ${folder} is in use by ${who}: stop it, or set CONVERGENT_DATA to another folder.`,
  );
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}

function ifMissing(error: unknown): void {
  if (codeOf(error) !== 'ENOENT') throw error;
}
