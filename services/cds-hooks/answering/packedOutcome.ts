import type { CallOutcome } from './answerCall.ts';

/**
 * An outcome as one thread hands it to another: what is deep goes as JSON, which costs both a
 * fraction of what cloning its objects does.
 */
export interface PackedOutcome {
  readonly json: string;
  /** Of an answer, already JSON. */
  readonly body: string | null;
  /** Bytes kept beside the record. */
  readonly kept: Uint8Array | null;
}

export function packed(outcome: CallOutcome): PackedOutcome {
  if (outcome.kind !== 'answered') return { json: JSON.stringify(outcome), body: null, kept: null };
  const { body, draft, ...rest } = outcome;
  return {
    json: JSON.stringify({ ...rest, record: draft?.record ?? null }),
    body,
    kept: draft?.kept ?? null,
  };
}

export function unpacked({ json, body, kept }: PackedOutcome): CallOutcome {
  if (body === null) return JSON.parse(json) as CallOutcome;
  type Answered = Extract<CallOutcome, { kind: 'answered' }>;
  type Drafted = NonNullable<Answered['draft']>;
  const { record, ...rest } = JSON.parse(json) as Omit<Answered, 'body' | 'draft'> & {
    readonly record: Drafted['record'] | null;
  };
  return { ...rest, body, draft: record === null ? null : { record, kept } };
}
