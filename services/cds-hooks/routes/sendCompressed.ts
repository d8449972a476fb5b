import type { Request, Response } from 'express';
import type { BuiltFile } from '../builtApp.ts';

/** For files whose name holds the hash of their content. */
export const IMMUTABLE = 'public, max-age=31536000, immutable';
/** For files that name others by hash. */
export const ASK_AGAIN = 'no-cache';

/** Sends a file, compressed where the client can read that. */
export function sendCompressed(
  request: Request,
  response: Response,
  { type, body, gzip, brotli }: BuiltFile,
  cacheControl: string,
): void {
  response.set('Content-Type', type).set('Cache-Control', cacheControl).vary('Accept-Encoding');
  // Browsers name gzip first, out of habit.
  if (brotli !== undefined && request.acceptsEncodings('br') === 'br') {
    response.set('Content-Encoding', 'br').end(brotli);
  } else if (request.acceptsEncodings('gzip') === 'gzip') {
    response.set('Content-Encoding', 'gzip').end(gzip);
  } else {
    response.end(body);
  }
}
