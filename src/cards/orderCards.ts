import type { ClinicalDate } from '../domain/date.ts';
import type {
  Because,
  Criterion,
  OrderReview,
  Rechallenge,
  ResistanceMechanism,
  Strategy,
} from '../domain/conclusion.ts';
import type { DraftOrder } from '../domain/order.ts';
import type { EvidenceLevel } from '../domain/evidence.ts';
import type { Answer } from '../engine/answer.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import type { Advice } from './advice.ts';
import { card } from './card.ts';
import { alterationLabel } from './alterationLabel.ts';
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
  RECHALLENGE_WORDS,
  reasons,
  rechallengeMet,
  rechallengeSection,
  STATUS_WORDS,
} from './detail.ts';
import { type Found, gravestFirst, mechanismsShown } from './found.ts';
import { gapCards } from './gapCards.ts';
import { emergingSummary, WATCH } from './emerging.ts';
import { summaryMeasuring } from './measured.ts';
import { escapeMarkdown, lines } from './markdown.ts';
import { medicationActions, testAction, type ProposalContext } from './proposals.ts';
import { capitalised, listed } from '../domain/sentence.ts';
import { summaryNaming } from './summary.ts';

/** What there is to say about the orders being made; a gap in the data only when nothing else speaks. */
export function orderCards(found: Found, answer: Answer, request: CardRequest): readonly Advice[] {
  const offered = new Set<string>();
  const advice = found.reviews.map((review) => orderCard(review, offered, found, answer, request));
  return advice.length > 0 ? advice : gapCards(found, answer, request);
}

function orderCard(
  review: OrderReview,
  offered: Set<string>,
  found: Found,
  answer: Answer,
  request: CardRequest,
): Advice {
  const { knowledge } = request;
  const opposing = gravestFirst(
    found.mechanisms.filter((m) => review.mechanisms.includes(m.id)),
    [review.drug],
  );
  const shown = mechanismsShown(found, opposing);
  const again = rechallengeToShow(review, found, answer);
  const watched = isWatched(review, answer);
  const options =
    shown.length > 0
      ? found.strategies
      : acceptable(review, found, knowledge).slice(0, REPLACEMENTS);
  const becauses: readonly Because[] = [
    review.because,
    ...(again === undefined ? [] : [again.because]),
    ...options.filter((o) => o.coverage.length > 0).map((o) => o.because),
  ];
  const made = card(
    {
      summary: watched
        ? emergingSummary(review.drug, opposing, knowledge)
        : orderSummary(review, opposing, again, knowledge),
      indicator: watched ? 'info' : orderIndicator(review),
      blocks: [
        watched ? [WATCH] : [],
        opposing.length === 0 && again === undefined ? [escapeMarkdown(review.statement)] : [],
        lines(reasons(opposing, [review.drug], knowledge)),
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
      suggestions: watched
        ? []
        : orderSuggestions(review, opposing, again, offered, found, answer, request),
      overrideReasons: true,
    },
    request,
  );
  return { card: made, conclusions: [review, ...opposing] };
}

/**
 * Where the drug has just failed there is nothing to re-challenge: the question, and any day to test
 * again, arises once another line has passed. A sister drug ordered straight after gets the criteria.
 */
function rechallengeToShow(
  review: OrderReview,
  found: Found,
  answer: Answer,
): Rechallenge | undefined {
  const again = found.rechallenges.find((r) => r.drugs.includes(review.drug));
  const latest = answer.evaluation.lines.at(-1)?.number;
  if (again === undefined || again.line !== latest) return again;
  return review.verdict === 'ineffective' ? undefined : { ...again, retest: null, settledBy: null };
}

/** A drug renewed while it still helps: resistance in plasma before progression is watched, and mandates no switch. */
function isWatched({ verdict, drug }: OrderReview, answer: Answer): boolean {
  return (
    verdict === 'ineffective' &&
    answer.evaluation.lines.some(
      (line) => line.ongoing && line.progressedOn === null && line.drugs.includes(drug),
    )
  );
}

function orderSummary(
  review: OrderReview,
  opposing: readonly ResistanceMechanism[],
  again: Rechallenge | undefined,
  knowledge: KnowledgeBase,
): string {
  const drug = capitalised(drugName(review.drug, knowledge));
  const names = opposing.map((m) => alterationLabel(m.alteration, knowledge));
  switch (review.verdict) {
    case 'harmful':
      return summaryNaming([review.headline], (headline) => `${drug} may harm: ${headline}`);
    case 'toxic-together':
      return summaryNaming([review.headline], (headline) => `${drug} with ${headline}`);
    case 'incomplete':
      return summaryNaming(
        [review.headline],
        (headline) => `${drug} alone falls short: ${headline}`,
      );
    case 'leaves-mechanism':
      return summaryNaming(
        [review.headline],
        (headline) => `${headline} leaves a part of what was found`,
      );
    case 'progressed-before':
      return summaryNaming([review.headline], (headline) => `${drug}: ${headline}`);
    case 'untested':
      return summaryNaming(
        [review.headline],
        (headline) => `${drug}: ${headline}, and the choice rests on it`,
      );
    case 'clone-mismatch':
      return summaryNaming(
        [review.headline],
        (headline) => `${drug} reaches a part only: ${headline}`,
      );
    case 'rechallenge-supported':
      return rechallengeMet(drug, again?.keyedTo ?? 'course');
    case 'rechallenge-open':
      return `${drug} re-challenge: ${criteriaThatAre('cannot-be-told', again)} cannot be told from the record; a test would settle it`;
    case 'rechallenge-not-met': {
      const unmet = criteriaOf(again).filter((c) => c.verdict === 'not-met');
      return summaryNaming(
        unmet.slice(0, 1).map((c) => c.answer),
        (first) =>
          `${drug} re-challenge: ${RECHALLENGE_WORDS[again?.status ?? 'advised-against']}; ${criteriaThatAre('not-met', again)} not met${first === '' ? '' : ` (${first})`}`,
      );
    }
    case 'ineffective':
      break;
    default:
      return review.verdict satisfies never;
  }
  const open = opposing.flatMap(
    (m) => m.against.find((r) => r.drug === review.drug && r.open !== null)?.open?.what ?? [],
  );
  if (open.length > 0 && open.length === opposing.length) {
    return summaryNaming(
      [...new Set(open)],
      (questions) => `${drug} may fail: it cannot be told ${questions}`,
    );
  }
  if (opposing.every((m) => m.standing !== 'current')) {
    return summaryNaming(
      names,
      (list) => `${drug} may fail: ${list} was found earlier and is not settled since`,
    );
  }
  const retest = again?.retest ?? null;
  return summaryMeasuring(opposing, knowledge, (list) =>
    retest === null
      ? `${drug} ${FAILURE_WORDS[review.level ?? 'D']}: ${list}`
      : `${drug} re-challenge: not yet, ${list} still there; re-test from ${retest.from}`,
  );
}

/** `2 of 5 criteria`. */
function criteriaThatAre(verdict: Criterion['verdict'], again: Rechallenge | undefined): string {
  const all = criteriaOf(again);
  const count = all.filter((c) => c.verdict === verdict).length;
  return `${String(count)} of ${String(all.length)} criteria`;
}

function criteriaOf(again: Rechallenge | undefined): readonly Criterion[] {
  return again?.criteria ?? [];
}

/** How surely the drug fails, by the level of evidence. */
const FAILURE_WORDS: Readonly<Record<EvidenceLevel, string>> = {
  A: 'is expected to fail',
  B: 'is expected to fail',
  C: 'is likely to fail',
  D: 'may fail',
};

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
  review: OrderReview,
  opposing: readonly ResistanceMechanism[],
  again: Rechallenge | undefined,
  offered: Set<string>,
  found: Found,
  answer: Answer,
  request: CardRequest,
): readonly Suggestion[] {
  const context = proposalContext(opposing, answer, request);
  const suggestions: Suggestion[] = [];
  for (const option of acceptable(review, found, request.knowledge)) {
    // Two drugs of one regimen have a card each; accepting the same regimen twice would draft it twice.
    if (offered.has(option.id) || suggestions.length === REPLACEMENTS) continue;
    const suggestion = takingOver(option, review, answer, context, request);
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
  review: OrderReview,
  { strategies }: Found,
  { terminology }: KnowledgeBase,
): readonly Strategy[] {
  const orderable = strategies.filter((o) => o.orderable);
  const completing = orderable.filter((o) => o.drugs.includes(review.drug));
  const classOf = (drug: string): string => terminology.drugs.get(drug)?.class ?? drug;
  const alike = orderable.filter((o) => o.drugs.some((d) => classOf(d) === classOf(review.drug)));
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
 * drafted, and the cancer drugs drafted with the order under review that are no part of it go with
 * it. An incomplete order is completed and nothing else touched. `null` when there is nothing to draft.
 */
function takingOver(
  option: Strategy,
  review: OrderReview,
  answer: Answer,
  context: ProposalContext,
  request: CardRequest,
): Suggestion | null {
  const isPart = ({ drugs }: DraftOrder): boolean =>
    drugs.length > 0 && drugs.every((drug) => option.drugs.includes(drug));
  const completes = review.verdict === 'incomplete' && option.drugs.includes(review.drug);
  const removed = completes
    ? []
    : answer.orders.filter(
        (order) =>
          !isPart(order) &&
          (order.resource === review.order || isAgainstCancer(order, request.knowledge)),
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
