import type { ClinicalDate } from '../domain/date.ts';
import type { Because, OrderReview, ResistanceMechanism, Strategy } from '../domain/conclusion.ts';
import type { DraftOrder } from '../domain/order.ts';
import type { Answer } from '../engine/answer.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import type { Advice } from './advice.ts';
import { card } from './card.ts';
import type { CardRequest } from './cardRequest.ts';
import type { Action, Card, Suggestion } from './cdsHooks.ts';
import { convergenceSection } from './convergenceSection.ts';
import { decisionSection, testFirstSection } from './decisionSection.ts';
import {
  basisSection,
  dataUsedSection,
  drugName,
  findings,
  heterogeneitySection,
  missingSection,
  optionsSection,
  reasons,
  rechallengeSection,
  STATUS_WORDS,
} from './detail.ts';
import { type Found, mechanismsShown } from './found.ts';
import { gapCards } from './gapCards.ts';
import { emergingSummary, WATCH } from './emerging.ts';
import { escapeMarkdown, lines } from './markdown.ts';
import { type OrderProblem, orderProblems } from './orderProblem.ts';
import { orderSummary } from './orderSummary.ts';
import { medicationActions, testAction, type ProposalContext } from './proposals.ts';
import { listed } from '../domain/sentence.ts';

/** What there is to say about the orders being made; a gap in the data only when nothing else speaks. */
export function orderCards(found: Found, answer: Answer, request: CardRequest): readonly Advice[] {
  const offered = new Set<string>();
  const advice = orderProblems(found, answer).map((problem) =>
    orderCard(problem, offered, found, answer, request),
  );
  return advice.length > 0 ? advice : gapCards(found, answer, request);
}

function orderCard(
  problem: OrderProblem,
  offered: Set<string>,
  found: Found,
  answer: Answer,
  request: CardRequest,
): Advice {
  const { knowledge } = request;
  const { review, reviews, drugs, opposing, again, watched } = problem;
  const shown = mechanismsShown(found, opposing);
  const options =
    shown.length > 0
      ? found.strategies
      : acceptable(problem, found, knowledge).slice(0, REPLACEMENTS);
  const becauses: readonly Because[] = [
    ...reviews.map(({ because }) => because),
    ...(again === undefined ? [] : [again.because]),
    ...options.filter((o) => o.coverage.length > 0).map((o) => o.because),
  ];
  const made = card(
    {
      summary: watched
        ? emergingSummary(drugs, opposing, knowledge)
        : orderSummary(problem, knowledge),
      indicator: watched ? 'info' : orderIndicator(review),
      blocks: [
        watched ? [WATCH] : [],
        opposing.length === 0 && again === undefined ? [escapeMarkdown(review.statement)] : [],
        lines(reasons(opposing, drugs, knowledge)),
        findings(shown, answer, knowledge),
        rechallengeSection(again),
        heterogeneitySection(found.heterogeneity),
        convergenceSection(shown.length > 1 ? found.convergence : undefined, shown, knowledge),
        optionsSection(options, shown, knowledge),
        decisionSection(shown.length > 1 ? found.decision : undefined, found.strategies),
        testFirstSection(found.tests, found.heterogeneity),
        missingSection(found.gaps),
        dataUsedSection(answer, knowledge),
        basisSection(becauses, answer, request),
      ],
      suggestions: watched ? [] : orderSuggestions(problem, offered, found, answer, request),
      overrideReasons: true,
    },
    request,
  );
  return { card: made, conclusions: [...reviews, ...opposing] };
}

/** ENGINE.md section 8: critical is harm, or known failure by level A or B; what is less certain warns; what is open informs. */
function orderIndicator({ verdict, level, standing }: OrderReview): Card['indicator'] {
  switch (verdict) {
    case 'harmful':
      return 'critical';
    case 'ineffective': {
      const strong = level === 'A' || level === 'B';
      return strong && standing === 'current' ? 'critical' : 'warning';
    }
    case 'toxic-together':
      return level === 'A' || level === 'B' ? 'critical' : 'warning';
    case 'incomplete':
    case 'leaves-mechanism':
    case 'progressed-before':
    case 'clone-mismatch':
    case 'rechallenge-not-met':
      return 'warning';
    case 'untested':
    case 'rechallenge-open':
    case 'rechallenge-supported':
      return 'info';
    default:
      return verdict satisfies never;
  }
}

/** At most this many replacing regimens: the card is no formulary. */
const REPLACEMENTS = 2;

function orderSuggestions(
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
  }
  const asked = testsOnThePad(answer, request);
  const ask = (test: string, notBefore: ClinicalDate | null): void => {
    const action = asked.has(test) ? null : testAction(test, notBefore, context);
    asked.add(test);
    if (action !== null) suggestions.push(single(action, request));
  };
  if (again?.settledBy !== null && again?.settledBy !== undefined) {
    ask(again.settledBy, again.retest?.from ?? null);
  }
  if (review.settledBy !== null) ask(review.settledBy, null);
  for (const { test } of found.tests) if (test !== null) ask(test, null);
  return suggestions;
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
function acceptable(
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
 * it. An incomplete order is completed and nothing else touched. `null` when there is nothing to draft.
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
    review.verdict === 'incomplete' && drugs.every((drug) => option.drugs.includes(drug));
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
  if (create === null || create.length === 0) return null;
  const standing =
    option.status === 'standard-of-care' ? ` (${STATUS_WORDS['standard-of-care']})` : '';
  return {
    label: `${removed.length === 0 ? 'Complete to' : 'Replace by'} ${option.title}${standing}`,
    uuid: request.newId(),
    actions: [...removed.map((order) => removalAction(order, request)), ...create],
  };
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
