import type { Request, RequestHandler } from 'express';
import { CATALOGUE } from '../catalogue/catalogue.ts';
import type { CdsService } from '../catalogue/cdsService.ts';
import { ServiceError } from '../errors.ts';

/** The CDS service that the path names. */
export function findService(request: Request<{ id: string }>): CdsService {
  const service = CATALOGUE.find(({ id }) => id === request.params.id);
  if (service === undefined) throw new ServiceError('unknown-service');
  return service;
}

/** Before the body is read: a call that nobody answers is not worth parsing. */
export const requireService: RequestHandler<{ id: string }> = (request, _response, next) => {
  findService(request);
  next();
};
