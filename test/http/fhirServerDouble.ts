import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { PLANTED_PATIENT, PLANTED_WORDS } from '../builders/plantedSecrets.ts';
import { listen } from './listen.ts';

export interface ReceivedRequest {
  /** Path and query below the base. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface FhirServerDouble {
  readonly base: string;
  readonly received: readonly ReceivedRequest[];
  readonly close: () => Promise<void>;
}

export type Answering = (
  request: ReceivedRequest,
  response: ServerResponse,
  base: string,
) => void | Promise<void>;

/** A second HTTP server that plays a hospital's FHIR server, well-behaved or hostile. */
export async function fhirServerDouble(answer: Answering): Promise<FhirServerDouble> {
  const received: ReceivedRequest[] = [];
  let base = '';
  const server = await listen((request, response) => {
    const path = (request.url ?? '').replace(/^\/fhir\//, '');
    const seen = { path, headers: request.headers };
    received.push(seen);
    void answer(seen, response, base);
  });
  base = `${server.url}/fhir`;
  return { base, received, close: server.close };
}

export function sendFhir(response: ServerResponse, resource: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/fhir+json; charset=utf-8' });
  response.end(JSON.stringify(resource));
}

/** A searchset with one resource per id, and a link to the next page when there is one. */
export function searchset(resourceType: string, ids: readonly string[], next?: string): object {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    entry: ids.map((id) => ({ resource: { resourceType, id } })),
    ...(next !== undefined && { link: [{ relation: 'next', url: next }] }),
  };
}

/** Answers every read and search with one resource of the right type. */
export const wellBehaved: Answering = ({ path }, response) => {
  const [type = '', id] = (path.split('?')[0] ?? '').split('/');
  if (id === undefined) sendFhir(response, searchset(type, [`${type.toLowerCase()}-1`]));
  else sendFhir(response, type === 'Patient' ? PLANTED_PATIENT : { resourceType: type, id });
};

/** As some servers do, the error quotes the record. */
export const ERROR_THAT_QUOTES = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'processing', diagnostics: PLANTED_WORDS }],
} as const;
