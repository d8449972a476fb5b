import type { RequestHandler } from 'express';
import { ServiceError } from '../errors.ts';
import { isSameSecret } from '../isSameSecret.ts';
import type { Trust } from '../trust/trust.ts';
import { letPass } from './letPass.ts';
import { limitGuesses } from './limitGuesses.ts';
import { notThere } from './notThere.ts';

/**
 * The metrics: open in the demo profile; in production for whoever brings the token that Prometheus is
 * given as `authorization.credentials_file`, and not there at all while none is configured.
 */
export function scrapersOnly(trust: Trust | null): readonly RequestHandler[] {
  if (trust === null) return [letPass];
  const { metricsToken } = trust;
  if (metricsToken === null) return [notThere];
  return [
    limitGuesses(),
    (request, _response, next) => {
      const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
      if (!isSameSecret(token, metricsToken)) throw new ServiceError('not-authenticated');
      next();
    },
  ];
}
