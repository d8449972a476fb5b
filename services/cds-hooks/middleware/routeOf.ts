import type { Request } from 'express';

/**
 * The pattern of the route that took a request, as it stands in our code, such as
 * `/cds-services/:id`; never the path that was asked for. Known once the request is answered.
 */
export function routeOf(request: Request): string {
  const { path } = (request.route ?? {}) as { path?: unknown };
  if (request.originalUrl.startsWith('/demo/')) return 'demo';
  return typeof path === 'string' ? path : 'none';
}
