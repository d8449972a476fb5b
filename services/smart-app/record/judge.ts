import type { FhirResource } from 'fhir/r4.js';
import type { AppContext } from '../../../src/cards/appContext.ts';
import { type Found, sorted } from '../../../src/cards/found.ts';
import type { Headline } from '../../../src/cards/headline.ts';
import { headlinesFor } from '../../../src/cards/headlinesFor.ts';
import type { ClinicalDate } from '../../../src/domain/date.ts';
import type { DrugId } from '../../../src/domain/therapy.ts';
import type { Answer } from '../../../src/engine/answer.ts';
import { evaluate } from '../../../src/evaluate.ts';
import type { KnowledgeBase } from '../../../src/rulebase/knowledge.ts';
import type { FetchedRecord } from './fetchRecord.ts';

/** One patient judged on one day. */
export interface Judgement {
  readonly answer: Answer;
  readonly found: Found;
  /** What the cards say, in their order: on the orders when there are any, else on the chart. */
  readonly headlines: readonly Headline[];
  readonly knowledge: KnowledgeBase;
  readonly resources: readonly FhirResource[];
}

export interface JudgeRequest {
  readonly record: FetchedRecord;
  readonly patientId: string;
  readonly context: AppContext | null;
  readonly asOf: ClinicalDate;
  readonly knowledge: KnowledgeBase;
}

/** The same reasoning as in the service, run here. */
export function judge({ record, patientId, context, asOf, knowledge }: JudgeRequest): Judgement {
  const drugs = context?.drugs ?? [];
  const answer = evaluate({
    resources: record.resources,
    patient: patientId,
    draftOrders: drugs.length === 0 ? null : draftsOf(drugs, patientId),
    selections: [],
    asOf,
    knowledge,
    unavailable: record.unavailable,
  });
  const ofOrders =
    drugs.length === 0 ? [] : headlinesFor(answer, { hook: 'order-select', knowledge });
  return {
    answer,
    found: sorted(answer.evaluation.conclusions),
    headlines:
      ofOrders.length > 0 ? ofOrders : headlinesFor(answer, { hook: 'patient-view', knowledge }),
    knowledge,
    resources: record.resources,
  };
}

/** The drafts that the card was about, as the engine reads orders. */
function draftsOf(drugs: readonly DrugId[], patientId: string): unknown {
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: drugs.map((drug, index) => ({
      resource: {
        resourceType: 'MedicationRequest',
        id: `draft-${String(index + 1)}`,
        status: 'draft',
        intent: 'order',
        subject: { reference: `Patient/${patientId}` },
        medicationCodeableConcept: { text: drug },
      },
    })),
  };
}
