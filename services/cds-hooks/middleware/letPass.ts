import type { RequestHandler } from 'express';

/** Stands where a profile asks nothing of a caller. */
export const letPass: RequestHandler = (_request, _response, next) => {
  next();
};
