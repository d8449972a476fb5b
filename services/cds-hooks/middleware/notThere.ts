import type { RequestHandler } from 'express';
import { ServiceError } from '../errors.ts';

/** Stands where nothing is configured that could be served: the path is as good as unknown. */
export const notThere: RequestHandler = () => {
  throw new ServiceError('unknown-path');
};
