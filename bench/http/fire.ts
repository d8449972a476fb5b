/**
 * A load generator that leaves the two processors to what is measured: every request is in memory
 * as it goes over the wire, and of an answer only status, length and time are looked at.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface Load {
  readonly url: string;
  /** Of the service. */
  readonly path: string;
  /** Sent in turn; each connection begins at another one. */
  readonly bodies: readonly Buffer[];
  /** Each sends its next request when the answer to the last is there. */
  readonly connections: number;
  /** Ends after so many seconds, or answers, whichever comes first. */
  readonly seconds?: number;
  readonly answers?: number;
  /** Of all connections together; as fast as they are answered when it is not given. */
  readonly perSecond?: number;
}

export interface Fired {
  readonly answers: number;
  readonly perSecond: number;
  /** From the first byte sent to the last received. */
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly longest: number };
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** Sends the load. @throws Error when an answer is not 200. */
export async function fire(load: Load): Promise<Fired> {
  const { url, path, bodies, connections, perSecond: pace = Infinity } = load;
  const { seconds = Infinity, answers = Infinity } = load;
  const { hostname, port } = new URL(url);
  const requests = bodies.map((body) => [head(path, hostname, body), body] as const);
  const latencies: number[] = [];
  const start = performance.now();
  const isOver = (): boolean =>
    latencies.length >= answers || performance.now() - start >= seconds * 1_000;
  await Promise.all(
    Array.from({ length: connections }, async (_none, number) => {
      const socket = connect(Number(port), hostname);
      socket.setNoDelay(true);
      let turn = Math.floor((number * requests.length) / connections);
      for (let round = 0; !isOver(); round += 1) {
        const due = start + ((round * connections + number) / pace) * 1_000;
        if (due > performance.now()) await delay(due - performance.now());
        const [first, body] = requests[turn % requests.length] ?? [];
        if (first === undefined || body === undefined) throw new Error('There is nothing to send.');
        turn += 1;
        const sent = performance.now();
        socket.cork();
        socket.write(first);
        socket.write(body);
        socket.uncork();
        await answered(socket);
        latencies.push(performance.now() - sent);
      }
      socket.destroy();
    }),
  );
  const perSecond = latencies.length / ((performance.now() - start) / 1_000);
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? NaN;
  return {
    answers: latencies.length,
    perSecond,
    latencyMs: { p50: at(0.5), p99: at(0.99), longest: at(1) },
  };
}

function head(path: string, host: string, { byteLength }: Buffer): Buffer {
  const lines = [
    `POST ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Content-Type: application/json',
    `Content-Length: ${String(byteLength)}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
}

/** Resolves with the last byte of one answer. */
function answered(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let missing: number | null = null;
    let early: Buffer = Buffer.alloc(0);
    const end = (error: Error | null): void => {
      socket.off('data', onData).off('error', end).off('close', onClose);
      if (error === null) resolve();
      else reject(error);
    };
    const onClose = (): void => {
      end(new Error('The service hung up.'));
    };
    const onData = (chunk: Buffer): void => {
      if (missing === null) {
        early = early.length === 0 ? chunk : Buffer.concat([early, chunk]);
        const headLength = early.indexOf(HEAD_END) + HEAD_END.length;
        if (headLength < HEAD_END.length) return;
        const answerHead = early.toString('latin1', 0, headLength);
        const status = answerHead.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length);
        if (status !== '200') {
          end(new Error(`The service answers ${status}.`));
          return;
        }
        const length = /^content-length: (\d+)/im.exec(answerHead)?.[1];
        if (length === undefined) {
          end(new Error('The answer has no Content-Length.'));
          return;
        }
        missing = Number(length) - (early.length - headLength);
      } else {
        missing -= chunk.length;
      }
      if (missing <= 0) end(null);
    };
    socket.on('data', onData).once('error', end).once('close', onClose);
  });
}
