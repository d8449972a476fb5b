import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit, type Options } from 'express-rate-limit';
import { ServiceError } from '../errors.ts';
import type { Trust } from '../trust/trust.ts';
import { clientOf } from './clientOf.ts';
import { letPass } from './letPass.ts';

type Handler = RequestHandler<{ id: string }>;

const MINUTE_MS = 60_000;

/** Before anything is known of a caller: by network address, so that guessing tokens is slow. */
export function limitAddresses(trust: Trust | null): Handler {
  if (trust === null) return letPass as Handler;
  return limited({
    limit: trust.limits.perAddress,
    keyGenerator: ({ ip }) => ipKeyGenerator(ip ?? ''),
  });
}

/** Once a caller is known: one client cannot use up what others need. Each replica counts for itself. */
export function limitClients(trust: Trust | null): Handler {
  if (trust === null) return letPass as Handler;
  return limited({
    limit: (_request, response) => clientOf(response)?.callsPerMinute ?? trust.limits.perClient,
    keyGenerator: (_request, response) => clientOf(response)?.id ?? '',
  });
}

/** The library types its handler for routes without parameters; it uses none. */
function limited(options: Partial<Options>): Handler {
  return rateLimit({ windowMs: MINUTE_MS, ...ANSWERS, ...options });
}

/** Sets Retry-After and, as the drafts of RateLimit header fields say, what is left. */
const ANSWERS = {
  standardHeaders: 'draft-8',
  legacyHeaders: false,
  handler: () => {
    throw new ServiceError('too-many-calls');
  },
} as const;
