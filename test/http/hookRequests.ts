import { PREFETCH_TEMPLATES } from '../../services/cds-hooks/catalogue/prefetchTemplates.ts';
import { PLANTED_PATIENT } from '../builders/plantedSecrets.ts';

export const PATIENT = PLANTED_PATIENT.id;

/** Every key of the discovery document, each with what an empty record gives. */
export function emptyPrefetch(): Record<string, unknown> {
  return Object.fromEntries(
    PREFETCH_TEMPLATES.map(({ key }) => [
      key,
      key === 'patient'
        ? PLANTED_PATIENT
        : { resourceType: 'Bundle', type: 'searchset', entry: [] },
    ]),
  );
}

export function prefetchWithout(...keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(emptyPrefetch()).filter(([key]) => !keys.includes(key)));
}

export interface TestRequest extends Record<string, unknown> {
  context: Record<string, unknown>;
}

export function patientViewRequest(changes: Record<string, unknown> = {}): TestRequest {
  return {
    hook: 'patient-view',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    context: { userId: 'Practitioner/example', patientId: PATIENT },
    prefetch: emptyPrefetch(),
    ...changes,
  };
}

export function orderSelectRequest(changes: Record<string, unknown> = {}): TestRequest {
  return patientViewRequest({
    hook: 'order-select',
    context: {
      userId: 'Practitioner/example',
      patientId: PATIENT,
      selections: ['MedicationRequest/draft-1'],
      draftOrders: draftOrders(),
    },
    ...changes,
  });
}

export function orderSignRequest(changes: Record<string, unknown> = {}): TestRequest {
  return patientViewRequest({
    hook: 'order-sign',
    context: { userId: 'Practitioner/example', patientId: PATIENT, draftOrders: draftOrders() },
    ...changes,
  });
}

export function draftOrders(): object {
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [
      {
        resource: {
          resourceType: 'MedicationRequest',
          id: 'draft-1',
          status: 'draft',
          intent: 'order',
          subject: { reference: `Patient/${PATIENT}` },
          medicationCodeableConcept: { text: 'gefitinib' },
        },
      },
    ],
  };
}
