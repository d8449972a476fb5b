import type { Bundle, MedicationRequest } from 'fhir/r4.js';
import { medicationConcept } from './patientBundle.ts';
import type { StoryDrug } from './patientStory.ts';

/** Orders as an EHR holds them before signature: the `draftOrders` of the order hooks. */
export function draftOrders(patientId: string, drugs: readonly StoryDrug[]): Bundle {
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: drugs.map((drug, index) => ({ resource: draftOrder(patientId, drug, index) })),
  };
}

function draftOrder(patientId: string, drug: StoryDrug, index: number): MedicationRequest {
  return {
    resourceType: 'MedicationRequest',
    id: `draft-${String(index + 1)}`,
    status: 'draft',
    intent: 'order',
    medicationCodeableConcept: medicationConcept(drug),
    subject: { reference: `Patient/${patientId}` },
  };
}
