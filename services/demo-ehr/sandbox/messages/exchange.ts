import type { Violation } from './conformance.ts';
import type { PrefetchPart } from './prefetch.ts';

/** One message and its answer, with all that a tester wants to see of them. */
export interface Exchange {
  readonly id: number;
  /** `curl` can repeat it. */
  readonly kind: 'discovery' | 'call' | 'feedback' | 'launch';
  readonly title: string;
  readonly url: string;
  /** `null` where nothing was sent. */
  readonly request: object | null;
  readonly prefetch: readonly PrefetchPart[];
  /** `null` when there was no answer. */
  readonly status: number | null;
  /** Parsed JSON, or the text where it is none. */
  readonly response: unknown;
  /** How long the answer took. */
  readonly ms: number;
  readonly requestViolations: readonly Violation[];
  readonly responseViolations: readonly Violation[];
}

export interface Answer {
  readonly status: number | null;
  readonly body: unknown;
  readonly ms: number;
}

/** Sends and times; an answer that never came is one without a status. */
export async function send(url: string, body: object | null): Promise<Answer> {
  const start = performance.now();
  const took = (): number => Math.round(performance.now() - start);
  if (!URL.canParse(url)) {
    return { status: null, body: 'That is no address: write all of it, from http on.', ms: 0 };
  }
  try {
    const response = await fetch(
      url,
      body === null
        ? { headers: { Accept: 'application/json' } }
        : {
            method: 'POST',
            headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
            body: JSON.stringify(body),
          },
    );
    const text = await response.text();
    return { status: response.status, body: parsed(text), ms: took() };
  } catch {
    return {
      status: null,
      body: 'No answer: the address is wrong, nothing listens there, or it does not allow this page to call it (CORS).',
      ms: took(),
    };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
