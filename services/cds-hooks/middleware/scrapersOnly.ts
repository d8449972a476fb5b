import type { RequestHandler } from 'express';
import { ServiceError } from '../errors.ts';
import { isSameSecret } from '../isSameSecret.ts';
import type { Trust } from '../trust/trust.ts';

/**
 * The metrics: open in the demo profile; in production for whoever brings the token that Prometheus is
 * given as `authorization.credentials_file`, and not there at all while none is configured.
 */
export function scrapersOnly(trust: Trust | null): RequestHandler {
  return (request, _response, next) => {
    if (trust !== null) {
      if (trust.metricsToken === null) throw new ServiceError('unknown-path');
      const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
      if (!isSameSecret(token, trust.metricsToken)) throw new ServiceError('not-authenticated');
    }
    next();
  };
}
