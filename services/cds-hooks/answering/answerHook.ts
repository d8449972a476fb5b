import type { CdsResponse } from '../../../src/cards/cdsHooks.ts';
import type { PackRef } from '../../../src/domain/evaluation.ts';
import { calendarDay } from '../calendarDay.ts';
import {
  completePrefetch,
  nothingToAnswerFrom,
  type CompletedPrefetch,
} from './completePrefetch.ts';
import { ServiceError } from '../errors.ts';
import type { Answering } from './answering.ts';
import { askedDay } from './askedDay.ts';
import { askedKnowledge } from './askedKnowledge.ts';
import { policyOf, type Asker } from './caller.ts';
import type { Decided, Question } from './decide.ts';
import { fhirAccess, fhirServerRefused, type FhirAccess } from './fhirAccess.ts';
import { requireReadableVersion } from './fhirVersion.ts';
import type { HookRequest } from './hookRequest.ts';
import type { EndOf } from './phases.ts';
import { spokenTo } from './spokenTo.ts';

export interface HookAnswer {
  readonly response: CdsResponse;
  readonly record: CompletedPrefetch;
  readonly question: Question;
  readonly decided: Decided;
  /** By which it was judged. */
  readonly packs: readonly PackRef[];
}

/**
 * From a valid request to its cards: complete the record, ask the core.
 * @throws ServiceError when the record can't be had, or the packs asked for are not there.
 */
export async function answerHook(
  request: HookRequest,
  { caller, traceparent }: Asker,
  answering: Answering,
  endOf: EndOf,
): Promise<HookAnswer> {
  const { config, decide, fhirClientFor, newId, clock, serviceUrl } = answering;
  const { hook, context, prefetch = {} } = request;
  const knowledge = askedKnowledge(request, answering);
  const policy = caller === null ? config.fhirServers : policyOf(caller);
  const access = fhirAccess(request, {
    client: fhirClientFor(caller),
    policy,
    deadlineMs: config.fhirDeadlineMs,
    traceparent,
  });
  const record = await completePrefetch({ prefetch, patientId: context.patientId, access });
  endOf('prefetch');
  if (nothingToAnswerFrom(record)) throw nothingHad(record, access);
  requireReadableVersion(record.resources, context.draftOrders);
  const asked = askedDay(request, config);
  const question: Question = {
    hook,
    patient: context.patientId,
    resources: record.resources,
    draftOrders: context.draftOrders ?? null,
    selections: context.selections ?? [],
    unavailable: record.unavailable.map(({ what, why }) => ({ what, why })),
    asOf: asked ?? calendarDay(clock()),
    askedDay: asked,
    serviceUrl,
  };
  const decided = decide(question, knowledge, newId, endOf);
  const cards = spokenTo(
    caller,
    decided.advice.map(({ card }) => card),
  );
  return { response: { cards }, record, question, decided, packs: knowledge.packs };
}

function nothingHad(record: CompletedPrefetch, access: FhirAccess): ServiceError {
  if (access.session === null && access.refused) {
    return fhirServerRefused('is not on the list of permitted servers');
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
