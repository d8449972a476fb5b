import { createHash } from 'node:crypto';
import type { LogEntry } from './logEntry.ts';

/** An entry with its place in the chain. */
export interface ChainedEntry {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  /** Hash of the entry before it. */
  readonly previous: string;
  readonly hash: string;
  /** The entry's JSON, as it was hashed. */
  readonly body: string;
}

export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** What a look at the whole chain found. */
export interface Verification {
  readonly entries: number;
  /** The oldest entry there is; `null` when the log is empty. */
  readonly first: ChainHead | null;
  readonly last: ChainHead;
  /** Stretches that were pruned, by the checkpoints that remain. */
  readonly pruned: readonly { readonly from: number; readonly through: number }[];
  /** One sentence each; empty when nothing was changed, removed or put in between. */
  readonly faults: readonly string[];
}

/** What the first entry of all follows. */
export const GENESIS: ChainHead = { seq: 0, hash: '0'.repeat(64) };
/** Nobody reads more; the first is what matters. */
const MOST_FAULTS = 20;

/** SHA-256 of number, hash of the entry before, and the entry's JSON, each on a line of its own. */
export function chainHash(seq: number, previous: string, body: string): string {
  return createHash('sha256')
    .update(`${String(seq)}\n${previous}\n${body}`)
    .digest('hex');
}

/**
 * Follows the chain from its first entry to its head. A part of a log, such as an export of some
 * months, has no head and begins anywhere. An anchor is a head that was noted elsewhere, as the
 * service logs it: without one, entries cut off the end together with the head leave no trace.
 */
export async function verifyChain(
  entries: AsyncIterable<ChainedEntry>,
  head: ChainHead | null,
  anchor: ChainHead | null = null,
): Promise<Verification> {
  const faults: string[] = [];
  const pruned: { from: number; through: number; hash: string }[] = [];
  let count = 0;
  let first: (ChainHead & { readonly previous: string }) | null = null;
  let last: ChainHead = GENESIS;
  for await (const entry of entries) {
    const { seq, previous, hash, body } = entry;
    if (first === null) first = { seq, previous, hash };
    else if (seq !== last.seq + 1) {
      faults.push(`Between ${String(last.seq)} and ${String(seq)} entries are missing.`);
    } else if (previous !== last.hash) {
      faults.push(`Entry ${String(seq)} does not follow entry ${String(last.seq)} as it is now.`);
    }
    if (chainHash(seq, previous, body) !== hash) {
      faults.push(`Entry ${String(seq)} is not as it was written.`);
    }
    faults.push(...disagreements(entry));
    if (anchor?.seq === seq && anchor.hash !== hash) {
      faults.push(`Entry ${String(seq)} is not the one whose hash was noted.`);
    }
    const record = JSON.parse(body) as LogEntry;
    if (record.kind === 'checkpoint') pruned.push(record.pruned);
    last = { seq, hash };
    count += 1;
  }
  if (head !== null && first !== null && first.seq !== 1) {
    const covered = pruned.some(
      ({ through, hash }) => through + 1 === first.seq && hash === first.previous,
    );
    if (!covered) {
      faults.push(
        `The entries before ${String(first.seq)} are missing, and no checkpoint names them.`,
      );
    }
  }
  if (head !== null && (head.seq !== last.seq || head.hash !== last.hash)) {
    faults.push(
      `The log ends at entry ${String(last.seq)}, but its head is entry ${String(head.seq)}.`,
    );
  }
  if (anchor !== null && anchor.seq > last.seq) {
    faults.push(`Entry ${String(anchor.seq)}, whose hash was noted, is missing from the end.`);
  }
  return {
    entries: count,
    first: first === null ? null : { seq: first.seq, hash: first.hash },
    last,
    pruned: pruned.map(({ from, through }) => ({ from, through })),
    faults: faults.slice(0, MOST_FAULTS),
  };
}

/** What is searched by stands in columns too, and must be what the entry says. */
function disagreements({ seq, id, kind, at, body }: ChainedEntry): readonly string[] {
  const record = JSON.parse(body) as LogEntry;
  const agrees = record.id === id && record.kind === kind && record.at === at;
  return agrees ? [] : [`The columns of entry ${String(seq)} do not agree with the entry.`];
}
