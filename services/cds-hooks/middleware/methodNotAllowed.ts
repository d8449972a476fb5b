import type { RequestHandler } from 'express';
import { ServiceError } from '../errors.ts';

/** The last handler of a route (RFC 9110, 15.5.6). */
export function methodNotAllowed(allow: string): RequestHandler {
  return (_request, response) => {
    response.set('Allow', `${allow}, OPTIONS`);
    throw new ServiceError('method-not-allowed');
  };
}
