import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import type { FetchFailure } from './fetchFailure.ts';
import { fhirPage, typeOf } from './fhirPage.ts';
import { fhirUrl } from './fhirUrl.ts';
import { pageLink } from './pageLink.ts';
import { readJson } from './readJson.ts';

/** Reads from FHIR servers that `judgeFhirServer` has allowed; it never throws on what they answer. */
export interface FhirClient {
  /** A resolved template: `Type/id` or `Type?param=value`. */
  readonly fetch: (query: string, session: FhirSession) => Promise<Fetched>;
  /** The pages after one that the caller already has. */
  readonly fetchFrom: (next: string, session: FhirSession) => Promise<Fetched>;
}

/** One caller's access to one server, for the length of one hook request. */
export interface FhirSession {
  readonly base: URL;
  /** Sent to the origin of `base` and nowhere else. */
  readonly accessToken: string | null;
  /** The deadline, shared by all that is fetched for the request. */
  readonly signal: AbortSignal;
  /** W3C Trace Context of the request. */
  readonly traceparent: string;
}

/** `failure` says what is missing; what was read before it happened is kept. */
export interface Fetched {
  readonly resources: readonly unknown[];
  readonly failure: FetchFailure | null;
}

export interface FhirClientLimits {
  /** Pages read for one query. */
  readonly maxPages: number;
  /** Bytes read for one query, all pages together. */
  readonly maxBytes: number;
}

const ACCEPT = 'application/fhir+json, application/json;q=0.9';
const JSON_TYPE = /^application\/(?:fhir\+json|json\+fhir|json)\s*(?:;|$)/i;
const ASK_AGAIN = new Set([429, 503]);
const RETRY_AFTER_MS = 100;
/** No deadline is longer, so a longer wait cannot end well. */
const LONGEST_RETRY_AFTER_MS = 4_500;

export function createFhirClient(dispatcher: Dispatcher, limits: FhirClientLimits): FhirClient {
  return {
    fetch: (query, session) => fetchPages(fhirUrl(session.base, query), session),
    fetchFrom: (next, session) => {
      const url = pageLink(next, session.base);
      return url === null
        ? Promise.resolve({ resources: [], failure: 'foreign-link' })
        : fetchPages(url, session);
    },
  };

  async function fetchPages(first: URL, session: FhirSession): Promise<Fetched> {
    const resources: unknown[] = [];
    const seen = new Set<string>();
    let bytes = 0;
    let url: URL | null = first;
    while (url !== null) {
      // A server that links a page to itself never ends either.
      if (seen.size >= limits.maxPages || seen.has(url.href)) {
        return { resources, failure: 'too-many-pages' };
      }
      seen.add(url.href);
      const answer = await fetchOne(url, session, limits.maxBytes - bytes);
      if (!answer.ok) return { resources, failure: answer.why };
      bytes += answer.bytes;
      const page = fhirPage(answer.value);
      resources.push(...page.resources);
      if (page.next === null) return { resources, failure: null };
      url = pageLink(page.next, session.base);
    }
    return { resources, failure: 'foreign-link' };
  }

  async function fetchOne(
    url: URL,
    session: FhirSession,
    maxBytes: number,
  ): ReturnType<typeof readJson> {
    try {
      let answer = await send(url, session);
      const wait = ASK_AGAIN.has(answer.statusCode) ? retryAfterMs(answer) : null;
      if (wait !== null && wait <= LONGEST_RETRY_AFTER_MS) {
        discard(answer);
        await delay(wait, undefined, { signal: session.signal });
        answer = await send(url, session);
      }
      const why = refusalOf(answer);
      if (why === null) return await readFhir(answer, maxBytes);
      discard(answer);
      return { ok: false, why };
    } catch {
      return { ok: false, why: session.signal.aborted ? 'deadline' : 'unreachable' };
    }
  }

  /** Undici's dispatcher follows no redirect, sends no cookie and decompresses nothing. */
  function send(
    url: URL,
    { accessToken, signal, traceparent }: FhirSession,
  ): Promise<Dispatcher.ResponseData> {
    return dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'GET',
      signal,
      headers: {
        accept: ACCEPT,
        traceparent,
        ...(accessToken !== null && { authorization: `Bearer ${accessToken}` }),
      },
    });
  }
}

async function readFhir(
  answer: Dispatcher.ResponseData,
  maxBytes: number,
): ReturnType<typeof readJson> {
  const body = await readJson(answer.body as AsyncIterable<Buffer>, maxBytes);
  if (!body.ok) return body;
  const type = typeOf(body.value);
  if (type === null) return { ok: false, why: 'not-fhir' };
  return type === 'OperationOutcome' ? { ok: false, why: 'error-message' } : body;
}

/** An unread body would keep its connection busy; destroying it also ends a body without end. */
function discard(answer: Dispatcher.ResponseData): void {
  answer.body.on('error', () => undefined).destroy();
}

function refusalOf({ statusCode, headers }: Dispatcher.ResponseData): FetchFailure | null {
  if (statusCode === 401) return 'unauthorized';
  if (statusCode === 403) return 'forbidden';
  if (statusCode === 404 || statusCode === 410) return 'not-found';
  if (statusCode >= 500) return 'server-error';
  if (statusCode >= 400) return 'client-error';
  if (statusCode >= 300) return 'redirect';
  const type = headers['content-type'];
  return typeof type === 'string' && JSON_TYPE.test(type) ? null : 'not-fhir';
}

/** Only the form in seconds; the deadline bounds it. */
function retryAfterMs({ headers }: Dispatcher.ResponseData): number {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : RETRY_AFTER_MS;
}
