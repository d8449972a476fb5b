import type { Action, Card } from '../../src/cards/cdsHooks.ts';
import type {
  PatientStory,
  StoryTimePoint,
  SuggestedOrder,
} from '../../services/demo-ehr/patientStory.ts';
import { momentsOf, storyAnswer, type StoryQuestion } from '../../services/demo-ehr/storyAnswer.ts';
import { day, TODAY } from './aCase.ts';
import { knowledge } from './knowledge.ts';

/**
 * What the service answers about a demo patient, as clinical text: at each day that the story names
 * and today, on opening the chart and for each order. Compared with `test/golden/<story>.md`.
 */
export function goldenAnswer(story: PatientStory): string {
  return [
    `# ${story.id}`,
    story.story.join(' '),
    ...momentsOf(story).flatMap((moment) => answersAt(story, moment)),
    '',
  ].join('\n\n');
}

function answersAt(story: PatientStory, moment: StoryTimePoint): readonly string[] {
  const orders: readonly (SuggestedOrder | null)[] = [null, ...moment.orders];
  return [
    `## ${capitalised(moment.label)}, ${day(moment.day)}`,
    `An expert would say: ${moment.expect}`,
    ...orders.flatMap((order) => {
      const cards = cardsAt(story, moment.day, order);
      return [heading(order), ...(cards.length === 0 ? ['No card.'] : cards.flatMap(cardText))];
    }),
  ];
}

/** The cards about a story on one of its days, on opening the chart (`order` null) or on selecting an order. */
export function cardsAt(
  story: PatientStory,
  on: number,
  order: StoryQuestion['order'],
): readonly Card[] {
  return storyAnswer({ story, on, order, knowledge, today: TODAY }).cards;
}

function heading(order: SuggestedOrder | null): string {
  if (order === null) return '### Opening the chart';
  const beside = (order.with ?? []).map(({ text }) => text);
  return `### Ordering ${order.text}${beside.length === 0 ? '' : ` beside ${beside.join(' and ')}`}`;
}

function cardText(card: Card): readonly string[] {
  return [
    `#### [${card.indicator}] ${card.summary}`,
    card.detail,
    ...(card.suggestions ?? []).map(({ label, actions }) =>
      [`> Suggestion: ${label}`, ...actions.map((a) => `> - ${actionText(a)}`)].join('\n'),
    ),
  ];
}

function actionText(action: Action): string {
  if (action.type === 'delete') return `delete ${action.resourceId}`;
  const { resource } = action;
  return `${action.type} ${resource.resourceType}: ${action.description}`;
}

function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
