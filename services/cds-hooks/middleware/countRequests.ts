import type { RequestHandler } from 'express';
import type { Metrics } from '../metrics.ts';
import { routeOf } from './routeOf.ts';

/** Counts every request by the pattern of its route. */
export function countRequests(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    response.once('close', () => {
      metrics.requested({
        route: routeOf(request),
        method: request.method,
        status: response.writableFinished ? response.statusCode : null,
      });
    });
    next();
  };
}
