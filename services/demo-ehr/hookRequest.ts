import { createHash } from 'node:crypto';
import type { Bundle } from 'fhir/r4.js';
import { draftOrders } from './draftOrders.ts';
import type { StoryDrug } from './patientStory.ts';

/** What the three hooks have in common: https://cds-hooks.hl7.org/2.0/#http-request-1 */
interface HookRequest<Hook extends string, Context> {
  readonly hook: Hook;
  readonly hookInstance: string;
  readonly fhirServer?: string;
  readonly context: Context;
  readonly prefetch?: Readonly<Record<string, unknown>>;
}

interface PatientContext {
  readonly userId: string;
  readonly patientId: string;
}

/** https://cds-hooks.org/hooks/order-select/ */
export type OrderSelectRequest = HookRequest<
  'order-select',
  PatientContext & { readonly selections: readonly string[]; readonly draftOrders: Bundle }
>;

/** https://cds-hooks.org/hooks/order-sign/ */
export type OrderSignRequest = HookRequest<
  'order-sign',
  PatientContext & { readonly draftOrders: Bundle }
>;

/** https://cds-hooks.org/hooks/patient-view/ */
export type PatientViewRequest = HookRequest<'patient-view', PatientContext>;

interface About {
  readonly patientId: string;
  readonly fhirServer?: string;
  readonly prefetch?: Readonly<Record<string, unknown>>;
}

interface Ordering extends About {
  readonly drugs: readonly StoryDrug[];
}

/** The moment at which the clinician picks the last of `drugs`. */
export function orderSelectRequest({ drugs, ...about }: Ordering): OrderSelectRequest {
  return {
    ...common('order-select', about, drugs),
    context: {
      ...contextOf(about),
      selections: drugs.length === 0 ? [] : [`MedicationRequest/draft-${String(drugs.length)}`],
      draftOrders: draftOrders(about.patientId, drugs),
    },
  };
}

/** The moment at which the clinician signs all `drugs`. */
export function orderSignRequest({ drugs, ...about }: Ordering): OrderSignRequest {
  return {
    ...common('order-sign', about, drugs),
    context: { ...contextOf(about), draftOrders: draftOrders(about.patientId, drugs) },
  };
}

/** The moment at which the clinician opens the chart. */
export function patientViewRequest(about: About): PatientViewRequest {
  return { ...common('patient-view', about, []), context: contextOf(about) };
}

function common<Hook extends string>(hook: Hook, about: About, drugs: readonly StoryDrug[]) {
  return {
    hook,
    hookInstance: hookInstance([hook, about.patientId, ...drugs.map(({ text }) => text)]),
    ...(about.fhirServer === undefined ? {} : { fhirServer: about.fhirServer }),
    ...(about.prefetch === undefined ? {} : { prefetch: about.prefetch }),
  };
}

function contextOf({ patientId }: About): PatientContext {
  return { userId: 'Practitioner/demo-oncologist', patientId };
}

/** A UUID that is the same for the same request, so that examples and tests can be compared. */
function hookInstance(parts: readonly string[]): string {
  const hash = createHash('sha256').update(parts.join('\n')).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
