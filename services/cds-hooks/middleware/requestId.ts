import type { RequestHandler, Response } from 'express';

const HEADER = 'X-Request-Id';

/** Names each request. An id that a client brings is not taken: it could be anything. */
export function requestId(newId: () => string): RequestHandler {
  return (_request, response, next) => {
    response.set(HEADER, newId());
    next();
  };
}

export function requestIdOf(response: Response): string {
  return response.get(HEADER) ?? 'none';
}
