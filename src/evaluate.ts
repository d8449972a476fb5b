import type { Conclusion, ResistanceMechanism } from './domain/conclusion.ts';
import type { ClinicalDate } from './domain/date.ts';
import type { Evaluation } from './domain/evaluation.ts';
import type { DraftOrder } from './domain/order.ts';
import type { PatientCase } from './domain/patientCase.ts';
import type { DrugId, TherapyLine } from './domain/therapy.ts';
import type { Answer } from './engine/answer.ts';
import { convergence } from './engine/convergence.ts';
import { dataGaps } from './engine/dataGaps.ts';
import { knownOn } from './engine/knownOn.ts';
import { heterogeneity } from './engine/heterogeneity.ts';
import { resistanceMechanisms } from './engine/mechanisms.ts';
import { combinationOrSequence } from './engine/combinationOrSequence.ts';
import { orderedSequence } from './engine/sequence.ts';
import { isSecondTryInDoubt, orderReviews, reachPartOnly } from './engine/orderReview.ts';
import { rechallenges } from './engine/rechallenge.ts';
import { strategies } from './engine/strategies.ts';
import { therapyLines } from './engine/therapyLines.ts';
import { alterationTracks } from './engine/tracks.ts';
import { tumourRecord, type TumourRecord } from './engine/tumourRecord.ts';
import { testsFirst } from './engine/testFirst.ts';
import { tumourState } from './engine/tumourState.ts';
import { readDraftOrders } from './fhir/readDraftOrders.ts';
import { readPatientCase } from './fhir/readPatientCase.ts';
import type { KnowledgeBase } from './rulebase/knowledge.ts';

/** Version of the reasoning, apart from that of the rules. Raised when the same rules would answer otherwise. */
export const ENGINE_VERSION = '0.2.0';

/** What one evaluation is made from. */
export interface EvaluationRequest {
  /** FHIR R4 resources or Bundles, in any order. */
  readonly resources: readonly unknown[];
  /** The patient's id; resources of others are refused. `null` takes the one patient the resources name. */
  readonly patient: string | null;
  /** A Bundle of draft orders, as in the CDS Hooks context. */
  readonly draftOrders: unknown;
  /** References of the drafts just selected; empty means all. */
  readonly selections: readonly string[];
  readonly asOf: ClinicalDate;
  readonly knowledge: KnowledgeBase;
  /** Parts of the record that could not be had. */
  readonly unavailable: readonly { readonly what: string; readonly why: string }[];
}

/**
 * The pipeline: read the record, follow each alteration through time, find what makes drugs fail,
 * where that converges, what may be done, what may be tried again, and what to say of the orders.
 * Pure: the same request gives the same answer.
 */
export function evaluate(request: EvaluationRequest): Answer {
  return answerFrom(readRecord(request), request);
}

/** What the reader made of the record and of the draft orders. */
export interface RecordRead {
  readonly read: ReturnType<typeof readPatientCase>;
  readonly drafted: ReturnType<typeof readDraftOrders>;
}

/** The first half of `evaluate`, for whoever measures the halves apart. */
export function readRecord(request: EvaluationRequest): RecordRead {
  const { asOf, draftOrders, knowledge, patient, resources, selections } = request;
  const { terminology } = knowledge;
  return {
    read: readPatientCase({ resources, patient, asOf, terminology }),
    drafted: readDraftOrders({ draftOrders, selections, patient, terminology }),
  };
}

/** The second half of `evaluate`. */
export function answerFrom(
  { read, drafted }: RecordRead,
  { asOf, knowledge, unavailable }: EvaluationRequest,
): Answer {
  const { patientCase } = read;
  const { orders, requests } = drafted;
  const reasoned = reason({ patientCase, orders, asOf, knowledge, unavailable });
  const problems = [...read.problems, ...drafted.problems, ...reasoned.evaluation.problems];
  return {
    evaluation: { ...reasoned.evaluation, problems },
    patientCase,
    record: reasoned.record,
    orders,
    requests,
    outcomes: read.outcomes,
  };
}

/** What reasoning needs once the record is read. */
export interface ReasoningInput {
  readonly patientCase: PatientCase;
  readonly orders: readonly DraftOrder[];
  readonly asOf: ClinicalDate;
  readonly knowledge: KnowledgeBase;
  readonly unavailable: EvaluationRequest['unavailable'];
}

/** The part of the pipeline behind the reader: from a patient case to conclusions. */
export function reason(input: ReasoningInput): {
  readonly evaluation: Evaluation;
  readonly record: TumourRecord;
} {
  const { orders, asOf, knowledge, unavailable } = input;
  const { patientCase, problems } = knownOn(input.patientCase, asOf);
  const lines = therapyLines(patientCase, knowledge);
  const record = tumourRecord(patientCase, knowledge);
  const tracks = alterationTracks(record, knowledge);
  const state = tumourState(record, tracks, lines, asOf, knowledge);
  const mechanisms = resistanceMechanisms(tracks, state, lines, asOf, knowledge);
  const inQuestion = mechanismsInQuestion(mechanisms, orders, lines, knowledge);
  const meeting = convergence({ mechanisms: inQuestion, state, record, lines, knowledge });
  const again = rechallenges({
    patientCase,
    record,
    state,
    tracks,
    mechanisms,
    lines,
    asOf,
    knowledge,
  });
  const gaps = dataGaps({ patientCase, record, state, orders, lines, unavailable, knowledge });
  const differing = heterogeneity({ tracks, record, mechanisms, inQuestion, lines, knowledge });
  const offered = strategies({
    inQuestion,
    mechanisms,
    state,
    tracks,
    lines,
    patientCase,
    asOf,
    knowledge,
  });
  const options = offered.map((option) =>
    option.orderable &&
    (reachPartOnly(option.drugs, { tracks, record, state, lines, knowledge }) ||
      isSecondTryInDoubt(option.drugs, { rechallenges: again, options: offered, lines }))
      ? { ...option, orderable: false }
      : option,
  );
  const review = {
    orders,
    options,
    tracks,
    state,
    record,
    mechanisms,
    rechallenges: again,
    lines,
    patientCase,
    asOf,
    knowledge,
  };
  const inTurn = orderedSequence(options, inQuestion);
  const choice = combinationOrSequence(inQuestion, options, inTurn);
  const wantsSequence = choice?.verdict === 'sequence' && inTurn !== null;
  const tests = testsFirst({
    inQuestion,
    options,
    heterogeneity: differing,
    gaps,
    findings: patientCase.findings,
    state,
    tracks,
    record,
    lines,
    atIssue: drugsAtIssue(orders, lines),
    asOf,
    knowledge,
  });
  const conclusions: readonly Conclusion[] = [
    ...orderReviews(review),
    ...mechanisms,
    ...differing,
    ...(meeting === null ? [] : [meeting]),
    ...options,
    ...(wantsSequence ? [inTurn] : []),
    ...(choice === null ? [] : [choice]),
    ...tests,
    ...again,
    ...gaps,
  ];
  const { packs } = knowledge;
  return {
    evaluation: { asOf, engine: ENGINE_VERSION, packs, lines, tracks, conclusions, problems },
    record,
  };
}

/**
 * Mechanisms that may be there now, against the drugs being ordered or last given, or against
 * another drug of their class: what defeats a sister drug bears on the choice although it is not
 * known for this one.
 */
function mechanismsInQuestion(
  mechanisms: readonly ResistanceMechanism[],
  orders: readonly DraftOrder[],
  lines: readonly TherapyLine[],
  { terminology }: KnowledgeBase,
): readonly ResistanceMechanism[] {
  const classOf = (drug: DrugId): string => terminology.drugs.get(drug)?.class ?? drug;
  const classes = new Set(drugsAtIssue(orders, lines).map(classOf));
  return mechanisms.filter(
    (m) => m.standing !== 'cleared' && m.against.some((r) => classes.has(classOf(r.drug))),
  );
}

/** Drugs being ordered now, and those of the latest line. */
function drugsAtIssue(
  orders: readonly DraftOrder[],
  lines: readonly TherapyLine[],
): readonly DrugId[] {
  return [
    ...orders.filter((o) => o.selected).flatMap((o) => o.drugs),
    ...(lines.at(-1)?.drugs ?? []),
  ];
}
