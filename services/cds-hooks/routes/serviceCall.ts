import { Router } from 'express';
import { answerHook } from '../answerHook.ts';
import type { Dependencies } from '../dependencies.ts';
import { ServiceError } from '../errors.ts';
import { readHookRequest } from '../hookRequest.ts';
import { jsonBody } from '../middleware/jsonBody.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';
import { requestIdOf } from '../middleware/requestId.ts';
import { findService, requireService } from './findService.ts';

/** CDS Hooks 2.0, "Calling a CDS Service". */
export function serviceCall(dependencies: Dependencies): Router {
  const { config, log, schemas } = dependencies;
  const router = Router();
  router
    .route('/cds-services/:id')
    .all(requireService)
    .post(...jsonBody(config.bodyLimitBytes), async (request, response) => {
      const { id, hook } = findService(request);
      const requestId = requestIdOf(response);
      const hookRequest = readHookRequest(request.body, hook, schemas);
      const answer = await answerHook(hookRequest, dependencies);

      const broken = schemas('CdsResponse', answer.response);
      if (broken.length > 0) {
        log.error({ requestId, service: id, broken }, 'the answer breaks our own schema');
        throw new ServiceError('internal-error');
      }
      log.info(
        {
          requestId,
          service: id,
          hookInstance: hookRequest.hookInstance,
          resources: answer.record.resources.length,
          fetched: answer.record.fetched,
          unavailable: answer.record.unavailable.map(({ key, why }) => ({ key, why })),
          cards: answer.response.cards.map(({ uuid }) => uuid),
        },
        'answered',
      );
      response.json(answer.response);
    })
    .all(methodNotAllowed('POST'));
  return router;
}
