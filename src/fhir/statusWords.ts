import { expressionsOf } from '../nomenclature/concept.ts';
import { asText, conceptAt, elementOf, type JsonObject } from './json.ts';

/** A status as FHIR spells it: senders also write `Entered in Error`, `ENTERED_IN_ERROR`, `canceled`. */
export function statusOf(resource: JsonObject): string | null {
  const status = resource['status'];
  // Nearly all resources have one of two, and every resource is asked.
  if (status === 'final' || status === 'available') return status;
  const text = asText(status);
  return text === null ? null : asStatus(text);
}

/** What a resource says of its own truth or course, by code or in words: `refuted`, `entered-in-error`, `inactive`. */
export function statusWordsAt(
  resource: JsonObject,
  key: 'verificationStatus' | 'clinicalStatus',
): readonly string[] {
  return elementOf(resource, key) === undefined
    ? NO_WORDS
    : expressionsOf(conceptAt(resource, key)).map(asStatus);
}

const NO_WORDS: readonly string[] = [];

function asStatus(text: string): string {
  if (/^[a-z-]+$/.test(text) && text !== 'canceled') return text;
  const plain = text.toLowerCase().replace(/[\s_]+/g, '-');
  return plain === 'canceled' ? 'cancelled' : plain;
}
