import { setMaxListeners } from 'node:events';
import { Router } from 'express';
import type { CdsResponse } from '../../../src/cards/cdsHooks.ts';
import type { FhirClient } from '../../fhir-client/fhirClient.ts';
import { judgeFhirServer, type FhirServerVerdict } from '../../fhir-client/fhirServerPolicy.ts';
import type { Dependencies } from '../app.ts';
import { calendarDay } from '../calendarDay.ts';
import {
  completePrefetch,
  nothingToAnswerFrom,
  type CompletedPrefetch,
  type FhirAccess,
} from '../completePrefetch.ts';
import { ServiceError } from '../errors.ts';
import { readHookRequest, type HookRequest } from '../hookRequest.ts';
import { jsonBody } from '../jsonBody.ts';
import type { MessageSchemas } from '../messageSchemas.ts';
import { methodNotAllowed } from '../methodNotAllowed.ts';
import { requestIdOf } from '../requestId.ts';
import { findService } from './findService.ts';

type ServiceCallDependencies = Dependencies & {
  readonly schemas: MessageSchemas;
  readonly fhirClient: FhirClient;
};

/** CDS Hooks 2.0, "Calling a CDS Service". */
export function serviceCall(dependencies: ServiceCallDependencies): Router {
  const { config, schemas, knowledge, decide, newId, clock, log, serviceUrl } = dependencies;
  const router = Router();
  router
    .route('/cds-services/:id')
    .post(
      (request, _response, next) => {
        findService(request);
        next();
      },
      ...jsonBody(config.bodyLimitBytes),
      async (request, response) => {
        const service = findService(request);
        const hookRequest = readHookRequest(request.body, service.hook, schemas);
        const { context, hookInstance } = hookRequest;

        const fhirServer = judge(hookRequest);
        const record = await completePrefetch({
          prefetch: hookRequest.prefetch ?? {},
          patientId: context.patientId,
          access: accessTo(fhirServer, hookRequest),
        });
        if (nothingToAnswerFrom(record)) throw noData(record, fhirServer);

        const answer: CdsResponse = {
          cards: decide(
            {
              hook: service.hook,
              patient: context.patientId,
              resources: record.resources,
              draftOrders: context.draftOrders ?? null,
              selections: context.selections ?? [],
              unavailable: record.unavailable.map(({ what, why }) => ({ what, why })),
              asOf: calendarDay(clock()),
              serviceUrl,
              newId,
            },
            knowledge,
          ),
        };
        const broken = schemas('CdsResponse', answer);
        if (broken.length > 0) {
          log.error({ requestId: requestIdOf(response), service: service.id, broken }, 'bad card');
          throw new ServiceError('internal-error');
        }
        log.info(
          {
            requestId: requestIdOf(response),
            service: service.id,
            hookInstance,
            resources: record.resources.length,
            fetched: record.fetched,
            unavailable: record.unavailable.map(({ key }) => key),
            cards: answer.cards.map(({ uuid }) => uuid),
          },
          'answered',
        );
        response.json(answer);
      },
    )
    .all(methodNotAllowed('POST'));
  return router;

  /** An address no honest client sends is refused even when nothing would be fetched from it. */
  function judge({ fhirServer }: HookRequest): FhirServerVerdict | null {
    if (fhirServer === undefined) return null;
    const verdict = judgeFhirServer(fhirServer, config.fhirServers);
    if (verdict.verdict !== 'refused') return verdict;
    throw new ServiceError('fhir-server-refused', [{ path: '$.fhirServer', message: verdict.why }]);
  }

  function accessTo(
    fhirServer: FhirServerVerdict | null,
    { fhirAuthorization }: HookRequest,
  ): FhirAccess {
    if (fhirServer === null) return { session: null, why: 'the request names no FHIR server' };
    if (fhirServer.verdict !== 'allowed') {
      return { session: null, why: 'the FHIR server is not one that this service may contact' };
    }
    return {
      client: dependencies.fhirClient,
      session: {
        base: fhirServer.base,
        accessToken: fhirAuthorization?.access_token ?? null,
        signal: deadline(config.fhirDeadlineMs),
      },
    };
  }
}

/** One signal for all that is fetched at once, more than Node by default takes for a leak. */
function deadline(ms: number): AbortSignal {
  const signal = AbortSignal.timeout(ms);
  setMaxListeners(0, signal);
  return signal;
}

function noData(record: CompletedPrefetch, fhirServer: FhirServerVerdict | null): ServiceError {
  if (fhirServer?.verdict === 'not-listed') {
    return new ServiceError('fhir-server-refused', [
      { path: '$.fhirServer', message: 'is not on the list of permitted servers' },
    ]);
  }
  return new ServiceError(
    'data-unavailable',
    record.unavailable
      .filter(({ carriesAnswer }) => carriesAnswer)
      .map(({ key, what, why }) => ({
        path: `$.prefetch.${key}`,
        message: `(${what}) could not be had: ${why}`,
      })),
  );
}
