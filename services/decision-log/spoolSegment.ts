import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** One file of the spool. */
export interface SpoolSegment {
  readonly number: number;
  readonly path: string;
  /** Bytes that are surely on the disk. */
  size: number;
  /** Bytes that have arrived in the database. */
  released: number;
  /** While it is written to. */
  handle: FileHandle | null;
}

export interface SegmentLines {
  readonly lines: readonly string[];
  /** Where the next line begins. */
  readonly end: number;
  /** True when the last line has no end. */
  readonly torn: boolean;
}

const SUFFIX = '.spool';
const NEWLINE = 0x0a;

/** What an earlier process left. Never written to again: its last line may be torn. */
export async function inheritedSegments(folder: string): Promise<SpoolSegment[]> {
  const names = (await readdir(folder)).filter((name) => /^\d+\.spool$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const { size } = await stat(path);
      return { number: Number.parseInt(name, 10), path, size, released: 0, handle: null };
    }),
  );
}

export async function newSegment(folder: string, number: number): Promise<SpoolSegment> {
  const path = join(folder, `${String(number).padStart(10, '0')}${SUFFIX}`);
  const handle = await open(path, 'wx', 0o600);
  await syncFolder(folder);
  return { number, path, size: 0, released: 0, handle };
}

/** Adds bytes that are on the disk when this returns; when it throws, the segment ends where it did. */
export async function writeThrough(segment: SpoolSegment, bytes: Buffer): Promise<void> {
  const { handle, size } = segment;
  if (handle === null) throw new Error('The segment is closed.');
  try {
    for (let written = 0; written < bytes.length;) {
      const { bytesWritten } = await handle.write(
        bytes,
        written,
        bytes.length - written,
        size + written,
      );
      written += bytesWritten;
    }
    await handle.datasync();
  } catch (error) {
    await handle.truncate(size);
    throw error;
  }
  segment.size = size + bytes.length;
}

/** Whole lines from where the segment is released, up to about `atMost` bytes and at least one line. */
export async function readLines(segment: SpoolSegment, atMost: number): Promise<SegmentLines> {
  const { path, released, size } = segment;
  const handle = await open(path, 'r');
  try {
    for (let length = atMost; ; length *= 2) {
      const wanted = Math.min(length, size - released);
      const bytes = Buffer.alloc(wanted);
      const { bytesRead } = await handle.read(bytes, 0, wanted, released);
      const lastEnd = bytes.subarray(0, bytesRead).lastIndexOf(NEWLINE);
      const isWhole = released + bytesRead >= size;
      if (lastEnd === -1 && !isWhole) continue;
      const torn = isWhole && lastEnd !== bytesRead - 1;
      const text = bytes.toString('utf8', 0, lastEnd + 1);
      return {
        lines: text.split('\n').slice(0, -1),
        end: torn ? size : released + lastEnd + 1,
        torn,
      };
    }
  } finally {
    await handle.close();
  }
}

/** A new file survives a power cut only when its folder is on the disk too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
