import { answerCall, type CallOutcome, type HookCall } from './answerCall.ts';
import type { Answering } from './answering.ts';

/** Who answers hook calls: this thread, or others. */
export interface Answerer {
  readonly answer: (call: HookCall) => Promise<CallOutcome>;
  readonly close: () => Promise<void>;
}

/** Answers where it is called: for tests, and for machines with one processor. */
export function answerHere(answering: Answering): Answerer {
  return {
    answer: (call) => answerCall(call, answering),
    close: () => Promise.resolve(),
  };
}
