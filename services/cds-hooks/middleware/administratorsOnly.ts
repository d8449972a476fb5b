import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { ServiceError } from '../errors.ts';
import { isSameSecret } from '../isSameSecret.ts';
import type { Trust } from '../trust/trust.ts';
import { letPass } from './letPass.ts';
import { limitGuesses } from './limitGuesses.ts';
import { notThere } from './notThere.ts';
import { requestIdOf } from './requestId.ts';

interface World {
  readonly trust: Trust | null;
  readonly log: Logger;
}

/**
 * Pages for administrators: open in the demo profile; in production behind a password that browsers
 * ask for (RFC 7617; any user name), and not there at all while none is configured. Made once for all
 * of them, so that wrong passwords are counted together.
 */
export function administratorsOnly({ trust, log }: World): readonly RequestHandler[] {
  if (trust === null) return [letPass];
  const { adminPassword } = trust;
  if (adminPassword === null) return [notThere];
  return [
    limitGuesses(),
    ({ headers: { authorization } }, response, next) => {
      if (isSameSecret(passwordOf(authorization ?? ''), adminPassword)) {
        next();
        return;
      }
      if (authorization !== undefined) {
        log.warn({ requestId: requestIdOf(response) }, 'administrator refused');
      }
      response.set('WWW-Authenticate', 'Basic realm="Convergent", charset="UTF-8"');
      throw new ServiceError('not-authenticated');
    },
  ];
}

function passwordOf(authorization: string): string {
  const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1] ?? '';
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}
