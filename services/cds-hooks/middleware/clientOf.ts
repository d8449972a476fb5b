import type { Response } from 'express';

/** Who was found to ask; `null` where clients are not authenticated. */
export function clientOf(response: Response): string | null {
  const client: unknown = response.locals['client'];
  return typeof client === 'string' ? client : null;
}
