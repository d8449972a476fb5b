import { Router, type Response } from 'express';
import type { Dependencies } from '../dependencies.ts';
import { callerOf } from '../answering/caller.ts';
import type { CallOutcome, Tally } from '../answering/answerCall.ts';
import { ServiceError } from '../errors.ts';
import { noteArrival, sinceArrival } from '../middleware/arrival.ts';
import { authenticate } from '../middleware/authenticate.ts';
import { clientOf } from '../middleware/clientOf.ts';
import { jsonBytes } from '../middleware/jsonBody.ts';
import { limitAddresses, limitClients } from '../middleware/limitCalls.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';
import { requestIdOf } from '../middleware/requestId.ts';
import { traceOfRequest } from '../middleware/traced.ts';
import { recordAnswer } from '../recordAnswer.ts';
import { traceparentOf } from '../trace.ts';
import { findService, requireService } from './findService.ts';

/** CDS Hooks 2.0, "Calling a CDS Service". */
export function serviceCall(dependencies: Dependencies): Router {
  const { answerer, clock, config, log, metrics, recording, spans, trust } = dependencies;
  const router = Router();
  /** The answer as it is sent: recorded, and with cards that rest as information. */
  const recorded = async (
    { body, draft, tally }: Extract<CallOutcome, { kind: 'answered' }>,
    service: string,
    response: Response,
  ): Promise<{ readonly body: string; readonly tally: Tally }> => {
    if (recording === null || draft === null) return { body, tally };
    const client = clientOf(response)?.id ?? null;
    const ms = sinceArrival(response);
    const given = await recordAnswer({ body, draft, client, service, at: clock(), ms }, recording);
    const cards = tally.cards.map((card, index) => ({
      ...card,
      indicator: given.indicators[index] ?? card.indicator,
    }));
    return { body: given.body, tally: { ...tally, cards } };
  };
  router
    .route('/cds-services/:id')
    .all(requireService)
    .post(
      noteArrival,
      limitAddresses(trust),
      authenticate(dependencies),
      limitClients(trust),
      ...jsonBytes(config.bodyLimitBytes),
      async (request, response) => {
        const { id, hook } = findService(request);
        const requestId = requestIdOf(response);
        const trace = traceOfRequest(response);
        const asked = performance.now();
        const outcome = await answerer.answer({
          id: requestId,
          hook,
          body: bytesOf(request.body),
          caller: callerOf(clientOf(response)),
          traceparent: traceparentOf(trace),
        });
        const answeringMs = performance.now() - asked;
        switch (outcome.kind) {
          case 'refused':
            throw new ServiceError(outcome.code, outcome.problems);
          case 'broken':
            log.error(
              { requestId, service: id, broken: outcome.problems },
              'the answer breaks our own schema',
            );
            throw new ServiceError('internal-error');
          case 'answered': {
            const { body, tally } = await recorded(outcome, id, response);
            response.type('json').send(body);
            const answer = {
              tally,
              ms: sinceArrival(response),
              answeringMs,
              recordingMs: performance.now() - asked - answeringMs,
            };
            metrics.answered(id, answer);
            spans?.answered({ trace, requestId, service: id, endedAt: clock(), answer });
            log.info({ requestId, service: id, ...outcome.account }, 'answered');
            const ofOthers = tally.problems.filter((problem) => problem === 'other-patient').length;
            if (ofOthers > 0) {
              log.warn(
                { requestId, service: id, client: clientOf(response)?.id ?? null, ofOthers },
                'the call held resources of another patient; they were ignored',
              );
            }
            return;
          }
          default:
            outcome satisfies never;
        }
      },
    )
    .all(methodNotAllowed('POST'));
  return router;
}

/** Express leaves no bytes where there was no body. */
function bytesOf(body: unknown): Uint8Array {
  return Buffer.isBuffer(body) ? body : new Uint8Array();
}
