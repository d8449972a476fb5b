import type { FetchFailure } from './fetchFailure.ts';

export type JsonBody =
  | { readonly ok: true; readonly value: object; readonly bytes: number }
  | { readonly ok: false; readonly why: FetchFailure };

/** Reads a JSON object of at most `maxBytes`, and stops reading where it becomes longer. */
export async function readJson(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<JsonBody> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) return { ok: false, why: 'too-large' };
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return typeof value === 'object' && value !== null
      ? { ok: true, value, bytes }
      : { ok: false, why: 'not-fhir' };
  } catch {
    return { ok: false, why: 'not-fhir' };
  }
}
