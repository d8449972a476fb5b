import type {
  HeterogeneityPattern,
  Rechallenge,
  ResistanceMechanism,
} from '../domain/conclusion.ts';
import type { DrugId, TherapyLine } from '../domain/therapy.ts';
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
import { emergingSummary, WATCH } from './emerging.ts';
import { type Found, gravestFirst, mechanismsShown } from './found.ts';
import { gapCards } from './gapCards.ts';
import { lines } from './markdown.ts';
import { capitalised, summaryNaming } from './sentence.ts';

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

/** What of the tumour's course is worth a card when no mechanism stands against the latest line; the rest is told beside other findings. */
const TELLING_SUMMARIES: Readonly<Partial<Record<HeterogeneityPattern, string>>> = {
  'clonal-replacement': 'One resistant clone gives way to another under the present treatment',
  'mixed-response':
    'Mixed response: resistant clones of different lesions go in different directions',
  'wild-type-outgrowth':
    'The driver rises while the resistance change does not: cells without that change are growing',
  'target-in-some-lesions': 'The target of the treatment is in some lesions only',
};

function heterogeneityCard(
  { heterogeneity, gaps, tests }: Found,
  answer: Answer,
  request: CardRequest,
): readonly Advice[] {
  const telling = heterogeneity.find((h) => TELLING_SUMMARIES[h.pattern] !== undefined);
  const summary = telling === undefined ? undefined : TELLING_SUMMARIES[telling.pattern];
  if (telling === undefined || summary === undefined) return [];
  const becauses = heterogeneity.map((h) => h.because);
  const made = card(
    {
      summary,
      indicator: 'info',
      blocks: [
        heterogeneitySection(heterogeneity),
        testFirstSection(tests),
        missingSection(gaps),
        dataUsedSection(answer, request.knowledge),
        basisSection(becauses, answer),
      ],
      suggestions: [],
      overrideReasons: false,
    },
    request,
  );
  return [{ card: made, conclusions: heterogeneity }];
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
  const names = against.map((m) => alterationLabel(m.alteration, knowledge));
  const failing = line.drugs.filter((d) =>
    against.some((m) => m.against.some((r) => r.drug === d)),
  );
  const drug = capitalised(failing.map((d) => drugName(d, knowledge)).join(', '));
  const options = progressed ? found.strategies : [];
  const becauses = [...against.map((m) => m.because), ...options.map((o) => o.because)];
  const made = card(
    {
      summary: !progressed
        ? emergingSummary(failing, against, knowledge)
        : questions.size > 0
          ? summaryNaming(
              [...questions],
              (list) => `${drug}: progression; it cannot be told ${list}`,
            )
          : summaryNaming(
              names,
              (list) => `${drug}: progression with ${list} in the tumour now; options are shown`,
            ),
      indicator: progressed && questions.size === 0 ? 'warning' : 'info',
      blocks: [
        progressed ? [] : [WATCH],
        lines(reasons(against, line.drugs, knowledge)),
        findings(shown, answer, knowledge),
        heterogeneitySection(found.heterogeneity),
        convergenceSection(shown.length > 1 ? found.convergence : undefined, shown, knowledge),
        optionsSection(options, shown, knowledge),
        decisionSection(
          progressed && shown.length > 1 ? found.decision : undefined,
          found.strategies,
        ),
        testFirstSection(found.tests),
        missingSection(found.gaps),
        dataUsedSection(answer, knowledge),
        basisSection(becauses, answer),
      ],
      suggestions: [],
      overrideReasons: false,
    },
    request,
  );
  return [{ card: made, conclusions: against }];
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
        rechallengeSection(again),
        dataUsedSection(answer, request.knowledge),
        basisSection([again.because], answer),
      ],
      suggestions: [],
      overrideReasons: false,
    },
    request,
  );
  return { card: made, conclusions: [again] };
}
