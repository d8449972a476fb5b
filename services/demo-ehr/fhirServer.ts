import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import type { FhirResource, OperationOutcomeIssue } from 'fhir/r4.js';
import { bundleResources } from './bundleResources.ts';
import { capabilityStatement } from './capabilityStatement.ts';
import { searchResources } from './fhirSearch.ts';
import { crossOrigin } from './crossOrigin.ts';
import type { FhirStore } from './fhirStore.ts';
import { RESOURCE_TYPES, type ResourceType, WRITABLE_TYPES } from './resourceTypes.ts';
import { operationOutcome } from './operationOutcome.ts';
import { rootReached } from './reachedAt.ts';
import { formOf, queryOf } from './requestParameters.ts';
import {
  type FhirAccess,
  type JudgeAccess,
  openAccess,
  type Unauthorised,
} from './smart/fhirAccess.ts';
import type { Interaction } from './smart/scopes.ts';

interface FhirServerOptions {
  readonly store: FhirStore;
  /** Address of the root of this server as the client knows it; links begin with it. */
  readonly rootOf?: (request: Request) => string;
  /** Who may see what; by default everybody everything. */
  readonly judgeAccess?: JudgeAccess;
  /** Where the authorisation server is, below the root of this server. */
  readonly authPath?: string;
}

/**
 * A small FHIR R4 server in memory, for demonstration and tests only: read and search for decision
 * support and for the public CDS Hooks sandbox, create and update of orders for accepted suggestions.
 */
export function createFhirServer({
  store: everything,
  rootOf = rootReached,
  judgeAccess = (_request, store) => openAccess(store),
  authPath,
}: FhirServerOptions): Router {
  const baseOf = (request: Request): string => `${rootOf(request)}${request.baseUrl}`;

  const router = Router();
  router.use(crossOrigin, (request, response, next) => {
    if (queryOf(request).get('_format')?.includes('xml') ?? false) {
      refuse(response, 406, 'not-supported', 'This server speaks JSON only.');
      return;
    }
    next();
  });
  router.get('/metadata', (request, response) => {
    const auth = authPath === undefined ? null : `${rootOf(request)}${authPath}`;
    answer(response, 200, capabilityStatement(baseOf(request), auth));
  });

  router.use((request, response, next) => {
    const access = judgeAccess(request, everything);
    if ('error' in access) refuseToken(response, access);
    else {
      response.locals[ACCESS] = access;
      next();
    }
  });
  router.post(
    '/',
    express.json({ type: JSON_TYPES, limit: TRANSACTION_LIMIT }),
    (request, response) => {
      loadTransaction(everything, request, response);
    },
  );
  router.use(express.json({ type: JSON_TYPES, limit: BODY_LIMIT }));
  router.use(express.urlencoded({ extended: false, limit: BODY_LIMIT }));

  const search = (request: Request, response: Response, parameters: URLSearchParams): void => {
    const type = typeOf(request, response);
    const access = accessOf(response);
    if (type === null || !mayOrRefuse(access, 's', type, response)) return;
    const other = namesAnother(access.patient, type, parameters);
    if (other !== null) {
      refuse(response, 403, 'forbidden', `The access token is not for ${other}.`);
      return;
    }
    const isStrict = /(?:^|[,;\s])handling=strict(?:$|[,;\s])/.test(request.get('Prefer') ?? '');
    const result = searchResources(access.store, {
      type,
      parameters,
      base: baseOf(request),
      isStrict,
    });
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
      const access = accessOf(response);
      if (type === null || id === null || !mayOrRefuse(access, 'r', type, response)) return;
      if (type === 'Patient' && access.patient !== null && id !== access.patient) {
        refuse(response, 403, 'forbidden', `The access token is not for Patient/${id}.`);
        return;
      }
      const resource = access.store.read(type, id);
      if (resource === null) refuse(response, 404, 'not-found', `There is no ${type}/${id}.`);
      else answerResource(response, 200, resource);
    })
    .put((request, response) => {
      const id = idOf(request, response);
      const resource = id === null ? null : orderOf('u', request, response);
      if (id === null || resource === null) return;
      if (resource.id !== id) {
        refuse(response, 400, 'invalid', 'The id in the body must be the id in the address.');
        return;
      }
      const saved = everything.put(id, resource);
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
      const resource = orderOf('c', request, response);
      if (resource === null) return;
      const saved = everything.create(resource);
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
const TRANSACTION_LIMIT = '10mb';

const ACCESS = 'fhirAccess';

function accessOf(response: Response): FhirAccess {
  return response.locals[ACCESS] as FhirAccess;
}

/** https://www.rfc-editor.org/rfc/rfc6750#section-3 */
function refuseToken(response: Response, { error }: Unauthorised): void {
  response.set(
    'WWW-Authenticate',
    `Bearer realm="demo hospital"${error === 'missing_token' ? '' : `, error="${error}"`}`,
  );
  refuse(
    response,
    401,
    'login',
    error === 'missing_token'
      ? 'This FHIR base needs an access token; /.well-known/smart-configuration says where to get one.'
      : 'The access token is not known here, has expired, or is for another FHIR base.',
  );
}

function mayOrRefuse(
  { may }: FhirAccess,
  interaction: Interaction,
  type: ResourceType,
  response: Response,
): boolean {
  if (may(interaction, type)) return true;
  response.set('WWW-Authenticate', 'Bearer realm="demo hospital", error="insufficient_scope"');
  refuse(
    response,
    403,
    'forbidden',
    `The scopes of the access token do not allow that with ${type} (needs patient/${type}.${interaction}).`,
  );
  return false;
}

/**
 * A patient named in a search whom the token does not open, as `Patient/id`. An empty answer would
 * look as if there were no data.
 */
function namesAnother(
  patient: string | null,
  type: ResourceType,
  parameters: URLSearchParams,
): string | null {
  if (patient === null) return null;
  const names = type === 'Patient' ? ['_id'] : ['patient', 'subject'];
  const named = names
    .flatMap((name) => parameters.getAll(name))
    .flatMap((value) => value.split(','))
    .map((value) => value.split('/').at(-1) ?? '')
    .find((id) => id !== '' && id !== patient);
  return named === undefined ? null : `Patient/${named}`;
}

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

/**
 * Patients brought along, whole or not at all: https://hl7.org/fhir/R4/http.html#transaction, as far
 * as it loads. Resources keep the ids that they bring, so that the same file gives the same patients.
 */
function loadTransaction(store: FhirStore, request: Request, response: Response): void {
  if (accessOf(response).patient !== null) {
    refuse(response, 403, 'forbidden', 'An access token opens one patient; it cannot load others.');
    return;
  }
  const body: unknown = request.body;
  const { resourceType, type } = (body ?? {}) as { resourceType?: unknown; type?: unknown };
  if (resourceType !== 'Bundle' || (type !== 'transaction' && type !== 'batch')) {
    refuse(response, 400, 'invalid', 'The body must be a Bundle of type transaction or batch.');
    return;
  }
  const { resources, problems } = bundleResources(body);
  if (problems.length > 0) {
    refuse(response, 400, 'invalid', `Nothing was loaded. ${problems.join(' ')}`);
    return;
  }
  const saved = store.load(resources);
  if (saved === null) {
    refuseFull(response);
    return;
  }
  answer(response, 200, {
    resourceType: 'Bundle',
    type: `${type}-response`,
    entry: saved.map(({ resource, created }) => ({
      response: {
        status: created ? '201 Created' : '200 OK',
        location: `${resource.resourceType}/${resource.id ?? ''}/_history/${resource.meta?.versionId ?? '1'}`,
      },
    })),
  });
}

/** The order in the body, when it is one that may be written here. */
function orderOf(
  interaction: 'c' | 'u',
  request: Request,
  response: Response,
): FhirResource | null {
  const type = typeOf(request, response);
  const access = accessOf(response);
  if (type === null || !mayOrRefuse(access, interaction, type, response)) return null;
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
  const isOther = access.patient !== null && patient !== access.patient;
  if (patient === undefined || isOther || access.store.read('Patient', patient) === null) {
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
  if (status === 413)
    refuse(
      response,
      413,
      'too-long',
      `The body is larger than ${BODY_LIMIT}, or a transaction than ${TRANSACTION_LIMIT}.`,
    );
  else if (status >= 400 && status < 500) {
    refuse(response, 400, 'structure', 'The request cannot be read.');
  } else refuse(response, 500, 'exception', 'The demo EHR failed.');
};
