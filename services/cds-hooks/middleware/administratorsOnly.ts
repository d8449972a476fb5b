import type { RequestHandler } from 'express';
import { ServiceError } from '../errors.ts';
import { isSameSecret } from '../isSameSecret.ts';
import type { Trust } from '../trust/trust.ts';

/**
 * Pages for administrators: open in the demo profile; in production behind a password that browsers
 * ask for (RFC 7617; any user name), and not there at all while none is configured.
 */
export function administratorsOnly(trust: Trust | null): RequestHandler {
  return (request, response, next) => {
    if (trust !== null) {
      if (trust.adminPassword === null) throw new ServiceError('unknown-path');
      if (!isSameSecret(passwordOf(request.headers.authorization ?? ''), trust.adminPassword)) {
        response.status(401).set('WWW-Authenticate', 'Basic realm="Convergent", charset="UTF-8"');
        response.end();
        return;
      }
    }
    next();
  };
}

function passwordOf(authorization: string): string {
  const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1] ?? '';
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}
