import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import type { Bundle, FhirResource, OperationOutcomeIssue } from 'fhir/r4.js';
import { capabilityStatement } from './capabilityStatement.ts';
import { searchResources } from './fhirSearch.ts';
import {
  createFhirStore,
  type FhirStore,
  RESOURCE_TYPES,
  type ResourceType,
  WRITABLE_TYPES,
} from './fhirStore.ts';
import { operationOutcome } from './operationOutcome.ts';

interface FhirServerOptions {
  /** Loaded at start; collections and transactions alike. */
  readonly bundles: readonly Bundle[];
  /** Absolute base for links; by default the address by which the client reached this server. */
  readonly baseUrl?: string;
}

/**
 * A small FHIR R4 server in memory, for demonstration and tests only: read and search for decision
 * support and for the public CDS Hooks sandbox, create and update of orders for accepted suggestions.
 */
export function createFhirServer({ bundles, baseUrl }: FhirServerOptions): Router {
  const store = createFhirStore(bundles);
  const baseOf = (request: Request): string =>
    (baseUrl ?? `${request.protocol}://${request.get('host') ?? 'localhost'}${request.baseUrl}`)
      // A base with a trailing slash would double it in every link.
      .replace(/\/+$/, '');

  const router = Router();
  router.use((request, response, next) => {
    response.set(CORS);
    if (request.method === 'OPTIONS') {
      response.set(PREFLIGHT).status(204).end();
      return;
    }
    if (queryOf(request).get('_format')?.includes('xml') ?? false) {
      refuse(response, 406, 'not-supported', 'This server speaks JSON only.');
      return;
    }
    next();
  });
  router.use(express.json({ type: JSON_TYPES, limit: BODY_LIMIT }));
  router.use(express.urlencoded({ extended: false, limit: BODY_LIMIT }));

  router.get('/metadata', (request, response) => {
    answer(response, 200, capabilityStatement(baseOf(request)));
  });

  const search = (request: Request, response: Response, parameters: URLSearchParams): void => {
    const type = typeOf(request, response);
    if (type === null) return;
    const result = searchResources(store, { type, parameters, base: baseOf(request) });
    if ('fault' in result) refuse(response, 400, 'invalid', result.fault);
    else answer(response, 200, result);
  };
  router.post('/:type/_search', (request, response) => {
    search(request, response, new URLSearchParams([...queryOf(request), ...formOf(request)]));
  });

  router
    .route('/:type/:id')
    .get((request, response) => {
      const type = typeOf(request, response);
      const id = type === null ? null : idOf(request, response);
      if (type === null || id === null) return;
      const resource = store.read(type, id);
      if (resource === null) refuse(response, 404, 'not-found', `There is no ${type}/${id}.`);
      else answerResource(response, 200, resource);
    })
    .put((request, response) => {
      const id = idOf(request, response);
      const resource = id === null ? null : orderOf(store, request, response);
      if (id === null || resource === null) return;
      if (resource.id !== id) {
        refuse(response, 400, 'invalid', 'The id in the body must be the id in the address.');
        return;
      }
      const saved = store.put(id, resource);
      if (saved === null) {
        refuseFull(response);
        return;
      }
      answerWritten(response, saved.created ? 201 : 200, saved.resource, baseOf(request));
    })
    .all(methodNotAllowed('GET, PUT'));

  router
    .route('/:type')
    .get((request, response) => {
      search(request, response, queryOf(request));
    })
    .post((request, response) => {
      const resource = orderOf(store, request, response);
      if (resource === null) return;
      const saved = store.create(resource);
      if (saved === null) refuseFull(response);
      else answerWritten(response, 201, saved, baseOf(request));
    })
    .all(methodNotAllowed('GET, POST'));

  router.use((_request, response) => {
    refuse(response, 404, 'not-supported', 'This server has no such interaction.');
  });
  router.use(answerFault);
  return router;
}

const FHIR_JSON = 'application/fhir+json; charset=utf-8';
/** `application/json+fhir` is what DSTU2 called it; some clients never changed. */
const JSON_TYPES = ['application/fhir+json', 'application/json+fhir', 'application/json'];
const BODY_LIMIT = '1mb';

/** Open to every page: there is nothing here to protect, and sandboxes run on other origins. */
const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Content-Location, ETag, Location',
};
const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, OPTIONS',
  // By name: a wildcard does not cover Authorization.
  'Access-Control-Allow-Headers':
    'Accept, Authorization, Cache-Control, Content-Type, If-Match, If-None-Match, Origin, Prefer, X-Requested-With',
  'Access-Control-Max-Age': '600',
};

function answer(response: Response, status: number, body: object): void {
  response.status(status).set('Content-Type', FHIR_JSON).send(JSON.stringify(body));
}

function refuse(
  response: Response,
  status: number,
  code: OperationOutcomeIssue['code'],
  diagnostics: string,
): void {
  answer(response, status, operationOutcome(code, diagnostics));
}

function refuseFull(response: Response): void {
  refuse(
    response,
    503,
    'throttled',
    'The demo EHR is full; restart it to forget what was written.',
  );
}

function answerResource(response: Response, status: number, resource: FhirResource): void {
  response.set('ETag', `W/"${resource.meta?.versionId ?? '1'}"`);
  answer(response, status, resource);
}

function answerWritten(
  response: Response,
  status: number,
  resource: FhirResource,
  base: string,
): void {
  const version = resource.meta?.versionId ?? '1';
  const url = `${base}/${resource.resourceType}/${resource.id ?? ''}/_history/${version}`;
  response.set(status === 201 ? 'Location' : 'Content-Location', url);
  answerResource(response, status, resource);
}

function methodNotAllowed(allowed: string) {
  return (_request: Request, response: Response): void => {
    response.set('Allow', allowed);
    refuse(response, 405, 'not-supported', `Allowed here: ${allowed}.`);
  };
}

/** The query as sent: the parser of the app around this router is not ours to choose. */
function queryOf(request: Request): URLSearchParams {
  const mark = request.originalUrl.indexOf('?');
  return new URLSearchParams(mark < 0 ? '' : request.originalUrl.slice(mark + 1));
}

function formOf(request: Request): URLSearchParams {
  const form = new URLSearchParams();
  if (request.is('application/x-www-form-urlencoded') === false) return form;
  for (const [name, values] of Object.entries((request.body ?? {}) as Record<string, unknown>)) {
    for (const value of Array.isArray(values) ? (values as unknown[]) : [values]) {
      if (typeof value === 'string') form.append(name, value);
    }
  }
  return form;
}

function typeOf(request: Request, response: Response): ResourceType | null {
  const type = RESOURCE_TYPES.find((candidate) => candidate === request.params['type']);
  if (type === undefined) {
    refuse(response, 404, 'not-supported', 'This server keeps no resources of that type.');
  }
  return type ?? null;
}

/** https://hl7.org/fhir/R4/datatypes.html#id */
const ID = /^[A-Za-z0-9.-]{1,64}$/;

function idOf(request: Request, response: Response): string | null {
  const id = request.params['id'];
  if (typeof id === 'string' && ID.test(id)) return id;
  refuse(response, 400, 'invalid', 'That is not an id as FHIR defines it.');
  return null;
}

/** The order in the body, when it is one that may be written here. */
function orderOf(store: FhirStore, request: Request, response: Response): FhirResource | null {
  const type = typeOf(request, response);
  if (type === null) return null;
  if (!WRITABLE_TYPES.some((writable) => writable === type)) {
    response.set('Allow', 'GET');
    refuse(response, 405, 'not-supported', `Only ${WRITABLE_TYPES.join(' and ')} can be written.`);
    return null;
  }
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null || !('resourceType' in body)) {
    refuse(response, 400, 'structure', 'The body must be a FHIR resource in JSON.');
    return null;
  }
  if (body.resourceType !== type) {
    refuse(response, 400, 'invalid', `The body must be a ${type}.`);
    return null;
  }
  const subject = 'subject' in body ? (body.subject as { reference?: unknown } | null) : null;
  const patient = /(?:^|\/)Patient\/([A-Za-z0-9.-]{1,64})$/.exec(String(subject?.reference))?.[1];
  if (patient === undefined || store.read('Patient', patient) === null) {
    refuse(response, 400, 'invalid', 'The subject must be a patient of this server.');
    return null;
  }
  return body as FhirResource;
}

/** Malformed JSON and oversized bodies; anything else is a fault of ours and keeps its detail. */
const answerFault: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const status =
    typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  if (status === 413) refuse(response, 413, 'too-long', `The body is larger than ${BODY_LIMIT}.`);
  else if (status >= 400 && status < 500) {
    refuse(response, 400, 'structure', 'The request cannot be read.');
  } else refuse(response, 500, 'exception', 'The demo EHR failed.');
};
