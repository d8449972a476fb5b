import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ERRORS } from './errors.ts';
import { operationOutcome } from './operationOutcome.ts';

const RETRY_AFTER_S = 2;

/**
 * Answers what comes between the opening of the port and the end of the start. A request that no
 * listener takes is never answered, and its client waits as long as it can.
 */
export function whileStarting(_request: IncomingMessage, response: ServerResponse): void {
  response
    .writeHead(ERRORS['not-ready'].status, {
      'Content-Type': 'application/fhir+json',
      'Retry-After': RETRY_AFTER_S,
      Connection: 'close',
    })
    .end(JSON.stringify(operationOutcome('not-ready', [], randomUUID())));
}
