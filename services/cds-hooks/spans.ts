import type { Attributes, HrTime, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Dispatcher } from 'undici';
import type { MeasuredAnswer } from './metrics.ts';
import type { SpanDelivery } from './otlpExporter.ts';
import type { Trace } from './trace.ts';

/** Where the spans of answers go. */
export interface Spans {
  readonly answered: (call: AnsweredCall) => void;
  /** Sends what waits. */
  readonly close: () => Promise<void>;
}

export interface AnsweredCall {
  readonly trace: Trace;
  readonly requestId: string;
  readonly service: string;
  readonly endedAt: Date;
  readonly answer: MeasuredAnswer;
}

/** An OpenTelemetry collector, and the world that its spans pass through. */
export interface SpanExport {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly dispatcher: Dispatcher;
  readonly version: string;
  /** Told when the collector no longer takes spans, and when it does again. */
  readonly onChange: (delivery: SpanDelivery) => void;
}

const FLUSH_WITHIN_MS = 3_000;

/**
 * Sends one span per answer, with a child for each phase, to an OpenTelemetry collector (OTLP over
 * HTTP, JSON). They carry ids of our own, names of services and phases, and counts: nothing of a patient.
 * The library is loaded only here, so that a service that exports nothing does not pay for it.
 */
export async function exportSpans({
  url,
  headers,
  dispatcher,
  version,
  onChange,
}: SpanExport): Promise<Spans> {
  const [{ SpanKind, SpanStatusCode }, { otlpExporter }, { resourceFromAttributes }, sdk] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('./otlpExporter.ts'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace'),
    ]);
  let last = JSON.stringify({ kind: 'delivered' } satisfies SpanDelivery);
  const onDelivery = (delivery: SpanDelivery): void => {
    const now = JSON.stringify(delivery);
    if (now === last) return;
    last = now;
    onChange(delivery);
  };
  const processor = new sdk.BatchSpanProcessor({
    exporter: otlpExporter({ url, headers, dispatcher, timeoutMs: FLUSH_WITHIN_MS, onDelivery }),
    exportTimeoutMillis: FLUSH_WITHIN_MS,
  });
  const resource = resourceFromAttributes({
    'service.name': 'convergent-cds',
    'service.version': version,
  });
  const send = (span: {
    readonly name: string;
    readonly isCall: boolean;
    readonly context: SpanContext;
    readonly parent: SpanContext | null;
    readonly from: number;
    readonly ms: number;
    readonly attributes: Attributes;
  }): void => {
    const { attributes, context, from, isCall, ms, name, parent } = span;
    processor.onEnd({
      name,
      kind: isCall ? SpanKind.SERVER : SpanKind.INTERNAL,
      spanContext: () => context,
      ...(parent !== null && { parentSpanContext: parent }),
      startTime: hrTime(from),
      endTime: hrTime(from + ms),
      duration: hrTime(ms),
      status: { code: SpanStatusCode.UNSET },
      attributes,
      links: [],
      events: [],
      ended: true,
      resource,
      instrumentationScope: { name: 'convergent-cds', version },
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    } satisfies ReadableSpan);
  };
  return {
    answered: ({ trace, requestId, service, endedAt, answer }) => {
      if (!trace.sampled) return;
      const { tally, ms, answeringMs, recordingMs } = answer;
      const contextOf = (spanId: string): SpanContext => ({
        traceId: trace.traceId,
        spanId,
        traceFlags: 1,
      });
      const from = endedAt.getTime() - ms;
      const context = contextOf(trace.spanId);
      send({
        name: service,
        isCall: true,
        context,
        parent: trace.parentSpanId === null ? null : contextOf(trace.parentSpanId),
        from,
        ms,
        attributes: {
          'convergent.request_id': requestId,
          'convergent.cards': tally.cards.length,
          'convergent.gaps': tally.gaps.length,
          'convergent.keys_fetched': tally.keys.filter(({ had }) => had === 'fetched').length,
          'convergent.keys_missing': tally.keys.filter(({ had }) => had === 'missing').length,
        },
      });
      // One after another; the wait for a thread, which also comes at the end, stands first.
      const measured = Object.entries(tally.phases);
      const waitMs = answeringMs - measured.reduce((sum, [, time]) => sum + time, 0);
      let at = from + ms - answeringMs - recordingMs;
      const phases = [['wait', Math.max(0, waitMs)], ...measured, ['record', recordingMs]] as const;
      phases.forEach(([phase, time], index) => {
        send({
          name: phase,
          isCall: false,
          context: contextOf(childId(trace.spanId, index)),
          parent: context,
          from: at,
          ms: time,
          attributes: {},
        });
        at += time;
      });
    },
    close: async () => {
      // A collector that is away must not hold up the end.
      await processor.shutdown().catch(() => undefined);
      await dispatcher.destroy();
    },
  };
}

/** Unlike its parent's, and one per phase. */
function childId(spanId: string, index: number): string {
  return (BigInt(`0x${spanId}`) ^ BigInt(index + 1)).toString(16).padStart(16, '0');
}

function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
