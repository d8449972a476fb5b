import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sqlStateOf } from './database.ts';
import { decisionStore, type DecisionStore } from './decisionStore.ts';
import { embeddedDatabase } from './embeddedDatabase.ts';
import { lockFolder } from './folderLock.ts';
import type { DecisionRecord, FeedbackRecord } from './logEntry.ts';
import { migrate } from './migrate.ts';
import { postgresDatabase } from './postgresDatabase.ts';
import { openSpool } from './spool.ts';
import { spoolLine } from './spoolLine.ts';
import type { ChainHead } from './verifyChain.ts';

/** Where decisions and feedback are recorded. */
export interface DecisionLog {
  /**
   * Resolves once the record can't be lost any more, which is before the database has it.
   * @throws NotRecordedError when neither disk nor database takes it.
   */
  readonly record: (entry: DecisionRecord | FeedbackRecord, kept?: Buffer) => Promise<void>;
  /** What is in the database. Every call rejects while the database is away. */
  readonly store: DecisionStore;
  readonly status: () => LogStatus;
  /** Resolves once all that waits is in the database, or the time is over; says which. */
  readonly settle: (withinMs: number) => Promise<boolean>;
  /** Takes no more records, hands over what waits as far as time allows, and gives the folder free. */
  readonly close: () => Promise<void>;
}

export interface LogStatus {
  /** `starting` until the database was first reached; `slow` while it takes longer than it should. */
  readonly database: 'starting' | 'up' | 'slow' | 'down';
  /** The disk that takes records before the database does. */
  readonly spool: 'ok' | 'failing';
  /** Bytes of records that wait for the database. */
  readonly waitingBytes: number;
  /** Records that were damaged or that the database refused, and nobody has taken away yet. */
  readonly setAside: number;
  /** Where the chain stood when this process last wrote to it. */
  readonly head: ChainHead | null;
}

/** What is told to whoever operates the service. Holds nothing of a record. */
export type LogEvent =
  | { readonly kind: 'database-up'; readonly head: ChainHead }
  | { readonly kind: 'database-down'; readonly why: string }
  | { readonly kind: 'stored'; readonly records: number; readonly head: ChainHead }
  | { readonly kind: 'spool-failing'; readonly why: string }
  | { readonly kind: 'damaged'; readonly what: string };

export interface DecisionLogOptions {
  /** Spool, lock and, without a URL, the database. One process each. */
  readonly folder: string;
  /** PostgreSQL; `null` embeds the database in this process. */
  readonly databaseUrl: string | null;
  readonly spoolLimitBytes: number;
  readonly onEvent: (event: LogEvent) => void;
}

/** Neither the disk nor the database takes the record, so the answer must not be given. */
export class NotRecordedError extends Error {
  override readonly name = 'NotRecordedError';
}

/** How long an answer waits for a disk that does not respond before it tries the database. */
const SPOOL_WITHIN_MS = 1_000;
const DATABASE_WITHIN_MS = 1_500;
/** Records of this time go to the database together. */
const GATHER_MS = 100;
/** A database that takes longer than this is called slow. */
const SLOW_MS = 2_000;
/** How soon it is noticed that the database is away when there is nothing to write. */
const LOOK_EVERY_MS = 5_000;
const RETRY_FIRST_MS = 250;
const RETRY_AT_MOST_MS = 10_000;
const CLOSE_WITHIN_MS = 5_000;

/**
 * Opens the log. Returns before the database is reached, which an embedded one on a new folder may
 * take seconds for: records wait on disk until then, as they do whenever it is away.
 * @throws UnusableFolderError when another process has the folder.
 */
export async function openDecisionLog(options: DecisionLogOptions): Promise<DecisionLog> {
  const { folder, databaseUrl, spoolLimitBytes, onEvent } = options;
  const lock = await lockFolder(folder);
  const spool = await openSpool({
    folder: join(folder, 'spool'),
    limitBytes: spoolLimitBytes,
    onDamage: (what) => {
      onEvent({ kind: 'damaged', what });
    },
  });
  const database =
    databaseUrl === null
      ? embeddedDatabase(join(folder, 'database'))
      : postgresDatabase(databaseUrl);
  const inDatabase = decisionStore(database);

  let databaseStatus: Exclude<LogStatus['database'], 'slow'> = 'starting';
  /** When it was asked what it has not answered yet. */
  let askedAt: number | null = null;
  let spoolStatus: LogStatus['spool'] = 'ok';
  let head: ChainHead | null = null;
  const stopping = new AbortController();
  let wake: () => void = () => undefined;

  const fromDatabase = async <T>(work: () => Promise<T>): Promise<T> => {
    if (databaseStatus !== 'up') throw new Error('The database of decisions is away.');
    return work();
  };
  const store = reachable(inDatabase, fromDatabase);

  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    askedAt = performance.now();
    try {
      return await work();
    } finally {
      askedAt = null;
    }
  };
  const isSlow = (): boolean =>
    databaseStatus === 'up' && askedAt !== null && performance.now() - askedAt > SLOW_MS;

  const isDown = (error: unknown): void => {
    const why = reasonOf(error);
    if (databaseStatus !== 'down') onEvent({ kind: 'database-down', why });
    databaseStatus = 'down';
  };

  const connect = async (): Promise<void> => {
    await migrate(database);
    head = await inDatabase.head();
    databaseStatus = 'up';
    onEvent({ kind: 'database-up', head });
  };

  /** Hands over the oldest records. Those that the database refuses for what they are do not hold up the others. */
  const handOver = async (records: readonly string[]): Promise<void> => {
    try {
      head = await timed(() => inDatabase.append(records));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const [only, ...others] = records;
      if (only !== undefined && others.length === 0) {
        await spool.setAside(only);
        onEvent({ kind: 'damaged', what: `The database refuses a record (${reasonOf(error)}).` });
        return;
      }
      const half = Math.ceil(records.length / 2);
      await handOver(records.slice(0, half));
      await handOver(records.slice(half));
    }
  };

  const drain = async (): Promise<void> => {
    for (;;) {
      const chunk = await spool.next();
      if (chunk === null) return;
      await handOver(chunk.records);
      await chunk.release();
      if (head !== null) onEvent({ kind: 'stored', records: chunk.records.length, head });
    }
  };

  const forward = async (): Promise<void> => {
    let retryMs = RETRY_FIRST_MS;
    while (!stopping.signal.aborted) {
      const woken = new Promise<'woken'>((resolve) => {
        wake = () => {
          resolve('woken');
        };
      });
      try {
        if (databaseStatus !== 'up') await connect();
        await drain();
        retryMs = RETRY_FIRST_MS;
        if ((await firstOf(woken, LOOK_EVERY_MS)) === 'woken') {
          await pause(GATHER_MS, stopping.signal);
        } else head = await timed(inDatabase.head);
      } catch (error) {
        isDown(error);
        await pause(retryMs, stopping.signal);
        retryMs = Math.min(2 * retryMs, RETRY_AT_MOST_MS);
      }
    }
  };
  const forwarding = forward();

  // Writes that took too long and still do. Meanwhile no other answer waits for the disk.
  let late = 0;
  const onDisk = async (line: string): Promise<void> => {
    if (late > 0) throw new TooLongError('It takes too long.');
    const writing = spool.append(line);
    try {
      await within(SPOOL_WITHIN_MS, writing);
    } catch (error) {
      if (error instanceof TooLongError) {
        late += 1;
        const settled = (): void => {
          late -= 1;
        };
        writing.then(settled, settled);
      }
      throw error;
    }
  };

  const spooled = async (line: string): Promise<void> => {
    try {
      await onDisk(line);
      spoolStatus = 'ok';
      wake();
    } catch (error) {
      if (spoolStatus === 'ok') onEvent({ kind: 'spool-failing', why: reasonOf(error) });
      spoolStatus = 'failing';
      throw error;
    }
  };

  const settle = async (withinMs: number): Promise<boolean> => {
    const until = Date.now() + withinMs;
    while (spool.waitingBytes() > 0 || databaseStatus === 'starting') {
      if (Date.now() >= until) return false;
      await delay(POLL_MS);
    }
    return true;
  };

  return {
    store,
    status: () => ({
      database: isSlow() ? 'slow' : databaseStatus,
      spool: spoolStatus,
      waitingBytes: spool.waitingBytes(),
      setAside: spool.setAsideCount(),
      head,
    }),
    record: async (entry, kept) => {
      const record = {
        id: entry.id,
        kind: entry.kind,
        at: entry.at,
        body: JSON.stringify(entry),
        kept: kept === undefined ? null : kept.toString('base64'),
      };
      try {
        await spooled(spoolLine(record));
      } catch {
        try {
          await within(DATABASE_WITHIN_MS, store.append([JSON.stringify(record)]));
        } catch (error) {
          isDown(error);
          wake();
          throw new NotRecordedError('Neither the spool nor the database takes the record.');
        }
      }
    },
    settle,
    close: async () => {
      // What waits on a disk that does not answer stays there for the next start.
      const patience = late > 0 ? SPOOL_WITHIN_MS : CLOSE_WITHIN_MS;
      if (databaseStatus === 'up') await settle(patience);
      stopping.abort();
      wake();
      await within(patience, forwarding).catch(() => undefined);
      await within(patience, spool.close()).catch(ifTooLong);
      await within(CLOSE_WITHIN_MS, database.close()).catch(() => undefined);
      await within(patience, lock.release()).catch(ifTooLong);
    },
  };
}

const POLL_MS = 20;

/** A store that answers only while the database is up, so that nobody waits for one that is not. */
function reachable(
  store: DecisionStore,
  guard: <T>(work: () => Promise<T>) => Promise<T>,
): DecisionStore {
  return {
    append: (records) => guard(() => store.append(records)),
    head: () => guard(store.head),
    entries: async function* (period) {
      await guard(() => Promise.resolve());
      yield* store.entries(period);
    },
    decision: (id) => guard(() => store.decision(id)),
    kept: (id) => guard(() => store.kept(id)),
    feedbackReport: (period) => guard(() => store.feedbackReport(period)),
    overridden: (question) => guard(() => store.overridden(question)),
    claimOnce: (key, expires, now) => guard(() => store.claimOnce(key, expires, now)),
    prune: (before, now) => guard(() => store.prune(before, now)),
    forget: (keptBefore, now) => guard(() => store.forget(keptBefore, now)),
  };
}

/** Data exception, constraint violation: the record is at fault, and would be the next time too. */
function isRefusal(error: unknown): boolean {
  return /^(?:22|23)/.test(sqlStateOf(error) ?? '');
}

/** SQLSTATE or system error code, never the message: it can quote a record. */
function reasonOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.name : 'unknown error';
}

/** @throws when the work takes longer; it goes on all the same. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = delay(ms, null, { signal: timer.signal }).then(() => {
    throw new TooLongError('It takes too long.');
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
    late.catch(() => undefined);
    work.catch(() => undefined);
  }
}

class TooLongError extends Error {
  readonly code = 'ETIMEDOUT';
}

function ifTooLong(error: unknown): void {
  if (!(error instanceof TooLongError)) throw error;
}

/** What an event says, or `null` when it does not happen in time. */
async function firstOf<T>(event: Promise<T>, ms: number): Promise<T | null> {
  const timer = new AbortController();
  const late = delay(ms, null, { signal: timer.signal }).catch(() => null);
  const first = await Promise.race([event, late]);
  timer.abort();
  return first;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, null, { signal }).catch(() => undefined);
}
