import type { LogEntry } from './logEntry.ts';
import type { ChainedEntry } from './verifyChain.ts';

/**
 * An entry as a line of NDJSON. The text of `entry` is what was hashed, to the byte: whoever has the
 * file can follow the chain without this software.
 */
export function exportLine({ seq, previous, hash, body }: ChainedEntry): string {
  return `{"seq":${String(seq)},"previous":"${previous}","hash":"${hash}","entry":${body}}\n`;
}

/** The entry that a line holds. */
export function importLine(line: string): ChainedEntry {
  const { seq, previous, hash, entry } = JSON.parse(line) as {
    readonly seq: number;
    readonly previous: string;
    readonly hash: string;
    readonly entry: LogEntry;
  };
  const { id, kind, at } = entry;
  return { seq, previous, hash, id, kind, at, body: JSON.stringify(entry) };
}
