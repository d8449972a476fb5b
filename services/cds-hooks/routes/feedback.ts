import { Router } from 'express';
import type { Dependencies } from '../dependencies.ts';
import { cardId, feedbackRecord, readFeedback } from '../feedback.ts';
import { authenticate } from '../middleware/authenticate.ts';
import { clientOf } from '../middleware/clientOf.ts';
import { jsonBody } from '../middleware/jsonBody.ts';
import { limitAddresses, limitClients } from '../middleware/limitCalls.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';
import { requestIdOf } from '../middleware/requestId.ts';
import { recorded } from '../recordAnswer.ts';
import { findService, requireService } from './findService.ts';

/**
 * CDS Hooks 2.0, "Feedback". Kept without what a clinician writes in words, and logged by ids. The
 * same feedback may come many times; whether its card is known shows when it is counted, since the
 * card itself may still be on its way to the database.
 */
export function feedback(dependencies: Dependencies): Router {
  const { clock, config, log, recording, schemas, trust } = dependencies;
  const router = Router();
  router
    .route('/cds-services/:id/feedback')
    .all(requireService)
    .post(
      limitAddresses(trust),
      authenticate(dependencies),
      limitClients(trust),
      ...jsonBody(config.bodyLimitBytes),
      async (request, response) => {
        const service = findService(request);
        const entries = readFeedback(request.body, schemas);
        const arrival = {
          client: clientOf(response)?.id ?? null,
          service: service.id,
          at: clock(),
        };
        const records =
          recording === null
            ? []
            : entries.flatMap((entry) => feedbackRecord(entry, arrival) ?? []);
        if (recording !== null) {
          await Promise.all(
            records.map((record) => recorded(recording.decisionLog.record(record))),
          );
        }
        log.info(
          {
            requestId: requestIdOf(response),
            service: service.id,
            stored: records.length,
            feedback: entries.map(({ card, outcome }) => ({ card: cardId(card), outcome })),
          },
          'feedback received',
        );
        response.json({ received: entries.length, stored: records.length });
      },
    )
    .all(methodNotAllowed('POST'));
  return router;
}
