import type { RequestHandler, Response } from 'express';
import { traceOf, type Trace } from '../trace.ts';

/** Notes the trace that a request is part of. */
export const traced: RequestHandler = (request, response, next) => {
  const { traceparent } = request.headers;
  response.locals['trace'] = traceOf(typeof traceparent === 'string' ? traceparent : undefined);
  next();
};

export function traceOfRequest(response: Response): Trace {
  return response.locals['trace'] as Trace;
}
