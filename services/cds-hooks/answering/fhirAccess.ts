import { setMaxListeners } from 'node:events';
import type { FhirClient, FhirSession } from '../../fhir-client/fhirClient.ts';
import { judgeFhirServer, type FhirServerPolicy } from '../../fhir-client/fhirServerPolicy.ts';
import { ServiceError } from '../errors.ts';
import type { HookRequest } from './hookRequest.ts';

/** The FHIR server of a request, or why there is none to ask. */
export type FhirAccess =
  | { readonly session: FhirSession; readonly client: FhirClient }
  | { readonly session: null; readonly refused: boolean; readonly why: string };

interface FhirWay {
  readonly client: FhirClient;
  readonly policy: FhirServerPolicy;
  readonly deadlineMs: number;
  readonly traceparent: string;
}

/**
 * An address no honest client sends is refused even when nothing would be fetched from it. One that
 * is merely not on the list is an error only when there is nothing to answer from without it: a
 * client that sends its data with the request need not be known.
 */
export function fhirAccess(
  { fhirServer, fhirAuthorization }: HookRequest,
  { client, policy, deadlineMs, traceparent }: FhirWay,
): FhirAccess {
  if (fhirServer === undefined) {
    return { session: null, refused: false, why: 'the request names no FHIR server' };
  }
  const judgement = judgeFhirServer(fhirServer, policy);
  switch (judgement.verdict) {
    case 'refused':
      throw fhirServerRefused(judgement.why);
    case 'not-listed':
      return {
        session: null,
        refused: true,
        why: 'the FHIR server is not one that this service may contact',
      };
    case 'allowed':
      return {
        client,
        session: {
          base: judgement.base,
          accessToken: fhirAuthorization?.access_token ?? null,
          signal: deadline(deadlineMs),
          traceparent,
        },
      };
    default:
      return judgement satisfies never;
  }
}

export function fhirServerRefused(message: string): ServiceError {
  return new ServiceError('fhir-server-refused', [{ path: '$.fhirServer', message }]);
}

/** One signal for all that is fetched at once, more than Node by default takes for a leak. */
function deadline(ms: number): AbortSignal {
  const signal = AbortSignal.timeout(ms);
  setMaxListeners(0, signal);
  return signal;
}
