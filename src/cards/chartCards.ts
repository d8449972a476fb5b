import type {
  Because,
  Heterogeneity,
  HeterogeneityPart,
  Rechallenge,
  ResistanceMechanism,
} from '../domain/conclusion.ts';
import type { DrugId, TherapyLine } from '../domain/therapy.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import type { Answer } from '../engine/answer.ts';
import type { Advice } from './advice.ts';
import { card } from './card.ts';
import { alterationLabel } from './alterationLabel.ts';
import type { CardRequest } from './cardRequest.ts';
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
  rechallengeMet,
  rechallengeSection,
} from './detail.ts';
import { emergingSummary, watchSection } from './emerging.ts';
import { type Found, gravestFirst, mechanismsShown, withoutReferrals } from './found.ts';
import { gapCards } from './gapCards.ts';
import { lines } from './markdown.ts';
import { summaryMeasuring } from './measured.ts';
import { capitalised, listed } from '../domain/sentence.ts';
import { summaryNaming } from './summary.ts';

/** On opening a chart: what stands against the latest line, what may be tried again, what is missing. */
export function chartCards(found: Found, answer: Answer, request: CardRequest): readonly Advice[] {
  const advice = [
    ...resistanceCard(found, answer, request),
    ...found.rechallenges
      .filter((again) => again.status === 'supported')
      .map((again) => rechallengeCard(again, answer, request)),
  ];
  if (advice.length > 0) return advice;
  const course = heterogeneityCard(found, answer, request);
  return course.length > 0 ? course : gapCards(found, answer, request);
}

function heterogeneityCard(found: Found, answer: Answer, request: CardRequest): readonly Advice[] {
  const { heterogeneity, gaps } = found;
  const line = answer.evaluation.lines.at(-1);
  const under = (line?.drugs ?? []).map((d) => drugName(d, request.knowledge));
  const [summary] = heterogeneity.flatMap((h) => courseSummary(h, under, request.knowledge));
  if (summary === undefined) return [];
  // After progression the next choice is open, though nothing explains it yet.
  const options = line?.progressedOn == null ? [] : found.strategies.filter((o) => o.orderable);
  const becauses = [...heterogeneity, ...options].map(({ because }) => because);
  const made = card(
    {
      summary,
      indicator: 'info',
      blocks: [
        heterogeneitySection(heterogeneity),
        optionsSection(options, [], request.knowledge),
        testFirstSection(found),
        missingSection(gaps),
        dataUsedSection(answer, request.knowledge),
        basisSection(becauses, answer, request),
      ],
      suggestions: [],
      overrideReasons: false,
    },
    request,
  );
  return [{ card: made, conclusions: heterogeneity }];
}

/** What of the tumour's course is worth a card when no mechanism stands against the latest line; none where it is only told beside other findings. */
function courseSummary(
  { pattern, parts }: Heterogeneity,
  under: readonly string[],
  knowledge: KnowledgeBase,
): readonly string[] {
  const drugs = under.length === 0 ? '' : `${capitalised(listed(under))}: `;
  const seen = (what: HeterogeneityPart['seen']): readonly string[] => [
    ...new Set(
      parts.filter((p) => p.seen === what).map((p) => alterationLabel(p.alteration, knowledge)),
    ),
  ];
  const does = (names: readonly string[], one: string, many: string): string =>
    names.length > 1 ? many : one;
  const rising = seen('rising');
  const falling = seen('falling');
  const goUp = does(rising, 'rises', 'rise');
  const goDown = does(falling, 'falls', 'fall');
  switch (pattern) {
    case 'clonal-replacement':
      return [
        summaryNaming(
          rising,
          (list) =>
            `${drugs}${listed(falling)} ${goDown}, ${list} ${goUp}: one clone replaces another`,
        ),
      ];
    case 'mixed-response':
      return [
        summaryNaming(
          rising,
          (list) =>
            `${drugs}mixed response; ${listed(falling)} ${goDown}, ${list} ${goUp} in other lesions`,
        ),
      ];
    case 'wild-type-outgrowth': {
      const lagging = seen('not-rising');
      // The driver that does not rise stays where it was while the change that resists drugs falls.
      const driver =
        rising.length > 0 ? `${listed(rising)} ${goUp}` : `${listed(seen('found'))} persists`;
      const change =
        rising.length > 0 ? does(lagging, 'does not', 'do not') : does(lagging, 'falls', 'fall');
      return [
        summaryNaming(
          lagging,
          (list) => `${drugs}${driver}, ${list} ${change}: another resistance is growing`,
        ),
      ];
    }
    case 'target-in-some-lesions':
      return [
        summaryNaming(
          seen('found'),
          (list) => `${list} is in some lesions only: a drug against it leaves the other lesions`,
        ),
      ];
    default:
      return [];
  }
}

function resistanceCard(found: Found, answer: Answer, request: CardRequest): readonly Advice[] {
  const { knowledge } = request;
  const line = answer.evaluation.lines.at(-1);
  const against = againstLine(line, found);
  const questions = new Set(
    against.flatMap((m) => (m.standing === 'current' ? [] : openQuestions(m, line?.drugs ?? []))),
  );
  const shown = mechanismsShown(found, against);
  if (line === undefined || against.length === 0) return [];
  const progressed = line.progressedOn !== null;
  const failing = line.drugs.filter((d) =>
    against.some((m) => m.against.some((r) => r.drug === d)),
  );
  const drug = capitalised(listed(failing.map((d) => drugName(d, knowledge))));
  const options = progressed ? found.strategies : [];
  const becauses = [
    ...against.map((m) => becauseAgainst(m, line.drugs)),
    ...options.map((o) => o.because),
  ];
  const made = card(
    {
      summary: !progressed
        ? emergingSummary(failing, against, knowledge)
        : questions.size > 0
          ? summaryNaming(
              [...questions],
              (list) => `${drug}: progression; it cannot be told ${list}`,
            )
          : summaryMeasuring(
              against,
              knowledge,
              (list) =>
                `${drug}: progression with ${list}${options.length === 0 ? '' : '; options are shown'}`,
            ),
      indicator: progressed && questions.size === 0 ? 'warning' : 'info',
      blocks: [
        progressed ? [] : [watchSection(against)],
        lines(reasons(against, line.drugs, knowledge)),
        findings(shown, answer, knowledge),
        heterogeneitySection(found.heterogeneity),
        convergenceSection(
          shown.length > 1 ? found.convergence : undefined,
          shown,
          options,
          knowledge,
        ),
        optionsSection(options, shown, knowledge),
        decisionSection(
          progressed && shown.length > 1 ? found.decision : undefined,
          found.strategies,
        ),
        testFirstSection(progressed ? found : withoutReferrals(found)),
        missingSection(found.gaps),
        dataUsedSection(answer, knowledge),
        basisSection(becauses, answer, request),
      ],
      suggestions: [],
      overrideReasons: false,
    },
    request,
  );
  return [{ card: made, conclusions: against }];
}

/** What it rests on that it stands against these drugs: sources on its other drugs are left out. */
function becauseAgainst(
  { against, because }: ResistanceMechanism,
  drugs: readonly DrugId[],
): Because {
  const atIssue = against.filter((r) => drugs.includes(r.drug));
  return {
    rules: atIssue.map((r) => r.rule),
    evidence: atIssue.flatMap((r) => r.evidence),
    resources: because.resources,
  };
}

/**
 * What stands against the latest line now. After progression, where nothing is settled, what would
 * once its question is answered: the question is then what is told.
 */
function againstLine(
  line: TherapyLine | undefined,
  { mechanisms }: Found,
): readonly ResistanceMechanism[] {
  const drugs = line?.drugs ?? [];
  const opposing = mechanisms.filter((m) => m.against.some((r) => drugs.includes(r.drug)));
  const current = opposing.filter((m) => m.standing === 'current');
  if (current.length > 0 || line === undefined || line.progressedOn === null) {
    return gravestFirst(current, drugs);
  }
  const open = opposing.filter(
    (m) => m.standing === 'cannot-be-told' && openQuestions(m, drugs).length > 0,
  );
  return gravestFirst(open, drugs);
}

function openQuestions(
  { against }: ResistanceMechanism,
  drugs: readonly DrugId[],
): readonly string[] {
  return against.flatMap(({ drug, open }) =>
    drugs.includes(drug) && open !== null ? [open.what] : [],
  );
}

function rechallengeCard(again: Rechallenge, answer: Answer, request: CardRequest): Advice {
  const line = answer.evaluation.lines.find((l) => l.number === again.line);
  const drug = again.drugs
    .filter((d) => line?.drugs.includes(d) === true)
    .map((d) => drugName(d, request.knowledge))
    .join(', ');
  const made = card(
    {
      summary: rechallengeMet(capitalised(drug), again.keyedTo),
      indicator: 'info',
      blocks: [
        rechallengeSection(again, request.knowledge),
        dataUsedSection(answer, request.knowledge),
        basisSection([again.because], answer, request),
      ],
      suggestions: [],
      overrideReasons: false,
    },
    request,
  );
  return { card: made, conclusions: [again] };
}
