import { answerCall, type CallOutcome, type HookCall } from './answerCall.ts';
import type { Answering } from './answering.ts';

/** Who answers hook calls: this thread, or others. */
export interface Answerer {
  readonly answer: (call: HookCall) => Promise<CallOutcome>;
  /** How busy the threads are; none where there are none. */
  readonly load: () => readonly ThreadLoad[];
  readonly close: () => Promise<void>;
}

export interface ThreadLoad {
  /** Of bodies of which size. */
  readonly threads: 'ordinary' | 'large';
  readonly count: number;
  /** Calls that wait for one of them. */
  readonly waiting: number;
}

/** Answers where it is called: for tests, and for machines with one processor. */
export function answerHere(answering: Answering): Answerer {
  return {
    answer: (call) => answerCall(call, answering),
    load: () => [],
    close: () => Promise.resolve(),
  };
}
