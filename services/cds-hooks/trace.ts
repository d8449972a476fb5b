import { randomBytes } from 'node:crypto';

/** What a request is part of, as W3C Trace Context tells it from service to service. */
export interface Trace {
  readonly traceId: string;
  /** Of this request. */
  readonly spanId: string;
  /** Of whoever called; `null` when the trace begins here. */
  readonly parentSpanId: string | null;
  /** Whether the caller, or we, want it recorded. */
  readonly sampled: boolean;
}

const HEADER =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;
const SAMPLED = 1;

/** The trace that a `traceparent` header names; a new one when there is none or it can't be read. */
export function traceOf(header: string | undefined): Trace {
  const spanId = randomBytes(8).toString('hex');
  const [, traceId, parentSpanId, flags] = HEADER.exec(header ?? '') ?? [];
  if (traceId === undefined || parentSpanId === undefined || flags === undefined) {
    return { traceId: randomBytes(16).toString('hex'), spanId, parentSpanId: null, sampled: true };
  }
  return { traceId, spanId, parentSpanId, sampled: (parseInt(flags, 16) & SAMPLED) === SAMPLED };
}

/** The header for whom this request asks in turn. */
export function traceparentOf({ traceId, spanId, sampled }: Trace): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}
