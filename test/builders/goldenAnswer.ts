import { cardsFor } from '../../src/cards/cardsFor.ts';
import type { Action, Card, Hook } from '../../src/cards/cdsHooks.ts';
import { evaluate } from '../../src/evaluate.ts';
import { draftOrders } from '../../services/demo-ehr/draftOrders.ts';
import type {
  PatientStory,
  StoryTimePoint,
  SuggestedOrder,
} from '../../services/demo-ehr/patientStory.ts';
import { patientBundle } from '../../services/demo-ehr/patientBundle.ts';
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

/** The days on which the story is judged; the last is today. */
export function momentsOf({ expect, orders, timePoints = [] }: PatientStory): StoryTimePoint[] {
  return [...timePoints, { day: 0, label: 'today', expect, orders }];
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

/**
 * The cards about a story on one of its days, on opening the chart (`order` null) or on selecting an
 * order. The record is the one of today: what it dates later must not be used.
 */
export function cardsAt(
  story: PatientStory,
  on: number,
  order: Pick<SuggestedOrder, 'text' | 'rxnorm' | 'with'> | null,
): readonly Card[] {
  const hook: Hook = order === null ? 'patient-view' : 'order-select';
  const drafts = order === null ? [] : [...(order.with ?? []), order];
  let ids = 0;
  const answer = evaluate({
    resources: [patientBundle(story, TODAY)],
    patient: story.id,
    draftOrders: order === null ? null : draftOrders(story.id, drafts),
    selections: order === null ? [] : [`MedicationRequest/draft-${String(drafts.length)}`],
    asOf: day(on),
    knowledge,
    unavailable: [],
  });
  return cardsFor(answer, {
    hook,
    patient: story.id,
    knowledge,
    newId: () => `id-${String((ids += 1))}`,
    serviceUrl: 'https://cds.example',
  });
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
