import type { Hook } from '../../../src/cards/cdsHooks.ts';
import { ServiceError, type ErrorCode, type Problem } from '../errors.ts';
import { answerHook } from './answerHook.ts';
import type { Answering } from './answering.ts';
import type { Caller } from './caller.ts';
import { decisionDraft, type DecisionDraft } from './decisionDraft.ts';
import { readHookRequest } from './hookRequest.ts';

/** A hook call as it arrived, whoever answers it: all of it can be handed to another thread. */
export interface HookCall {
  /** Of the request. */
  readonly id: string;
  readonly hook: Hook;
  /** JSON in UTF-8, whole and not compressed. */
  readonly body: Uint8Array;
  /** `null` where clients are not authenticated. */
  readonly caller: Caller | null;
}

/** What a call came to: also plain data. */
export type CallOutcome =
  | {
      readonly kind: 'answered';
      readonly body: string;
      readonly account: Account;
      /** What is to be recorded; `null` when nothing is. */
      readonly draft: DecisionDraft | null;
    }
  | {
      readonly kind: 'refused';
      readonly code: ErrorCode;
      readonly problems: readonly Problem[];
    }
  /** An answer that breaks our own schema is never sent. */
  | { readonly kind: 'broken'; readonly problems: readonly Problem[] };

/** What may be told of an answer: ids and counts, nothing of the patient. */
export interface Account {
  readonly hookInstance: string;
  readonly resources: number;
  readonly fetched: number;
  readonly unavailable: readonly { readonly key: string; readonly why: string }[];
  readonly cards: readonly (string | undefined)[];
}

/** From the bytes of a call to the bytes of its answer. */
export async function answerCall(call: HookCall, answering: Answering): Promise<CallOutcome> {
  try {
    return await answered(call, answering);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { kind: 'refused', code: error.code, problems: error.problems };
  }
}

async function answered(call: HookCall, answering: Answering): Promise<CallOutcome> {
  const { id, hook, body, caller } = call;
  const { schemas, drafting } = answering;
  const request = readHookRequest(parsed(body), hook, schemas);
  const { hookInstance } = request;
  const answer = await answerHook(request, caller, answering);
  const { response, record } = answer;
  const problems = schemas('CdsResponse', response);
  if (problems.length > 0) return { kind: 'broken', problems };
  return {
    kind: 'answered',
    body: JSON.stringify(response),
    account: {
      hookInstance,
      resources: record.resources.length,
      fetched: record.fetched,
      unavailable: record.unavailable.map(({ key, why }) => ({ key, why })),
      cards: response.cards.map(({ uuid }) => uuid),
    },
    draft:
      drafting === null
        ? null
        : await decisionDraft(
            {
              id,
              body,
              hookInstance,
              question: answer.question,
              decided: answer.decided,
              completed: record,
              packs: answer.packs,
            },
            drafting,
          ),
  };
}

/** RFC 8259, section 8.1: JSON is UTF-8, and a reader may skip a byte order mark. */
function parsed(body: Uint8Array): unknown {
  // No body is not bad JSON: the schema says what is missing.
  if (body.byteLength === 0) return undefined;
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    throw new ServiceError('malformed-json');
  }
}
