import { describe, expect, test } from '@jest/globals';
import type { Bundle, MedicationRequest } from 'fhir/r4.js';
import { draftOrders } from '../../../services/demo-ehr/draftOrders.ts';
import type { StoryDrug } from '../../../services/demo-ehr/patientStory.ts';
import { patientBundle } from '../../../services/demo-ehr/patientBundle.ts';
import { readStories } from '../../../services/demo-ehr/readStories.ts';
import { cardsFor } from '../../../src/cards/cardsFor.ts';
import type { Card } from '../../../src/cards/cdsHooks.ts';
import { evaluate } from '../../../src/evaluate.ts';
import { TODAY } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';

const stories = readStories();

function cardsOn(patient: string, drafts: unknown): readonly Card[] {
  const story = stories.find(({ id }) => id === patient);
  if (story === undefined) throw new Error(`no demo patient ${patient}`);
  let ids = 0;
  const answer = evaluate({
    resources: [patientBundle(story, TODAY)],
    patient,
    draftOrders: drafts,
    selections: [],
    asOf: TODAY,
    knowledge,
    unavailable: [],
  });
  return cardsFor(answer, {
    hook: 'order-sign',
    patient,
    knowledge,
    newId: () => `id-${String((ids += 1))}`,
    serviceUrl: 'https://cds.example',
  });
}

function drafted(patient: string, order: StoryDrug): readonly MedicationRequest[] {
  return (draftOrders(patient, [order]).entry ?? []).flatMap(({ resource }) =>
    resource?.resourceType === 'MedicationRequest' ? [resource as MedicationRequest] : [],
  );
}

/** Every replacing order that any demo patient's cards offer. */
const offers = stories.flatMap((story) =>
  story.orders.flatMap((order) =>
    cardsOn(story.id, draftOrders(story.id, [order]))
      .flatMap((card) => card.suggestions ?? [])
      .flatMap(({ label, actions }) => {
        const orders = actions.flatMap((a): readonly MedicationRequest[] =>
          a.type === 'create' && a.resource.resourceType === 'MedicationRequest'
            ? [a.resource]
            : [],
        );
        // What is not removed stays on the pad beside what is added.
        const kept = actions.some((a) => a.type === 'delete') ? [] : drafted(story.id, order);
        return orders.length > 0
          ? [{ patient: story.id, label, orders: [...kept, ...orders] }]
          : [];
      }),
  ),
);

describe('after a suggestion was accepted', () => {
  test('there are suggestions to accept', () => {
    expect(offers.length).toBeGreaterThan(3);
  });

  test.each(offers)(
    '$patient, $label: the new draft is not contradicted',
    ({ patient, orders }) => {
      const accepted: Bundle = {
        resourceType: 'Bundle',
        type: 'collection',
        entry: orders.map((resource) => ({ resource })),
      };
      const against = cardsOn(patient, accepted).filter((card) => card.indicator !== 'info');
      expect(against.map((card) => card.summary)).toEqual([]);
    },
  );
});

describe('a test or referral that is on the pad', () => {
  const requests = stories.flatMap((story) =>
    story.orders.flatMap((order) =>
      cardsOn(story.id, draftOrders(story.id, [order])).flatMap((card) =>
        (card.suggestions ?? []).flatMap(({ label, actions: [first] }) =>
          first?.type === 'create' && first.resource.resourceType === 'ServiceRequest'
            ? [{ patient: story.id, label, order, requested: first.resource }]
            : [],
        ),
      ),
    ),
  );

  test.each(requests)('$patient, $label: is not proposed again', ({ patient, ...rest }) => {
    const { label, order, requested } = rest;
    const pad: Bundle = {
      resourceType: 'Bundle',
      type: 'collection',
      entry: [...drafted(patient, order), requested].map((resource) => ({ resource })),
    };
    const labels = cardsOn(patient, pad).flatMap(({ suggestions = [] }) =>
      suggestions.map((suggestion) => suggestion.label),
    );
    expect(labels).not.toContain(label);
  });
});
