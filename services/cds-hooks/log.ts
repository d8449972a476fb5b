import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * Logs hold ids of requests, hooks and cards, counts and times: never bodies, names, tokens, patient
 * ids or query strings.
 */
export function createLog(
  level: string,
  destination: DestinationStream = standardOutput(),
): Logger {
  return pino({ level, base: null, serializers: { err: describeError } }, destination);
}

/** Lines of a tenth of a second go out together: writing each cost as much as checking a request. */
function standardOutput(): DestinationStream {
  return pino.destination({ dest: 1, sync: false, minLength: 16_000, periodicFlush: 100 });
}

/**
 * An error without its message: JSON.parse and others quote the input in it. The stack frames name
 * only our own lines.
 */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { type: error.name, frames: frames.map((line) => line.trim()) };
}
