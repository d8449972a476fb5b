import type { Bundle, FhirResource, MedicationRequest, Observation } from 'fhir/r4.js';
import { draftOrders } from '../../services/demo-ehr/draftOrders.ts';
import { cardsFor } from '../../src/cards/cardsFor.ts';
import type { Card, Suggestion } from '../../src/cards/cdsHooks.ts';
import type { OrderReview, Rechallenge } from '../../src/domain/conclusion.ts';
import type { Evaluation } from '../../src/domain/evaluation.ts';
import { evaluate } from '../../src/evaluate.ts';
import { day, TODAY } from '../builders/aCase.ts';
import { orderOf, type PatientBuilder } from '../builders/aPatient.ts';
import { knowledge } from '../builders/knowledge.ts';

/** What is asked of the service about a patient; by default, what the opened chart says today. */
export interface Question {
  /** Drafts by name, all selected; or one draft as the EHR wrote it. */
  readonly order?: string | readonly string[] | MedicationRequest;
  /** The one draft that was just selected, when not all are. */
  readonly selecting?: string;
  /** Days from today. */
  readonly asOf?: number;
  /** Rewrites each resource of the record; `null` removes it. */
  readonly changed?: (resource: FhirResource) => FhirResource | null;
  /** Further resources of the record. */
  readonly and?: readonly FhirResource[];
}

/** The answer in the terms that a variation asserts. */
export interface Judged {
  readonly cards: readonly Card[];
  /** Of the most urgent card. */
  readonly indicator: Card['indicator'] | 'silence';
  readonly verdicts: readonly OrderReview['verdict'][];
  readonly rechallenge: Rechallenge['status'] | null;
  readonly suggestions: readonly string[];
  /** Drugs that a suggestion would order, in the words of the orders. */
  readonly proposed: readonly string[];
  readonly evaluation: Evaluation;
}

export function judged(patient: PatientBuilder, question: Question = {}): Judged {
  const { id } = patient.story();
  const { order, selecting, asOf = 0, changed = asItIs, and = [] } = question;
  const drafts = draftsOf(id, order);
  const entries = drafts?.entry ?? [];
  const selected = entries.findIndex(({ resource }) => nameOf(resource) === selecting);
  const record = (patient.bundle(TODAY).entry ?? []).flatMap(({ resource }) => {
    const told = resource === undefined ? null : changed(resource as FhirResource);
    return told === null ? [] : [told];
  });
  let ids = 0;
  const answer = evaluate({
    resources: [...record, ...and],
    patient: id,
    draftOrders: drafts,
    selections: selecting === undefined ? [] : [`MedicationRequest/draft-${String(selected + 1)}`],
    asOf: day(asOf),
    knowledge,
    unavailable: [],
  });
  const cards = cardsFor(answer, {
    hook: drafts === null ? 'patient-view' : 'order-select',
    patient: id,
    knowledge,
    newId: () => `id-${String((ids += 1))}`,
    serviceUrl: 'https://cds.example',
  });
  const { evaluation } = answer;
  const suggestions = cards.flatMap((card) => card.suggestions ?? []);
  return {
    cards,
    indicator: cards[0]?.indicator ?? 'silence',
    verdicts: evaluation.conclusions.flatMap((c) => (c.kind === 'order-review' ? [c.verdict] : [])),
    rechallenge:
      evaluation.conclusions.flatMap((c) => (c.kind === 'rechallenge' ? [c.status] : []))[0] ??
      null,
    suggestions: suggestions.map(({ label }) => label),
    proposed: suggestions.flatMap(ordersIn).flatMap((draft) => nameOf(draft) ?? []),
    evaluation,
  };
}

const asItIs = (resource: FhirResource): FhirResource => resource;

function draftsOf(patientId: string, order: Question['order']): Bundle | null {
  if (order === undefined) return null;
  if (typeof order === 'string') return orderOf(patientId, order);
  if (!('resourceType' in order)) return orderOf(patientId, ...order);
  return { ...draftOrders(patientId, []), entry: [{ resource: order }] };
}

export function ordersIn({ actions }: Suggestion): readonly MedicationRequest[] {
  return actions.flatMap((action) =>
    action.type !== 'delete' && action.resource.resourceType === 'MedicationRequest'
      ? [action.resource]
      : [],
  );
}

function nameOf(resource: unknown): string | undefined {
  return (resource as MedicationRequest | undefined)?.medicationCodeableConcept?.text;
}

/** Rewrites the Observations whose id contains `part`, such as `thr790met`. */
export function finding(
  part: string,
  rewrite: (observation: Observation) => Observation | null,
): (resource: FhirResource) => FhirResource | null {
  return (resource) =>
    resource.resourceType === 'Observation' && resource.id?.includes(part) === true
      ? rewrite(resource)
      : resource;
}
