import { cardsFor } from '../../src/cards/cardsFor.ts';
import type { Action, Card, Hook } from '../../src/cards/cdsHooks.ts';
import { evaluate } from '../../src/evaluate.ts';
import { draftOrders } from '../../services/demo-ehr/draftOrders.ts';
import type { PatientStory, StoryDrug } from '../../services/demo-ehr/patientStory.ts';
import { patientBundle } from '../../services/demo-ehr/patientBundle.ts';
import { TODAY } from './aCase.ts';
import { knowledge } from './knowledge.ts';

/**
 * What the service answers about a demo patient, as clinical text: on opening the chart, and for
 * each order that the story suggests. Compared with `test/golden/<story>.md`.
 */
export function goldenAnswer(story: PatientStory): string {
  const chart = answerTo(story, 'patient-view', null);
  const orders = story.orders.flatMap((order) => answerTo(story, 'order-select', order));
  return [
    `# ${story.id}`,
    story.story.join(' '),
    `An expert would say: ${story.expect}`,
    ...chart,
    ...orders,
    '',
  ].join('\n\n');
}

function answerTo(story: PatientStory, hook: Hook, order: StoryDrug | null): readonly string[] {
  let ids = 0;
  const answer = evaluate({
    resources: [patientBundle(story, TODAY)],
    patient: story.id,
    draftOrders: order === null ? null : draftOrders(story.id, [order]),
    selections: [],
    asOf: TODAY,
    knowledge,
    unavailable: [],
  });
  const cards = cardsFor(answer, {
    hook,
    patient: story.id,
    knowledge,
    newId: () => `id-${String((ids += 1))}`,
    serviceUrl: 'https://cds.example',
  });
  const heading = order === null ? '## Opening the chart' : `## Ordering ${order.text}`;
  return [heading, ...(cards.length === 0 ? ['No card.'] : cards.flatMap(cardText))];
}

function cardText(card: Card): readonly string[] {
  return [
    `### [${card.indicator}] ${card.summary}`,
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
