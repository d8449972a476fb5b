import { type Draft, draftOrdersOf } from './draft.ts';
import type { Hook } from './services.ts';

export interface HookCall {
  readonly hook: Hook;
  readonly fhirServer: string;
  readonly userId: string;
  readonly patientId: string;
  readonly drafts: readonly Draft[];
  /** References of what was just chosen. */
  readonly selections: readonly string[];
  readonly prefetch: Readonly<Record<string, unknown>> | undefined;
  /** Present when the page stands on an earlier day. */
  readonly extension: object | undefined;
}

/** A hook request: https://cds-hooks.hl7.org/2.0/#http-request-1 */
export function hookRequest(call: HookCall, hookInstance: string): object {
  const { hook, fhirServer, userId, patientId, drafts, selections, prefetch, extension } = call;
  return {
    hook,
    hookInstance,
    fhirServer,
    context: {
      userId,
      patientId,
      ...(hook === 'order-select' && { selections }),
      ...(hook !== 'patient-view' && { draftOrders: draftOrdersOf(drafts) }),
    },
    ...(prefetch !== undefined && { prefetch }),
    ...(extension !== undefined && { extension }),
  };
}

/** "Feedback": what the clinician did with a card. */
export function acceptance(card: string, suggestion: string, at: Date): object {
  return {
    feedback: [
      {
        card,
        outcome: 'accepted',
        acceptedSuggestions: [{ id: suggestion }],
        outcomeTimestamp: at.toISOString(),
      },
    ],
  };
}

export function override(
  card: string,
  reason: { readonly code: string; readonly system?: string } | null,
  comment: string,
  at: Date,
): object {
  const overrideReason = {
    ...(reason !== null && {
      reason: { code: reason.code, ...(reason.system !== undefined && { system: reason.system }) },
    }),
    ...(comment.trim() !== '' && { userComment: comment.trim() }),
  };
  return {
    feedback: [
      {
        card,
        outcome: 'overridden',
        ...(Object.keys(overrideReason).length > 0 && { overrideReason }),
        outcomeTimestamp: at.toISOString(),
      },
    ],
  };
}
