import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { requestIdOf } from './requestId.ts';
import { traceOfRequest } from './traced.ts';

const LONGEST_PATH = 120;

/** One line per request. Health checks and the demo FHIR server only at level `debug`. */
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
          path,
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
