import type {
  Heterogeneity,
  HeterogeneityPart,
  Rechallenge,
  ResistanceMechanism,
} from '../domain/conclusion.ts';
import { capitalised, listed } from '../domain/sentence.ts';
import type { DrugId, TherapyLine } from '../domain/therapy.ts';
import type { Answer } from '../engine/answer.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { alterationLabel } from './alterationLabel.ts';
import { drugName, rechallengeMet } from './detail.ts';
import { emergingSummary } from './emerging.ts';
import { type Found, gravestFirst } from './found.ts';
import { gapHeadlines } from './gapHeadlines.ts';
import type { Headline, Resistance } from './headline.ts';
import { summaryMeasuring } from './measured.ts';
import { summaryNaming, summaryOfLists } from './summary.ts';

/** More cards on opening a chart would not be read. */
const MOST_ON_CHART = 3;

/** On opening a chart: what stands against the latest line, what may be tried again, what is missing. */
export function chartHeadlines(
  found: Found,
  answer: Answer,
  knowledge: KnowledgeBase,
): readonly Headline[] {
  const line = answer.evaluation.lines.at(-1);
  const resistance = againstLine(line, found);
  const headlines = [
    ...(resistance === null ? [] : [resistanceHeadline(resistance, found, knowledge)]),
    ...found.rechallenges
      .filter((again) => again.status === 'supported')
      .map((again) => rechallengeHeadline(again, answer, knowledge)),
  ];
  if (headlines.length > 0) return headlines.slice(0, MOST_ON_CHART);
  const course = courseHeadlines(found, line, knowledge);
  return course.length > 0 ? course : gapHeadlines(found, answer, knowledge);
}

function courseHeadlines(
  { heterogeneity, strategies }: Found,
  line: TherapyLine | undefined,
  knowledge: KnowledgeBase,
): readonly Headline[] {
  const under = (line?.drugs ?? []).map((d) => drugName(d, knowledge));
  const [summary] = heterogeneity.flatMap((h) => courseSummary(h, under, knowledge));
  if (summary === undefined) return [];
  // After progression the next choice is open, though nothing explains it yet.
  const options = line?.progressedOn == null ? [] : strategies.filter((o) => o.orderable);
  const topic = { kind: 'course', options } as const;
  return [{ summary, indicator: 'info', conclusions: heterogeneity, topic }];
}

/** What of the tumour's course is worth a card when no mechanism stands against the latest line; none where it is only told beside other findings. */
function courseSummary(
  { pattern, parts }: Heterogeneity,
  under: readonly string[],
  knowledge: KnowledgeBase,
): readonly string[] {
  const summary = (build: (phrase: (items: readonly string[]) => string) => string) => [
    summaryOfLists((phrase) => {
      const drugs = under.length === 0 ? '' : `${capitalised(phrase(under))}: `;
      return `${drugs}${build(phrase)}`;
    }),
  ];
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
      return summary(
        (phrase) =>
          `${phrase(falling)} ${goDown}, ${phrase(rising)} ${goUp}: one clone replaces another`,
      );
    case 'mixed-response':
      return summary(
        (phrase) =>
          `mixed response; ${phrase(falling)} ${goDown}, ${phrase(rising)} ${goUp} in other lesions`,
      );
    case 'wild-type-outgrowth': {
      const lagging = seen('not-rising');
      // The driver that does not rise stays where it was while the change that resists drugs falls.
      const change =
        rising.length > 0 ? does(lagging, 'does not', 'do not') : does(lagging, 'falls', 'fall');
      return summary((phrase) => {
        const driver =
          rising.length > 0 ? `${phrase(rising)} ${goUp}` : `${phrase(seen('found'))} persists`;
        return `${driver}, ${phrase(lagging)} ${change}: another resistance is growing`;
      });
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

function resistanceHeadline(
  resistance: Resistance,
  { strategies }: Found,
  knowledge: KnowledgeBase,
): Headline {
  const { line, against } = resistance;
  const progressed = line.progressedOn !== null;
  const questions = new Set(
    against.flatMap((m) => (m.standing === 'current' ? [] : openQuestions(m, line.drugs))),
  );
  const failing = line.drugs.filter((d) =>
    against.some((m) => m.against.some((r) => r.drug === d)),
  );
  const drug = capitalised(listed(failing.map((d) => drugName(d, knowledge))));
  const summary = !progressed
    ? emergingSummary(failing, against, knowledge)
    : questions.size > 0
      ? summaryNaming([...questions], (list) => `${drug}: progression; it cannot be told ${list}`)
      : summaryMeasuring(
          against,
          knowledge,
          (list) =>
            `${drug}: progression with ${list}${strategies.length === 0 ? '' : '; options are shown'}`,
        );
  return {
    summary,
    indicator: progressed && questions.size === 0 ? 'warning' : 'info',
    conclusions: against,
    topic: resistance,
  };
}

/**
 * What stands against the latest line now. After progression, where nothing is settled, what would
 * once its question is answered: the question is then what is told. `null` when nothing does.
 */
function againstLine(line: TherapyLine | undefined, { mechanisms }: Found): Resistance | null {
  if (line === undefined) return null;
  const { drugs, progressedOn } = line;
  const opposing = mechanisms.filter((m) => m.against.some((r) => drugs.includes(r.drug)));
  const current = opposing.filter((m) => m.standing === 'current');
  const open = opposing.filter(
    (m) => m.standing === 'cannot-be-told' && openQuestions(m, drugs).length > 0,
  );
  const told = current.length > 0 || progressedOn === null ? current : open;
  return told.length === 0
    ? null
    : { kind: 'resistance', line, against: gravestFirst(told, drugs) };
}

function openQuestions(
  { against }: ResistanceMechanism,
  drugs: readonly DrugId[],
): readonly string[] {
  return against.flatMap(({ drug, open }) =>
    drugs.includes(drug) && open !== null ? [open.what] : [],
  );
}

function rechallengeHeadline(
  again: Rechallenge,
  { evaluation }: Answer,
  knowledge: KnowledgeBase,
): Headline {
  const line = evaluation.lines.find((l) => l.number === again.line);
  const drug = again.drugs
    .filter((d) => line?.drugs.includes(d) === true)
    .map((d) => drugName(d, knowledge))
    .join(', ');
  return {
    summary: rechallengeMet(capitalised(drug), again.keyedTo),
    indicator: 'info',
    conclusions: [again],
    topic: { kind: 'rechallenge', again },
  };
}
