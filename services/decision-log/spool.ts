import { appendFile, mkdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { recordOfLine } from './spoolLine.ts';
import {
  inheritedSegments,
  newSegment,
  readLines,
  writeThrough,
  type SpoolSegment,
} from './spoolSegment.ts';

/** Records on disk that are on their way to the database. */
export interface Spool {
  /**
   * Resolves once the line is on the disk, so that neither the end of the process nor that of the
   * machine loses it.
   * @throws when it can't be written: the disk is full, or the spool is.
   */
  readonly append: (line: string) => Promise<void>;
  /** The oldest records that are not yet released; `null` when there are none. */
  readonly next: () => Promise<SpoolChunk | null>;
  /** Keeps a record in a file of its own, because the database can't take it. */
  readonly setAside: (json: string) => Promise<void>;
  readonly waitingBytes: () => number;
  /** How many records were damaged or refused, and nobody has taken away yet. */
  readonly setAsideCount: () => number;
  readonly close: () => Promise<void>;
}

export interface SpoolChunk {
  /** The JSON of each record. */
  readonly records: readonly string[];
  /** To be called when they have arrived. */
  readonly release: () => Promise<void>;
}

export interface SpoolOptions {
  readonly folder: string;
  /** More than this does not wait for the database. */
  readonly limitBytes: number;
  /** Told a sentence about records that can't be read. */
  readonly onDamage: (sentence: string) => void;
}

/** Where records go that can't be written, in the folder of the spool. */
export const SET_ASIDE_FILE = 'set-aside.txt';

const SEGMENT_BYTES = 4_000_000;
/** A segment all of whose records have arrived is given up at this length, so that little is read again after a crash. */
const TIDY_BYTES = 500_000;
const CHUNK_BYTES = 1_000_000;
/** Lines that wait for the disk. Beyond this the disk has stopped, and memory must not fill. */
const QUEUE_BYTES = 32_000_000;

interface QueuedLine {
  readonly bytes: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Opens the folder, and takes over what an earlier process left in it. */
export async function openSpool({ folder, limitBytes, onDamage }: SpoolOptions): Promise<Spool> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const segments = await inheritedSegments(folder);
  let queue: QueuedLine[] = [];
  let queuedBytes = 0;
  let committing: Promise<void> | null = null;
  let setAsideCount = await countSetAside(folder);
  let isShortOfSpace = false;

  const waitingBytes = (): number =>
    segments.reduce((sum, { size, released }) => sum + size - released, 0);

  const finish = async (segment: SpoolSegment): Promise<void> => {
    await segment.handle?.close();
    segment.handle = null;
    if (segment.released < segment.size) return;
    segments.splice(segments.indexOf(segment), 1);
    await unlink(segment.path);
  };

  /** The segment to write to. Only here, between two writes, is it safe to end one. */
  const writable = async (): Promise<SpoolSegment> => {
    const last = segments.at(-1);
    if (last !== undefined && last.handle !== null) {
      const canGo = last.released === last.size && (last.size >= TIDY_BYTES || isShortOfSpace);
      if (last.size < SEGMENT_BYTES && !canGo) return last;
      await finish(last);
    }
    const segment = await newSegment(folder, (last?.number ?? 0) + 1);
    segments.push(segment);
    return segment;
  };

  /** All that waits goes to the disk together: one wait for the disk serves many answers. */
  const commit = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue;
      queue = [];
      queuedBytes = 0;
      try {
        await writeThrough(await writable(), Buffer.concat(batch.map(({ bytes }) => bytes)));
        isShortOfSpace = false;
        for (const { resolve } of batch) resolve();
      } catch (error) {
        isShortOfSpace = true;
        for (const { reject } of batch) reject(error);
      }
    }
    committing = null;
  };

  const setAside = async (content: string): Promise<void> => {
    await appendFile(join(folder, SET_ASIDE_FILE), `${content}\n`, { mode: 0o600 });
    setAsideCount += 1;
  };

  const chunkOf = async (segment: SpoolSegment): Promise<SpoolChunk> => {
    const { lines, end, torn } = await readLines(segment, CHUNK_BYTES);
    const records: string[] = [];
    for (const line of lines) {
      const record = recordOfLine(line);
      if (record !== null) {
        records.push(record);
        continue;
      }
      await setAside(line);
      onDamage(`A record in the spool is damaged; it is kept in ${SET_ASIDE_FILE} beside it.`);
    }
    if (torn) {
      onDamage(
        'The last record in the spool is cut off: the process ended while it was written, before its answer was given.',
      );
    }
    const release = async (): Promise<void> => {
      segment.released = end;
      if (segment.handle === null) await finish(segment);
    };
    return { records, release };
  };

  return {
    append: (line) =>
      new Promise((resolve, reject) => {
        const bytes = Buffer.from(line);
        const queued = queuedBytes + bytes.length;
        if (queued > QUEUE_BYTES || waitingBytes() + queued > limitBytes) {
          reject(new Error('The spool is full.'));
          return;
        }
        queue.push({ bytes, resolve, reject });
        queuedBytes = queued;
        committing ??= commit();
      }),
    next: async () => {
      for (;;) {
        const segment = segments.find(({ size, released }) => released < size);
        if (segment === undefined) return null;
        const chunk = await chunkOf(segment);
        if (chunk.records.length > 0) return chunk;
        await chunk.release();
      }
    },
    setAside,
    waitingBytes,
    setAsideCount: () => setAsideCount,
    close: async () => {
      while (committing !== null) await committing;
      for (const segment of [...segments]) await finish(segment);
    },
  };
}

/** Those of earlier processes count too: somebody has to look at them. */
async function countSetAside(folder: string): Promise<number> {
  try {
    return (await readFile(join(folder, SET_ASIDE_FILE), 'utf8')).split('\n').length - 1;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return 0;
  }
}
