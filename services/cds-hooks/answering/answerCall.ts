import type { Card, Hook } from '../../../src/cards/cdsHooks.ts';
import type { DataGap } from '../../../src/domain/conclusion.ts';
import type { ReadProblem } from '../../../src/domain/readProblem.ts';
import { ServiceError, type ErrorCode, type Problem } from '../errors.ts';
import { answerHook, type HookAnswer } from './answerHook.ts';
import type { Answering } from './answering.ts';
import type { Asker } from './caller.ts';
import type { KeyCompletion } from './completePrefetch.ts';
import { decisionDraft, type DecisionDraft } from './decisionDraft.ts';
import { readHookRequest } from './hookRequest.ts';
import { stopwatch, type PhaseTimes } from './phases.ts';

/** A hook call as it arrived, whoever answers it: all of it can be handed to another thread. */
export interface HookCall extends Asker {
  /** Of the request. */
  readonly id: string;
  readonly hook: Hook;
  /** JSON in UTF-8, whole and not compressed. */
  readonly body: Uint8Array;
}

/** What a call came to: also plain data. */
export type CallOutcome =
  | {
      readonly kind: 'answered';
      readonly body: string;
      readonly account: Account;
      readonly tally: Tally;
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

/** What is counted of an answer, for the metrics: names of rules, keys and phases, nothing of the patient. */
export interface Tally {
  readonly phases: PhaseTimes;
  readonly keys: readonly KeyCompletion[];
  readonly cards: readonly CardTally[];
  readonly gaps: readonly DataGap['gap'][];
  /** Kinds of what was left out of the record, or used with reserve. */
  readonly problems: readonly ReadProblem['problem'][];
}

export interface CardTally {
  readonly indicator: Card['indicator'];
  /** Ids of the rules that its first conclusion follows, such as `lung/egfr`. */
  readonly rules: readonly string[];
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
  const { id, hook, body } = call;
  const { schemas, drafting } = answering;
  const { endOf, times } = stopwatch();
  const request = readHookRequest(parsed(body), hook, schemas);
  endOf('parse');
  const { hookInstance } = request;
  const answer = await answerHook(request, call, answering, endOf);
  const { response, record } = answer;
  const problems = schemas('CdsResponse', response);
  if (problems.length > 0) return { kind: 'broken', problems };
  const text = JSON.stringify(response);
  endOf('check');
  const draft =
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
        );
  endOf('draft');
  return {
    kind: 'answered',
    body: text,
    account: {
      hookInstance,
      resources: record.resources.length,
      fetched: record.fetched,
      unavailable: record.unavailable.map(({ key, why }) => ({ key, why })),
      cards: response.cards.map(({ uuid }) => uuid),
    },
    tally: { ...tallyOf(answer), phases: times },
    draft,
  };
}

function tallyOf({ decided, record }: HookAnswer): Omit<Tally, 'phases'> {
  const { advice, conclusions, problems } = decided;
  return {
    keys: record.keys,
    cards: advice.map(({ card: { indicator }, conclusions: [first] }) => ({
      indicator,
      rules: [...new Set(first?.because.rules.map(({ rule }) => rule))],
    })),
    gaps: conclusions.flatMap((one) => (one.kind === 'data-gap' ? [one.gap] : [])),
    problems: problems.map(({ problem }) => problem),
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
