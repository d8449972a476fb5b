import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { CATALOGUE } from '../catalogue/catalogue.ts';
import { requestIdOf } from './requestId.ts';
import { routeOf } from './routeOf.ts';
import { traceOfRequest } from './traced.ts';

const LONGEST_PATH = 120;
const FIRST_ERROR = 400;
/** Paths that may be logged also when a call to them is refused. */
const SERVICE_PATHS = new Set(
  CATALOGUE.flatMap(({ id }) => [`/cds-services/${id}`, `/cds-services/${id}/feedback`]),
);

/**
 * One line per request. Health checks and the demo FHIR server only at level `debug`. A path
 * that we gave an error for is logged by its pattern, if any: it is the caller's, and that of an EHR
 * that takes us for its FHIR server names a patient.
 */
export function requestLog(log: Logger): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    const path = (request.originalUrl.split('?', 1)[0] ?? '').slice(0, LONGEST_PATH);
    const level = /^\/(?:health|demo)\//.test(path) ? 'debug' : 'info';
    response.once('close', () => {
      log[level](
        {
          requestId: requestIdOf(response),
          traceId: traceOfRequest(response).traceId,
          method: request.method,
          path: isOurs(path, response) ? path : routeOf(request),
          // A client that hangs up first never sees a status.
          status: response.writableFinished ? response.statusCode : null,
          ms: Math.round(performance.now() - start),
        },
        'request',
      );
    });
    next();
  };
}

function isOurs(path: string, { statusCode }: Response): boolean {
  return statusCode < FIRST_ERROR || SERVICE_PATHS.has(path);
}
