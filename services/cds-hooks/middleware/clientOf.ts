import type { Response } from 'express';
import type { Client } from '../trust/client.ts';

/** Who was found to ask; `null` where clients are not authenticated. */
export function clientOf(response: Response): Client | null {
  return (response.locals['client'] as Client | undefined) ?? null;
}

export function noteClient(response: Response, client: Client): void {
  response.locals['client'] = client;
}
