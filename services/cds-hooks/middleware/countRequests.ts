import type { Request, RequestHandler } from 'express';
import type { Metrics } from '../metrics.ts';

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

/** As it stands in our code, such as `/cds-services/:id`; never the path that was asked for. */
function routeOf(request: Request): string {
  const { path } = (request.route ?? {}) as { path?: unknown };
  if (request.originalUrl.startsWith('/demo/')) return 'demo';
  return typeof path === 'string' ? path : 'none';
}
