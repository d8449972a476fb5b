import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { ERRORS, ServiceError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import { operationOutcome } from '../operationOutcome.ts';
import { requestIdOf } from './requestId.ts';

/** Turns whatever a handler threw into an OperationOutcome. What is not ours to explain is a 500. */
export function answerErrors(log: Logger, metrics: Metrics): ErrorRequestHandler {
  return (thrown: unknown, _request, response, next) => {
    const error = thrown instanceof ServiceError ? thrown : translate(thrown);
    const { status } = ERRORS[error.code];
    const requestId = requestIdOf(response);
    metrics.refused(error.code);
    if (status === ERRORS['internal-error'].status) {
      log.error({ requestId, err: thrown }, 'request failed');
    } else {
      log.info({ requestId, code: error.code, problems: error.problems }, 'refused');
    }
    if (response.headersSent) {
      next(thrown);
      return;
    }
    if (error.code === 'not-authenticated') {
      // Whoever is not known learns nothing (RFC 6750, section 3.1).
      if (!response.hasHeader('WWW-Authenticate')) response.set('WWW-Authenticate', 'Bearer');
      response.status(status).end();
      return;
    }
    // Whatever it was going to be.
    response.type('json').set('Cache-Control', 'no-store');
    response.status(status).json(operationOutcome(error.code, error.problems, requestId));
  };
}

/** Errors of body-parser and of the router carry a `type` or a client status. */
function translate(thrown: unknown): ServiceError {
  const { type, status } = (thrown ?? {}) as { type?: unknown; status?: unknown };
  switch (type) {
    case 'entity.parse.failed':
      return new ServiceError('malformed-json');
    case 'entity.too.large':
      return new ServiceError('body-too-large');
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return new ServiceError('unsupported-media-type');
    default:
      break;
  }
  if (thrown instanceof URIError) return new ServiceError('unknown-path');
  if (status === 400) return new ServiceError('unreadable-body');
  return new ServiceError('internal-error');
}
