import { Worker } from 'node:worker_threads';
import type { Database } from './database.ts';
import type { EmbeddedReply, EmbeddedRequest } from './embeddedMessages.ts';

type Unnumbered = EmbeddedRequest extends infer Request
  ? Request extends EmbeddedRequest
    ? Omit<Request, 'number'>
    : never
  : never;

interface Waiting {
  readonly resolve: (rows: readonly unknown[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * PostgreSQL in WebAssembly (PGlite) on a folder, in a worker thread. The first start on a folder
 * takes seconds; what is asked meanwhile waits. Only one process may have the folder open: hold
 * `lockFolder` on it. When the thread ends by itself, the next question starts it anew.
 */
export function embeddedDatabase(folder: string): Database {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let number = 0;

  const start = (): Worker => {
    const started = databaseThread(folder);
    const lost = (error: Error): void => {
      if (worker === started) worker = null;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    started.on('message', (reply: EmbeddedReply | { readonly ready: true }) => {
      if ('ready' in reply) return;
      const asked = waiting.get(reply.number);
      waiting.delete(reply.number);
      if (reply.ok) asked?.resolve(reply.rows);
      else asked?.reject(Object.assign(new Error(reply.message), { code: reply.code }));
    });
    started.once('error', lost);
    started.once('exit', () => {
      lost(new Error('The embedded database has stopped.'));
    });
    return started;
  };

  const ask = (request: Unnumbered): Promise<readonly unknown[]> =>
    new Promise((resolve, reject) => {
      worker ??= start();
      number += 1;
      waiting.set(number, { resolve, reject });
      worker.postMessage({ ...request, number });
    });

  return {
    query: async <Row>(sql: string, parameters: readonly unknown[] = []) =>
      (await ask({ kind: 'query', sql, parameters })) as readonly Row[],
    script: async (sql) => {
      await ask({ kind: 'script', sql });
    },
    close: async () => {
      if (worker === null) return;
      await ask({ kind: 'close' });
      await worker.terminate();
    },
  };
}

/** Node 20 reads no TypeScript: from the sources, the thread takes the loader that tests and `npm run dev` use. */
function databaseThread(folder: string): Worker {
  const entry = import.meta.url.replace(/[^/]*(\.[jt]s)$/, 'embeddedWorker$1');
  const options = { workerData: { folder }, execArgv: [] };
  if (entry.endsWith('.js')) return new Worker(new URL(entry), options);
  const load = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(entry)}); })`;
  return new Worker(load, { ...options, eval: true });
}
