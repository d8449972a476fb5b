import { createLocalJWKSet, createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import type { Dispatcher } from 'undici';
import type { Client } from './client.ts';

/** How the keys of clients are fetched. */
export interface KeyFetching {
  readonly dispatcherOf: (client: Client) => Dispatcher;
  /** After a look that did not find the key of a token, the next look is not sooner. */
  readonly cooldownMs: number;
  readonly cacheMs: number;
}

const FETCH_WITHIN_MS = 2_000;
const KEY_SET_AT_MOST_BYTES = 100_000;
const KEY_SET_TYPE = /^application\/(?:json|jwk-set\+json)\s*(?:;|$)/i;

/**
 * Finds the key that a token names. A key that is not known yet is looked for once more at the
 * client's `jwksUrl`, since keys are rotated; no other address is ever asked (RFC 7515, 4.1.2).
 */
export function clientKeys(client: Client, fetching: KeyFetching): JWTVerifyGetKey {
  const { keys, jwksUrl } = client;
  if (keys !== undefined) return createLocalJWKSet({ keys: [...keys] });
  if (jwksUrl === undefined) throw new TypeError(`${client.id} has neither keys nor jwksUrl`);
  const dispatcher = fetching.dispatcherOf(client);
  return createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: FETCH_WITHIN_MS,
    cooldownDuration: fetching.cooldownMs,
    cacheMaxAge: fetching.cacheMs,
    [customFetch]: (url, { signal }) => fetchKeySet(new URL(url), dispatcher, signal),
  });
}

/** Nothing but a JSON document of moderate size with status 200; redirects are not followed. */
async function fetchKeySet(
  url: URL,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<Response> {
  const answer = await dispatcher.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method: 'GET',
    headers: { accept: 'application/jwk-set+json, application/json;q=0.9' },
    signal,
  });
  const type = answer.headers['content-type'];
  if (answer.statusCode !== 200 || typeof type !== 'string' || !KEY_SET_TYPE.test(type)) {
    answer.body.on('error', () => undefined).destroy();
    return new Response(null, { status: 502 });
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > KEY_SET_AT_MOST_BYTES) return new Response(null, { status: 502 });
    chunks.push(chunk);
  }
  return new Response(Buffer.concat(chunks), { headers: { 'content-type': 'application/json' } });
}
