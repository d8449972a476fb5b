import type { ClinicalDate } from '../domain/date.ts';
import type { ResistanceMechanism, Strategy } from '../domain/conclusion.ts';
import type { DraftOrder } from '../domain/order.ts';
import { listed } from '../domain/sentence.ts';
import type { Answer } from '../engine/answer.ts';
import { toxicPairs } from '../engine/toxicPairs.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import type { CardRequest } from './cardRequest.ts';
import type { Action, Suggestion } from './cdsHooks.ts';
import { drugName, STATUS_WORDS } from './detail.ts';
import type { Found } from './found.ts';
import type { OrderProblem } from './orderProblem.ts';
import { medicationActions, testAction, type ProposalContext } from './proposals.ts';

/** At most this many replacing regimens: the card is no formulary. */
export const REPLACEMENTS = 2;

/** What can be accepted: a regimen that takes over, the drug away where it harms and none does, tests that are not asked for yet. */
export function orderSuggestions(
  problem: OrderProblem,
  offered: Set<string>,
  found: Found,
  answer: Answer,
  request: CardRequest,
): readonly Suggestion[] {
  const { review, opposing, again } = problem;
  const context = proposalContext(opposing, answer, request);
  const suggestions: Suggestion[] = [];
  for (const option of acceptable(problem, found, request.knowledge)) {
    // Two problems of one regimen have a card each; accepting the same regimen twice would draft it twice.
    if (offered.has(option.id) || suggestions.length === REPLACEMENTS) continue;
    const suggestion = takingOver(option, problem, answer, context, request);
    if (suggestion === null) continue;
    offered.add(option.id);
    suggestions.push(suggestion);
    // What is right is on the pad already: nothing else is to take its place.
    if (suggestion.actions.every(({ type }) => type === 'delete')) break;
  }
  if (review.verdict === 'harmful' && suggestions.length === 0) {
    suggestions.push(withoutOrder(problem, answer, request));
  }
  const retest = { test: again?.settledBy ?? null, notBefore: again?.retest?.from ?? null };
  const tests = [retest, ...[review.settledBy, ...found.tests.map((t) => t.test)].map(at)];
  return [...suggestions, ...testSuggestions(tests, offered, opposing, answer, request)];
}

/** A test of `rules/terminology/tests.json`, and the day before which it would say nothing. */
interface TestWanted {
  readonly test: string | null;
  readonly notBefore: ClinicalDate | null;
}

function at(test: string | null): TestWanted {
  return { test, notBefore: null };
}

/** A request for each test that is neither on the pad yet nor `offered` on another card: accepted twice it would be made twice. */
export function testSuggestions(
  wanted: readonly TestWanted[],
  offered: Set<string>,
  opposing: readonly ResistanceMechanism[],
  answer: Answer,
  request: CardRequest,
): readonly Suggestion[] {
  const context = proposalContext(opposing, answer, request);
  const asked = testsOnThePad(answer, request);
  return wanted.flatMap(({ test, notBefore }) => {
    if (test === null || asked.has(test)) return [];
    asked.add(test);
    const action = testAction(test, notBefore, context);
    if (action === null || offered.has(action.description)) return [];
    offered.add(action.description);
    return [single(action, request)];
  });
}

/** Where an order harms and nothing takes its place, it can be taken away with one click. */
function withoutOrder({ reviews }: OrderProblem, answer: Answer, request: CardRequest): Suggestion {
  const actions = answer.orders
    .filter(({ resource }) => reviews.some((review) => review.order === resource))
    .map((order) => removalAction(order, request));
  return {
    label: actions.map(({ description }) => description).join('; '),
    uuid: request.newId(),
    actions,
  };
}

/** Tests that are on the pad already, since their suggestion was accepted or the clinician thought of them. */
function testsOnThePad({ requests }: Answer, { knowledge }: CardRequest): Set<string> {
  const drafted = [...knowledge.tests].filter(([, { name, loinc, snomed }]) =>
    requests.some(
      (request) =>
        request.name === name ||
        [loinc, snomed].some((code) => code !== undefined && request.codes.includes(code)),
    ),
  );
  return new Set(drafted.map(([test]) => test));
}

/** What may be ordered instead. An incomplete order is completed, or gives way to a complete regimen of its class, before anything else. */
export function acceptable(
  { review, drugs }: OrderProblem,
  { strategies }: Found,
  { terminology }: KnowledgeBase,
): readonly Strategy[] {
  const orderable = strategies.filter((o) => o.orderable);
  const completing = orderable.filter((o) => o.drugs.some((d) => drugs.includes(d)));
  const classOf = (drug: string): string => terminology.drugs.get(drug)?.class ?? drug;
  const classes = new Set(drugs.map(classOf));
  const alike = orderable.filter((o) => o.drugs.some((d) => classes.has(classOf(d))));
  switch (review.verdict) {
    case 'incomplete':
      return completing.length > 0 ? completing : alike.length > 0 ? alike : orderable;
    case 'harmful':
    case 'ineffective':
    case 'leaves-mechanism':
    case 'progressed-before':
    case 'clone-mismatch':
    case 'target-absent':
      return orderable;
    case 'toxic-together':
    case 'untested':
    case 'rechallenge-not-met':
    case 'rechallenge-open':
    case 'rechallenge-supported':
      return [];
    default:
      return review.verdict satisfies never;
  }
}

/**
 * One suggestion by which an option takes over: what is on the pad of it stays, what is missing is
 * drafted, and the cancer drugs drafted with the orders under review that are no part of it go with
 * it. An incomplete order is completed and nothing else touched, unless that would make a harmful pair. Where all of it is drafted, it stays and the rest goes. `null` when there is nothing to do.
 */
function takingOver(
  option: Strategy,
  { review, reviews, drugs }: OrderProblem,
  answer: Answer,
  context: ProposalContext,
  request: CardRequest,
): Suggestion | null {
  const isPart = (order: DraftOrder): boolean =>
    order.drugs.length > 0 && order.drugs.every((drug) => option.drugs.includes(drug));
  const completes =
    review.verdict === 'incomplete' &&
    drugs.every((drug) => option.drugs.includes(drug)) &&
    !addsToxicPair(option, answer, request.knowledge);
  const isReviewed = ({ resource }: DraftOrder): boolean =>
    reviews.some((reviewed) => reviewed.order === resource);
  const removed = completes
    ? []
    : answer.orders.filter(
        (order) =>
          !isPart(order) && (isReviewed(order) || isAgainstCancer(order, request.knowledge)),
      );
  const kept = answer.orders.filter((order) => !removed.includes(order)).flatMap((o) => o.drugs);
  const create = medicationActions(
    option.drugs.filter((drug) => !kept.includes(drug)),
    context,
  );
  if (create === null || (create.length === 0 && removed.length === 0)) return null;
  const removal = removed.map((order) => removalAction(order, request));
  if (create.length === 0) {
    const names = removed.flatMap((order) =>
      order.drugs.map((d) => drugName(d, request.knowledge)),
    );
    const label = `Keep ${option.title} and remove ${listed([...new Set(names)])}`;
    return { label, uuid: request.newId(), actions: removal };
  }
  const standing =
    option.status === 'standard-of-care' ? ` (${STATUS_WORDS['standard-of-care']})` : '';
  return {
    label: `${removed.length === 0 ? 'Complete to' : 'Replace by'} ${option.title}${standing}`,
    uuid: request.newId(),
    // The public sandbox applies the first action only: it is to end with the new order, not with none.
    actions: [...create, ...removal],
  };
}

/** Whether a drug that the option adds would harm together with one on the pad. */
function addsToxicPair(
  { drugs }: Strategy,
  { orders, patientCase, record, evaluation: { asOf } }: Answer,
  knowledge: KnowledgeBase,
): boolean {
  const drafted = new Set(orders.flatMap((order) => order.drugs));
  const input = { patientCase, state: record, asOf, knowledge };
  return drugs.some((drug) => !drafted.has(drug) && toxicPairs(drug, drafted, input).length > 0);
}

function isAgainstCancer({ drugs }: DraftOrder, { terminology }: KnowledgeBase): boolean {
  return (
    drugs.length > 0 &&
    drugs.every((drug) => {
      const drugClass = terminology.drugs.get(drug)?.class;
      return (
        drugClass !== undefined && terminology.drugClasses.get(drugClass)?.antineoplastic === true
      );
    })
  );
}

function removalAction({ drugs, resource }: DraftOrder, { knowledge }: CardRequest): Action {
  return {
    type: 'delete',
    description: `Remove the draft order for ${listed(drugs.map((drug) => drugName(drug, knowledge)))}`,
    resourceId: resource,
  };
}

function single(action: Action, request: CardRequest): Suggestion {
  return { label: action.description, uuid: request.newId(), actions: [action] };
}

function proposalContext(
  mechanisms: readonly ResistanceMechanism[],
  answer: Answer,
  { patient, knowledge, newId }: CardRequest,
): ProposalContext {
  return {
    patient,
    // One Condition can state several diagnoses, such as site and histology.
    conditions: [...new Set(answer.patientCase.diagnoses.map((d) => d.resource))],
    findings: [...new Set(mechanisms.flatMap((m) => m.because.resources))],
    knowledge,
    newId,
  };
}
