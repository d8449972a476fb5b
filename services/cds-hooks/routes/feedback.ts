import { Router } from 'express';
import type { Dependencies } from '../dependencies.ts';
import { readFeedback } from '../feedback.ts';
import { jsonBody } from '../middleware/jsonBody.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';
import { requestIdOf } from '../middleware/requestId.ts';
import { findService, requireService } from './findService.ts';

/** Cards of ours have UUIDs; anything else a client sends as a card id stays out of the log. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * CDS Hooks 2.0, "Feedback". Validated and logged by ids; the comment a clinician writes is dropped.
 * There is no storage yet, and the answer says so.
 */
export function feedback({ config, log, schemas }: Dependencies): Router {
  const router = Router();
  router
    .route('/cds-services/:id/feedback')
    .all(requireService)
    .post(...jsonBody(config.bodyLimitBytes), (request, response) => {
      const service = findService(request);
      const entries = readFeedback(request.body, schemas);
      log.info(
        {
          requestId: requestIdOf(response),
          service: service.id,
          feedback: entries.map(({ card, outcome }) => ({
            card: UUID.test(card) ? card : null,
            outcome,
          })),
        },
        'feedback received, not stored',
      );
      response.json({ received: entries.length, stored: false });
    })
    .all(methodNotAllowed('POST'));
  return router;
}
