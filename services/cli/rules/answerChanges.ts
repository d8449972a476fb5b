import type { ClinicalDate } from '../../../src/domain/date.ts';
import type { KnowledgeBase } from '../../../src/rulebase/knowledge.ts';
import type { Bump } from '../../../src/rulebase/packVersion.ts';
import type { Card } from '../../../src/cards/cdsHooks.ts';
import type { PatientStory, SuggestedOrder } from '../../demo-ehr/patientStory.ts';
import { momentsOf, storyAnswer, type StoryAnswer } from '../../demo-ehr/storyAnswer.ts';

/** How the answer about one patient, on one day, to one question differs. */
export interface AnswerChange {
  readonly patient: string;
  /** The day and what was done on it. */
  readonly question: string;
  readonly what: readonly string[];
  readonly bump: Bump;
}

/** The answers to every question about the demo patients, which are the golden ones. */
export type GoldenAnswers = ReadonlyMap<string, StoryAnswer>;

export function goldenAnswers(
  stories: readonly PatientStory[],
  knowledge: KnowledgeBase,
  today: ClinicalDate,
): GoldenAnswers {
  const answers = new Map<string, StoryAnswer>();
  for (const story of stories) {
    for (const { day, label, orders } of momentsOf(story)) {
      for (const order of [null, ...orders]) {
        const question = [story.id, label, questionName(order)].join(SEPARATOR);
        answers.set(question, storyAnswer({ story, on: day, order, knowledge, today }));
      }
    }
  }
  return answers;
}

const SEPARATOR = '\t';

function questionName(order: SuggestedOrder | null): string {
  if (order === null) return 'opening the chart';
  const beside = (order.with ?? []).map(({ text }) => text);
  return `ordering ${order.text}${beside.length === 0 ? '' : ` beside ${beside.join(' and ')}`}`;
}

/** Whose answers differ between two versions, and how. */
export function answerChanges(older: GoldenAnswers, newer: GoldenAnswers): readonly AnswerChange[] {
  return [...older].flatMap(([key, before]): readonly AnswerChange[] => {
    const after = newer.get(key);
    if (after === undefined) return [];
    const found = differences(before, after);
    if (found.length === 0) return [];
    const [patient = '', label = '', question = ''] = key.split(SEPARATOR);
    return [
      {
        patient,
        question: `${label}, ${question}`,
        what: found.map(({ what }) => what),
        bump: found.some(({ bump }) => bump === 'major')
          ? 'major'
          : found.some(({ bump }) => bump === 'minor')
            ? 'minor'
            : 'patch',
      },
    ];
  });
}

interface Difference {
  readonly what: string;
  readonly bump: Bump;
}

function differences(before: StoryAnswer, after: StoryAnswer): readonly Difference[] {
  const found = [...verdictChanges(before, after), ...cardChanges(before.cards, after.cards)];
  if (found.length > 0) return found;
  const text = ({ cards }: StoryAnswer): string =>
    JSON.stringify(cards.map(({ uuid: _uuid, suggestions: _labels, ...card }) => card));
  return text(before) === text(after) ? [] : [{ what: 'worded otherwise', bump: 'patch' }];
}

/** What is said of an order has turned: also where an order that passed is warned about now. */
function verdictChanges(before: StoryAnswer, after: StoryAnswer): readonly Difference[] {
  const verdicts = ({ evaluation }: StoryAnswer): ReadonlyMap<string, string> =>
    new Map(
      evaluation.conclusions.flatMap((c) =>
        c.kind === 'order-review' ? [[c.drug, c.verdict] as const] : [],
      ),
    );
  const [was, is] = [verdicts(before), verdicts(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((drug) => {
    const [old, now] = [was.get(drug) ?? 'nothing to say', is.get(drug) ?? 'nothing to say'];
    return old === now
      ? []
      : [{ what: `${drug}: ${old} has become ${now}`, bump: 'major' as const }];
  });
}

function cardChanges(before: readonly Card[], after: readonly Card[]): readonly Difference[] {
  const same = new Set(
    before.map((c) => c.summary).filter((s) => after.some((c) => c.summary === s)),
  );
  const pairs = before
    .filter(({ summary }) => same.has(summary))
    .map((card) => [card, after.find(({ summary }) => summary === card.summary)] as const);
  const gone = before.filter(({ summary }) => !same.has(summary));
  const come = after.filter(({ summary }) => !same.has(summary));
  // Cards stand in order of urgency, so that those in one place are about one problem.
  const reworded = gone.map((card, index) => [card, come[index]] as const);
  return [
    ...[...pairs, ...reworded].flatMap(([card, now]) => cardChange(card, now)),
    ...come
      .slice(gone.length)
      .map(({ summary }) => ({ what: `new card: ${summary}`, bump: 'minor' as const })),
  ];
}

function cardChange(card: Card, now: Card | undefined): readonly Difference[] {
  if (now === undefined) return [{ what: `no card any more: ${card.summary}`, bump: 'major' }];
  const labels = ({ suggestions = [] }: Card): readonly string[] => suggestions.map((s) => s.label);
  const dropped = labels(card).filter((label) => !labels(now).includes(label));
  const added = labels(now).filter((label) => !labels(card).includes(label));
  return [
    ...(card.indicator === now.indicator
      ? []
      : [
          {
            what: `${card.indicator} has become ${now.indicator}: ${now.summary}`,
            bump: 'major' as const,
          },
        ]),
    ...(card.summary === now.summary
      ? []
      : [{ what: `"${card.summary}" now reads "${now.summary}"`, bump: 'patch' as const }]),
    ...dropped.map((label) => ({
      what: `no longer suggested: ${label}`,
      bump: 'major' as const,
    })),
    ...added.map((label) => ({ what: `suggested now: ${label}`, bump: 'minor' as const })),
  ];
}
