/** The worker thread of `embeddedDatabase`: a slow statement must not hold up the answers. */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { types } from '@electric-sql/pglite';
import type { EmbeddedReply, EmbeddedRequest } from './embeddedMessages.ts';

const port = parentPort;
if (port === null) throw new Error('This file is the entry of a worker thread.');

const { folder } = workerData as { readonly folder: string };
// As node-postgres reads them: numbers beyond 2^53 and times stay text.
const asText = (text: string): string => text;
const database = await PGlite.create({
  dataDir: folder,
  parsers: { [types.INT8]: asText, [types.JSON]: asText },
});
port.postMessage({ ready: true });

port.on('message', (request: EmbeddedRequest) => {
  void perform(request).then((reply) => {
    port.postMessage(reply);
  });
});

async function perform(request: EmbeddedRequest): Promise<EmbeddedReply> {
  const { number } = request;
  try {
    switch (request.kind) {
      case 'query': {
        const { rows } = await database.query(request.sql, [...request.parameters]);
        return { number, ok: true, rows };
      }
      case 'script':
        await database.exec(request.sql);
        return { number, ok: true, rows: [] };
      case 'close':
        await database.close();
        return { number, ok: true, rows: [] };
      default:
        return request satisfies never;
    }
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    return { number, ok: false, code: code ?? null, message: message ?? 'unknown error' };
  }
}
