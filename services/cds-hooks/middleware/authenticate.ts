import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { ServiceError } from '../errors.ts';
import { findService } from '../routes/findService.ts';
import type { Client } from '../trust/client.ts';
import type { Trust } from '../trust/trust.ts';
import type { TokenFault } from '../trust/verifyClientToken.ts';
import { noteClient } from './clientOf.ts';
import { letPass } from './letPass.ts';
import { requestIdOf } from './requestId.ts';

interface World {
  /** `null` in the demo profile, where any token or none will do. */
  readonly trust: Trust | null;
  readonly serviceUrl: string;
  readonly clock: () => Date;
  readonly log: Logger;
}

const BEARER = /^Bearer +([\w~+/.-]+=*) *$/i;

/**
 * Lets pass whom the client registry knows and permits, before the body is read. A caller learns
 * that it is refused, never why; the log says why.
 */
export function authenticate(world: World): RequestHandler<{ id: string }> {
  const { clock, log, serviceUrl, trust } = world;
  if (trust === null) return letPass as RequestHandler<{ id: string }>;
  return async (request, response, next) => {
    const refuse = (code: 'not-authenticated' | 'not-permitted', why: Refusal): never => {
      log.warn({ requestId: requestIdOf(response), why }, 'caller refused');
      throw new ServiceError(code);
    };
    const { id, hook } = findService(request);
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) return refuse('not-authenticated', 'missing');
    const service = `${serviceUrl}/cds-services/${id}`;
    const urls = request.path.endsWith('/feedback') ? [`${service}/feedback`, service] : [service];
    const verdict = await trust.verify(token, urls, clock());
    if (!verdict.ok) return refuse('not-authenticated', verdict.fault);
    const { client } = verdict;
    if (!showsCertificate(request, client, trust))
      return refuse('not-authenticated', 'certificate');
    if (!client.hooks.includes(hook)) return refuse('not-permitted', 'hook');
    noteClient(response, client);
    next();
  };
}

type Refusal = TokenFault | 'certificate' | 'hook';

/** Whether the proxy in front saw one of the certificates that the registry names. */
function showsCertificate(
  request: Request<{ id: string }>,
  { certificates }: Client,
  { certificateHeader, isTrustedProxy }: Trust,
): boolean {
  if (certificates === undefined) return true;
  if (certificateHeader === null || !isTrustedProxy(request.socket.remoteAddress ?? '')) {
    return false;
  }
  const shown = fingerprint(request.get(certificateHeader) ?? '');
  return shown !== '' && certificates.some((listed) => fingerprint(listed) === shown);
}

function fingerprint(text: string): string {
  return text.replaceAll(':', '').toLowerCase();
}
