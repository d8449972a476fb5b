import { Router } from 'express';
import type { Dependencies } from '../dependencies.ts';
import { ServiceError } from '../errors.ts';
import { jsonBytes } from '../middleware/jsonBody.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';
import { requestIdOf } from '../middleware/requestId.ts';
import { findService, requireService } from './findService.ts';

/** CDS Hooks 2.0, "Calling a CDS Service". */
export function serviceCall({ answerer, config, log }: Dependencies): Router {
  const router = Router();
  router
    .route('/cds-services/:id')
    .all(requireService)
    .post(...jsonBytes(config.bodyLimitBytes), async (request, response) => {
      const { id, hook } = findService(request);
      const requestId = requestIdOf(response);
      const outcome = await answerer.answer({ hook, body: bytesOf(request.body) });
      switch (outcome.kind) {
        case 'refused':
          throw new ServiceError(outcome.code, outcome.problems);
        case 'broken':
          log.error(
            { requestId, service: id, broken: outcome.problems },
            'the answer breaks our own schema',
          );
          throw new ServiceError('internal-error');
        case 'answered':
          log.info({ requestId, service: id, ...outcome.account }, 'answered');
          response.type('json').send(outcome.body);
          return;
        default:
          outcome satisfies never;
      }
    })
    .all(methodNotAllowed('POST'));
  return router;
}

/** Express leaves no bytes where there was no body. */
function bytesOf(body: unknown): Uint8Array {
  return Buffer.isBuffer(body) ? body : new Uint8Array();
}
