import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { ServiceError } from '../errors.ts';

/** Wrong passwords that one network address may try in a quarter of an hour. */
export const GUESSES = 10;
const WINDOW_MS = 15 * 60_000;
const WRONG = 401;

/**
 * Slows down who guesses a password or token: after some wrong ones an address has to wait, also with
 * the right one, since otherwise guessing would go on. A request is counted before its password is
 * looked at, so that many at once gain nothing; without a password (as browsers ask first) it is none.
 * Each replica counts for itself.
 */
export function limitGuesses(): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: GUESSES,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: ({ ip }) => ipKeyGenerator(ip ?? ''),
    skip: ({ headers }) => headers.authorization === undefined,
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_request, { statusCode }) => statusCode !== WRONG,
    handler: () => {
      throw new ServiceError('too-many-guesses');
    },
  });
}
