import { crc32 } from 'node:zlib';
import type { LogEntry } from './logEntry.ts';

/** One record as it waits in the spool and is handed to the database. */
export interface SpooledRecord {
  readonly id: string;
  readonly kind: LogEntry['kind'];
  readonly at: string;
  /** The entry's JSON, to the byte as it will be hashed. */
  readonly body: string;
  /** Base64 of what is kept beside the entry, or `null`. */
  readonly kept: string | null;
}

/** The JSON of a record, preceded by a checksum. A JSON text holds no line break. */
export function spoolLine(record: SpooledRecord): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

/** The JSON that a line holds; `null` when the line is not as it was written. */
export function recordOfLine(line: string): string | null {
  const json = line.slice(CHECKSUM_LENGTH + 1);
  return line.slice(0, CHECKSUM_LENGTH + 1) === `${checksum(json)} ` ? json : null;
}

const CHECKSUM_LENGTH = 8;

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(CHECKSUM_LENGTH, '0');
}
