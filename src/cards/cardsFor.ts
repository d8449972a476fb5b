import { alterationName } from '../domain/alteration.ts';
import type {
  Because,
  Conclusion,
  DataGap,
  OrderReview,
  Rechallenge,
  ResistanceMechanism,
  Strategy,
} from '../domain/conclusion.ts';
import type { EvidenceLevel } from '../domain/evidence.ts';
import type { DrugId } from '../domain/therapy.ts';
import { compareText, firstDifference } from '../domain/ordering.ts';
import { percent } from '../domain/percent.ts';
import { lastDetected } from '../engine/standing.ts';
import type { Answer } from '../engine/answer.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import type { Action, Card, Hook, Link, Suggestion } from './cdsHooks.ts';
import {
  basisSection,
  convergenceSection,
  dataUsedSection,
  drugName,
  findings,
  missingSection,
  optionsSection,
  RECHALLENGE_WORDS,
  reasons,
  rechallengeSection,
} from './detail.ts';
import { medicationActions, testAction, type ProposalContext } from './proposals.ts';
import { capitalised, summaryNaming } from './sentence.ts';

/** What the cards are made for. */
export interface CardRequest {
  readonly hook: Hook;
  /** The patient's id, for the orders a card proposes. */
  readonly patient: string;
  readonly knowledge: KnowledgeBase;
  /** A fresh UUID per call. */
  readonly newId: () => string;
  /** Absolute base URL of this service. */
  readonly serviceUrl: string;
}

/** More cards on opening a chart would not be read. */
const MOST_CARDS_ON_CHART = 3;

/**
 * The cards for one hook call, most urgent first; none when there is nothing to decide. One card per
 * problem: the order under review carries its options, convergence and criteria with it.
 */
export function cardsFor(answer: Answer, request: CardRequest): readonly Card[] {
  const found = sorted(answer.evaluation.conclusions);
  const cards =
    request.hook === 'patient-view'
      ? chartCards(found, answer, request).slice(0, MOST_CARDS_ON_CHART)
      : orderCards(found, answer, request);
  return [...cards].sort((a, b) => URGENCY[a.indicator] - URGENCY[b.indicator]);
}

const URGENCY = { critical: 0, warning: 1, info: 2 } as const;

/** Conclusions by kind. */
interface Found {
  readonly reviews: readonly OrderReview[];
  readonly mechanisms: readonly ResistanceMechanism[];
  readonly convergence: Extract<Conclusion, { kind: 'convergence' }> | undefined;
  readonly strategies: readonly Strategy[];
  readonly rechallenges: readonly Rechallenge[];
  readonly gaps: readonly DataGap[];
}

function sorted(conclusions: readonly Conclusion[]): Found {
  const ofKind = <K extends Conclusion['kind']>(
    kind: K,
  ): readonly Extract<Conclusion, { kind: K }>[] =>
    conclusions.filter((c): c is Extract<Conclusion, { kind: K }> => c.kind === kind);
  return {
    reviews: ofKind('order-review'),
    mechanisms: ofKind('resistance-mechanism'),
    convergence: ofKind('convergence')[0],
    strategies: ofKind('strategy'),
    rechallenges: ofKind('rechallenge'),
    gaps: ofKind('data-gap'),
  };
}

function orderCards(found: Found, answer: Answer, request: CardRequest): readonly Card[] {
  const cards = found.reviews.map((review) => orderCard(review, found, answer, request));
  return cards.length > 0 ? cards : gapCards(found, answer, request);
}

function orderCard(review: OrderReview, found: Found, answer: Answer, request: CardRequest): Card {
  const { knowledge } = request;
  const opposing = gravestFirst(
    found.mechanisms.filter((m) => review.mechanisms.includes(m.id)),
    [review.drug],
  );
  const shown = mechanismsShown(found, opposing);
  const again = rechallengeToShow(review, found);
  const options = shown.length > 0 ? found.strategies : [];
  const becauses: readonly Because[] = [
    review.because,
    ...(again === undefined ? [] : [again.because]),
    ...options.filter((o) => o.coverage.length > 0).map((o) => o.because),
  ];
  return card(
    {
      summary: orderSummary(review, opposing, again, knowledge),
      indicator: orderIndicator(review),
      blocks: [
        opposing.length === 0 && again === undefined ? [review.statement] : [],
        lines(reasons(opposing, [review.drug])),
        findings(shown, answer),
        rechallengeSection(again),
        convergenceSection(shown.length > 1 ? found.convergence : undefined, shown, knowledge),
        optionsSection(options, shown),
        missingSection(found.gaps),
        dataUsedSection(answer, knowledge),
        basisSection(becauses, answer),
      ],
      suggestions: orderSuggestions(review, opposing, again, found, answer, request),
      overrideReasons: true,
      because: becauses,
    },
    request,
  );
}

/** Where the drug has just failed there is nothing to re-challenge; the question arises once time or another line has passed. */
function rechallengeToShow(review: OrderReview, found: Found): Rechallenge | undefined {
  const again = found.rechallenges.find((r) => r.drugs.includes(review.drug));
  const justFailed = again?.status === 'advised-against' && review.verdict === 'ineffective';
  return justFailed ? undefined : again;
}

/** By the level of evidence against the drugs at issue, then by how much of it was found. */
function gravestFirst(
  mechanisms: readonly ResistanceMechanism[],
  drugs: readonly DrugId[],
): readonly ResistanceMechanism[] {
  const level = (m: ResistanceMechanism): string =>
    m.against.find((r) => drugs.includes(r.drug))?.level ?? 'Z';
  const fraction = (m: ResistanceMechanism): number => lastDetected(m.track)?.fraction ?? 0;
  return [...mechanisms].sort((a, b) =>
    firstDifference(compareText(level(a), level(b)), fraction(b) - fraction(a)),
  );
}

/** One block of lines, or none. */
function lines(items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [items.join('\n')];
}

/** All that an answer must overcome: what stands against the drug at issue, and what is in question beside it. */
function mechanismsShown(
  found: Found,
  opposing: readonly ResistanceMechanism[],
): readonly ResistanceMechanism[] {
  const inQuestion = found.strategies[0]?.coverage.map((c) => c.mechanism) ?? [];
  if (opposing.length === 0) return [];
  const beside = found.mechanisms.filter((m) => inQuestion.includes(m.id) && !opposing.includes(m));
  return [...opposing, ...gravestFirst(beside, [])];
}

function orderSummary(
  review: OrderReview,
  opposing: readonly ResistanceMechanism[],
  again: Rechallenge | undefined,
  knowledge: KnowledgeBase,
): string {
  const drug = capitalised(drugName(review.drug, knowledge));
  const names = opposing.map((m) => alterationName(m.alteration));
  switch (review.verdict) {
    case 'harmful':
      return summaryNaming([review.headline], (headline) => `${drug} may harm: ${headline}`);
    case 'incomplete':
      return summaryNaming(
        [review.headline],
        (headline) => `${drug} alone falls short: ${headline}`,
      );
    case 'clone-mismatch':
      return summaryNaming(
        [review.headline],
        (headline) => `${drug} reaches a part only: ${headline}`,
      );
    case 'rechallenge-supported':
      return `${drug} re-challenge: the criteria are met; no resistance mechanism in recent informative plasma`;
    case 'rechallenge-open':
      return `${drug} re-challenge: cannot be told whether resistance has cleared; a test would settle it`;
    case 'rechallenge-not-met':
      return `${drug} re-challenge: ${RECHALLENGE_WORDS[again?.status ?? 'advised-against']}; not all criteria are met`;
    case 'ineffective':
      break;
    default:
      return review.verdict satisfies never;
  }
  if (opposing.every((m) => m.standing !== 'current')) {
    return summaryNaming(
      names,
      (list) => `${drug} may fail: ${list} was found earlier and is not settled since`,
    );
  }
  const only = opposing.length === 1 ? opposing[0] : undefined;
  const last = only === undefined ? null : lastDetected(only.track);
  const measured =
    last?.fraction === undefined || last.fraction === null
      ? ''
      : ` (${percent(last.fraction)}, ${last.on ?? 'undated'})`;
  if (again?.retest !== null && again?.retest !== undefined) {
    const { from } = again.retest;
    return summaryNaming(
      names,
      (list) =>
        `${drug} re-challenge: not yet, ${list}${measured} still present; re-test from ${from}`,
    );
  }
  return summaryNaming(
    names,
    (list) => `${drug} ${FAILURE_WORDS[review.level]}: ${list}${measured} in the tumour now`,
  );
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
    case 'incomplete':
    case 'clone-mismatch':
    case 'rechallenge-not-met':
      return 'warning';
    case 'rechallenge-open':
    case 'rechallenge-supported':
      return 'info';
    default:
      return verdict satisfies never;
  }
}

/** At most this many replacing orders: the card is no formulary. */
const REPLACEMENTS = 2;

function orderSuggestions(
  review: OrderReview,
  opposing: readonly ResistanceMechanism[],
  again: Rechallenge | undefined,
  found: Found,
  answer: Answer,
  request: CardRequest,
): readonly Suggestion[] {
  const context = proposalContext(opposing, answer, request);
  const suggestions: Suggestion[] = [];
  if (opposing.length > 0) {
    for (const option of found.strategies.filter((o) => o.orderable).slice(0, REPLACEMENTS)) {
      const create = medicationActions(option.drugs, context);
      if (create === null) continue;
      const remove: Action = {
        type: 'delete',
        description: `Remove the draft order for ${drugName(review.drug, request.knowledge)}`,
        resourceId: review.order,
      };
      suggestions.push({
        label: `Replace by ${option.title}`,
        uuid: request.newId(),
        actions: [remove, ...create],
      });
    }
  }
  if (again?.settledBy !== null && again?.settledBy !== undefined) {
    const test = testAction(again.settledBy, again.retest?.from ?? null, context);
    if (test !== null) suggestions.push(single(test, request));
  }
  const solved = found.strategies.some((o) => o.orderable && o.form !== 'non-targeted');
  if (opposing.length > 0 && !solved && again === undefined) {
    const board = testAction('tumour-board', null, context);
    if (board !== null) suggestions.push(single(board, request));
  }
  return suggestions;
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

/** On opening a chart: what stands against the latest line, what may be tried again, what is missing. */
function chartCards(found: Found, answer: Answer, request: CardRequest): readonly Card[] {
  const cards = [
    ...resistanceCard(found, answer, request),
    ...found.rechallenges
      .filter((again) => again.status === 'supported')
      .map((again) => rechallengeCard(again, answer, request)),
  ];
  return cards.length > 0 ? cards : gapCards(found, answer, request);
}

function resistanceCard(found: Found, answer: Answer, request: CardRequest): readonly Card[] {
  const { knowledge } = request;
  const line = answer.evaluation.lines.at(-1);
  const against = gravestFirst(
    found.mechanisms.filter(
      (m) =>
        m.standing === 'current' && m.against.some((r) => line?.drugs.includes(r.drug) === true),
    ),
    line?.drugs ?? [],
  );
  const shown = mechanismsShown(found, against);
  if (line === undefined || against.length === 0) return [];
  const progressed = line.progressedOn !== null;
  const names = against.map((m) => alterationName(m.alteration));
  const drug = capitalised(
    line.drugs
      .filter((d) => against.some((m) => m.against.some((r) => r.drug === d)))
      .map((d) => drugName(d, knowledge))
      .join(', '),
  );
  const watch =
    'No progression is documented. Resistance in plasma can come before it: confirm and watch; by itself it does not call for a switch.';
  const options = progressed ? found.strategies : [];
  const becauses = [...against.map((m) => m.because), ...options.map((o) => o.because)];
  return [
    card(
      {
        summary: summaryNaming(names, (list) =>
          progressed
            ? `${drug}: progression with ${list} in the tumour now; options are shown`
            : `${drug}: ${list} is emerging before progression; confirm and watch`,
        ),
        indicator: progressed ? 'warning' : 'info',
        blocks: [
          progressed ? [] : [watch],
          lines(reasons(against, line.drugs)),
          findings(shown, answer),
          convergenceSection(shown.length > 1 ? found.convergence : undefined, shown, knowledge),
          optionsSection(options, shown),
          missingSection(found.gaps),
          dataUsedSection(answer, knowledge),
          basisSection(becauses, answer),
        ],
        suggestions: [],
        overrideReasons: false,
        because: becauses,
      },
      request,
    ),
  ];
}

function rechallengeCard(again: Rechallenge, answer: Answer, request: CardRequest): Card {
  const line = answer.evaluation.lines.find((l) => l.number === again.line);
  const drug = again.drugs
    .filter((d) => line?.drugs.includes(d) === true)
    .map((d) => drugName(d, request.knowledge))
    .join(', ');
  return card(
    {
      summary: `${capitalised(drug)} re-challenge: the criteria are met; no resistance mechanism in recent informative plasma`,
      indicator: 'info',
      blocks: [
        rechallengeSection(again),
        dataUsedSection(answer, request.knowledge),
        basisSection([again.because], answer),
      ],
      suggestions: [],
      overrideReasons: false,
      because: [again.because],
    },
    request,
  );
}

/** Gaps that block a decision make a card of their own only when nothing else speaks. */
function gapCards(found: Found, answer: Answer, request: CardRequest): readonly Card[] {
  const first = found.gaps[0];
  if (first === undefined) return [];
  return [
    card(
      {
        summary: GAP_SUMMARIES[first.gap],
        indicator: 'info',
        blocks: [
          missingSection(found.gaps),
          dataUsedSection(answer, request.knowledge),
          basisSection(
            found.gaps.map((g) => g.because),
            answer,
          ),
        ],
        suggestions: [],
        overrideReasons: false,
        because: [],
      },
      request,
    ),
  ];
}

const GAP_SUMMARIES: Readonly<Record<DataGap['gap'], string>> = {
  'no-genomics': 'Resistance cannot be judged: no genomic result of the tumour is in the record',
  'uninformative-plasma':
    'Resistance cannot be excluded: the latest plasma sample is not informative',
  'incomplete-data': 'Resistance is judged on part of the record only: some data could not be read',
  'undated-sample': 'Resistance is judged with reserve: a genomic sample has no date',
};

interface CardContent {
  readonly summary: string;
  readonly indicator: Card['indicator'];
  readonly blocks: readonly (readonly string[])[];
  readonly suggestions: readonly Suggestion[];
  readonly overrideReasons: boolean;
  readonly because: readonly Because[];
}

/** At most this many sources are linked from the card itself; the detail names all. */
const LINKS = 3;

function card(content: CardContent, { newId, serviceUrl, knowledge }: CardRequest): Card {
  const links = evidenceLinks(content.because);
  return {
    uuid: newId(),
    summary: content.summary,
    detail: content.blocks.flat().join('\n\n'),
    indicator: content.indicator,
    source: {
      label: 'Convergent',
      url: `${serviceUrl}/service-info`,
      topic: {
        system: `${serviceUrl}/code-systems/topic`,
        code: 'resistance',
        display: 'Resistance to targeted therapy',
      },
    },
    ...(content.suggestions.length === 0
      ? {}
      : { suggestions: content.suggestions, selectionBehavior: 'at-most-one' as const }),
    ...(content.overrideReasons
      ? {
          overrideReasons: knowledge.overrideReasons.map(({ code, display }) => ({
            code,
            display,
            system: `${serviceUrl}/code-systems/override-reason`,
          })),
        }
      : {}),
    ...(links.length === 0 ? {} : { links }),
  };
}

function evidenceLinks(becauses: readonly Because[]): readonly Link[] {
  const links = new Map<string, Link>();
  for (const { citation, url } of becauses.flatMap((b) => b.evidence)) {
    if (url !== null && links.size < LINKS) {
      links.set(url, { label: citation, url, type: 'absolute' });
    }
  }
  return [...links.values()];
}
