import type { RequestHandler, Response } from 'express';

/** Notes when a call arrived, before its body is read. */
export const noteArrival: RequestHandler = (_request, response, next) => {
  response.locals['arrivedAt'] = performance.now();
  next();
};

/** Milliseconds since then. */
export function sinceArrival(response: Response): number {
  const arrivedAt: unknown = response.locals['arrivedAt'];
  return typeof arrivedAt === 'number' ? performance.now() - arrivedAt : 0;
}
