import type { Hook } from '../../../src/cards/cdsHooks.ts';
import type { ClinicalDate } from '../../../src/domain/date.ts';
import type { PackPins } from '../../../src/rulebase/packsInForce.ts';
import { ServiceError } from '../errors.ts';
import type { MessageName, MessageSchemas } from '../messageSchemas.ts';
import { isRecord, withoutBlanks } from '../withoutBlanks.ts';

/** What a request may ask in an extension of ours. */
export interface OurExtension {
  readonly asOf?: ClinicalDate;
  /** Versions of packs to judge by, by pack. */
  readonly packs?: PackPins;
}

/** What is used of a hook request that `HookRequest` of openapi.json has passed. */
export interface HookRequest {
  readonly hook: Hook;
  readonly hookInstance: string;
  readonly fhirServer?: string;
  readonly fhirAuthorization?: { readonly access_token: string };
  readonly context: {
    readonly patientId: string;
    readonly draftOrders?: object;
    readonly selections?: readonly string[];
  };
  /** `null` under a key means that there are no such data, and is kept. */
  readonly prefetch?: Readonly<Record<string, unknown>>;
  readonly extension?: Readonly<Record<string, OurExtension | undefined>>;
}

const MESSAGE_OF_HOOK: Readonly<Record<Hook, MessageName>> = {
  'patient-view': 'PatientViewRequest',
  'order-select': 'OrderSelectRequest',
  'order-sign': 'OrderSignRequest',
};

/** Reads the body of a call for `hook`, or throws with every problem it has. */
export function readHookRequest(body: unknown, hook: Hook, schemas: MessageSchemas): HookRequest {
  const request = withoutBlankParts(body);
  const problems = schemas(MESSAGE_OF_HOOK[hook], request);
  if (problems.length > 0) throw new ServiceError('invalid-request', problems);
  return request as HookRequest;
}

function withoutBlankParts(body: unknown): unknown {
  if (!isRecord(body)) return body;
  const authorization = withoutBlanks(body['fhirAuthorization']);
  const isEmpty = isRecord(authorization) && Object.keys(authorization).length === 0;
  return withoutBlanks({
    ...body,
    ...('context' in body && { context: withoutBlanks(body['context']) }),
    ...('fhirAuthorization' in body && { fhirAuthorization: isEmpty ? null : authorization }),
  });
}
