import type { Hook } from '../../src/cards/cdsHooks.ts';

/** What a file gives to an evaluation. */
export interface FileInput {
  readonly resources: readonly unknown[];
  readonly patient: string | null;
  readonly draftOrders: unknown;
  readonly selections: readonly string[];
  readonly hook: Hook;
}

/** A CDS Hooks request is known by its hook and context; anything else is taken as FHIR. */
export function fileInput(value: unknown): FileInput {
  const request = isRecord(value) ? value : {};
  const context = request['context'];
  if (typeof request['hook'] === 'string' && isRecord(context)) {
    const prefetch = isRecord(request['prefetch']) ? Object.values(request['prefetch']) : [];
    const selections = Array.isArray(context['selections']) ? context['selections'] : [];
    return {
      resources: prefetch,
      patient: typeof context['patientId'] === 'string' ? context['patientId'] : null,
      draftOrders: context['draftOrders'] ?? null,
      selections: selections.filter((s): s is string => typeof s === 'string'),
      hook: hookOf(request['hook']),
    };
  }
  return {
    resources: Array.isArray(value) ? value : [value],
    patient: null,
    draftOrders: null,
    selections: [],
    hook: 'patient-view',
  };
}

function hookOf(text: string): Hook {
  return text === 'order-select' || text === 'order-sign' ? text : 'patient-view';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
