import { ExportResultCode } from '@opentelemetry/core';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Dispatcher } from 'undici';

/** An OpenTelemetry collector and how it is reached. */
export interface Collector {
  readonly url: string;
  /** What it asks for, such as an API key. */
  readonly headers: Readonly<Record<string, string>>;
  /** The guarded way out. */
  readonly dispatcher: Dispatcher;
  readonly timeoutMs: number;
  /** Told when spans could not be delivered, and when that has passed. */
  readonly onDelivery: (delivery: SpanDelivery) => void;
}

/** Whether the collector takes spans; `refused` with the status it answered. */
export type SpanDelivery =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'refused'; readonly status: number };

/** Nothing of an answer is used; this much is read so that its connection can be used again. */
const ANSWER_AT_MOST_BYTES = 16_384;

/**
 * Sends spans as OTLP over HTTP (JSON). Unlike the exporter of the library it uses the dispatcher it
 * is given: addresses are judged, no redirect is followed, no answer is read without end. Spans that
 * can't be delivered are dropped: they are a help for operators, and answers do not wait for them.
 */
export function otlpExporter(collector: Collector): SpanExporter {
  const { dispatcher, headers, onDelivery, timeoutMs } = collector;
  const { origin, pathname, search } = new URL(collector.url);
  const under = new Set<Promise<void>>();

  async function deliver(body: Uint8Array): Promise<SpanDelivery> {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await dispatcher.request({
        origin,
        path: pathname + search,
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body,
        signal,
      });
      const { statusCode: status } = answer;
      await answer.body.dump({ limit: ANSWER_AT_MOST_BYTES, signal });
      return status >= 200 && status < 300 ? { kind: 'delivered' } : { kind: 'refused', status };
    } catch {
      return { kind: 'unreachable' };
    }
  }

  return {
    export: (spans, done) => {
      const body = JsonTraceSerializer.serializeRequest(spans);
      if (body === undefined) {
        done({ code: ExportResultCode.FAILED });
        return;
      }
      const sent = deliver(body).then((delivery) => {
        under.delete(sent);
        onDelivery(delivery);
        done({
          code: delivery.kind === 'delivered' ? ExportResultCode.SUCCESS : ExportResultCode.FAILED,
        });
      });
      under.add(sent);
    },
    shutdown: async () => {
      await Promise.all(under);
    },
  };
}
