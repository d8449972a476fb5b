import { Piscina } from 'piscina';
import type { Answerer, ThreadLoad } from './answerer.ts';
import type { HookCall } from './answerCall.ts';
import type { WorkerSetup } from './answerWorker.ts';
import { unpacked, type PackedOutcome } from './packedOutcome.ts';

/** Bodies above this have threads of their own, so that a smaller one never waits behind them. */
const LARGE_BYTES = 1_000_000;
/** A call that waits for a FHIR server leaves its thread to others meanwhile. */
const CALLS_PER_THREAD = 16;
/** Nor does it wait for a processor: on Linux those threads take what others leave (nice(2)). */
const NICENESS_OF_LARGE = 10;
/** A hostile body may exhaust its thread, not the service. */
const THREAD_MEMORY_MB = 1_024;
/**
 * For objects just made, three times what they may fill before they are looked through. Node's own
 * measure is filled by a few calls, and most of them are then still at work.
 */
const YOUNG_MEMORY_MB = 96;
/** Of the source or of the build, whichever this file is. */
const WORKER = new URL(import.meta.url.replace(/answererPool(?=\.[jt]s$)/, 'answerWorker'));

/**
 * Answers in worker threads, so that no record, however long, holds up the event loop: `threads` for
 * ordinary bodies and as many for large ones. Resolves once those for ordinary ones have compiled
 * the rules.
 */
export async function answererPool(threads: number, setup: WorkerSetup): Promise<Answerer> {
  const ordinary = createPool(threads, setup, 0);
  await ready(ordinary, threads);
  // Not waited for: the first large call is, and waits as long as it must.
  const large = createPool(threads, setup, NICENESS_OF_LARGE);
  return {
    answer: async ({ body, ...rest }) => {
      const own = ownBytes(body);
      const call: HookCall = { ...rest, body: own };
      const pool = own.byteLength > LARGE_BYTES ? large : ordinary;
      return unpacked((await pool.run(call, { transferList: [own.buffer] })) as PackedOutcome);
    },
    load: () => [loadOf('ordinary', ordinary), loadOf('large', large)],
    close: async () => {
      await Promise.all([ordinary.close(), large.close()]);
    },
  };
}

function loadOf(threads: ThreadLoad['threads'], pool: Piscina): ThreadLoad {
  return { threads, count: pool.threads.length, waiting: pool.queueSize };
}

function createPool(threads: number, setup: WorkerSetup, niceIncrement: number): Piscina {
  return new Piscina({
    filename: WORKER.href,
    workerData: setup,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: CALLS_PER_THREAD,
    // A thread that blocked while it waits for calls would not get what it fetches.
    atomics: 'disabled',
    niceIncrement,
    recordTiming: false,
    resourceLimits: {
      maxOldGenerationSizeMb: THREAD_MEMORY_MB,
      maxYoungGenerationSizeMb: YOUNG_MEMORY_MB,
    },
  });
}

/** A thread answers its first call once it is ready; each gets one. */
async function ready(pool: Piscina, threads: number): Promise<void> {
  const nothing: HookCall = {
    id: '',
    hook: 'patient-view',
    body: new Uint8Array(),
    caller: null,
    traceparent: '',
  };
  await Promise.all(Array.from({ length: threads }, () => pool.run(nothing)));
}

/** Bytes in memory of their own: Node cuts small buffers from one shared piece, which can't be handed over. */
function ownBytes(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = body;
  const ownsAll = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return ownsAll ? new Uint8Array(buffer) : new Uint8Array(body);
}
