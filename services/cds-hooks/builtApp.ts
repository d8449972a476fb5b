import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** The SMART app as built: small enough to be served from memory, compressed once. */
export type BuiltApp = ReadonlyMap<string, BuiltFile>;

export interface BuiltFile {
  /** Media type. */
  readonly type: string;
  readonly body: Buffer;
  readonly gzip: Buffer;
  /** About an eighth less than gzip; absent where a page is made for each call. */
  readonly brotli?: Buffer;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** The files of a build by name, or `null` where there is none: from the sources, nothing is built. */
export function readBuiltApp(folder: string): BuiltApp | null {
  if (!existsSync(join(folder, 'index.html'))) return null;
  const files = new Map<string, BuiltFile>();
  for (const name of readdirSync(folder)) {
    const type = MEDIA_TYPES[extname(name)];
    if (type === undefined) continue;
    const body = readFileSync(join(folder, name));
    files.set(name, builtFile(type, body));
  }
  return files;
}

/** A file that is sent many times, compressed once. */
export function builtFile(type: string, body: Buffer): BuiltFile {
  return {
    type,
    body,
    gzip: gzipSync(body),
    // The best level takes ten times as long, for 7 % less.
    brotli: brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  };
}
