import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cardsFor } from '../../src/cards/cardsFor.ts';
import type { Suggestion } from '../../src/cards/cdsHooks.ts';
import type { OrderReview } from '../../src/domain/conclusion.ts';
import type { DraftOrder } from '../../src/domain/order.ts';
import { reason } from '../../src/evaluate.ts';
import { TODAY } from '../builders/aCase.ts';
import { patients, type Patient } from '../builders/generatedPatients.ts';
import { knowledge } from '../builders/knowledge.ts';
import { runs } from './runs.ts';

/** What may be said of a draft that came from a suggestion: nothing that speaks against it. */
const NO_CONTRADICTION: ReadonlySet<OrderReview['verdict']> = new Set([
  'rechallenge-supported',
  'untested',
]);

function judged({ patientCase, orders }: Patient) {
  const reasoned = reason({ patientCase, orders, asOf: TODAY, knowledge, unavailable: [] });
  let ids = 0;
  const cards = cardsFor(
    { ...reasoned, patientCase, orders, outcomes: [], requests: [] },
    {
      hook: 'order-sign',
      patient: 'p',
      knowledge,
      newId: () => `id-${String((ids += 1))}`,
      serviceUrl: 'https://cds.example',
    },
  );
  const reviews = reasoned.evaluation.conclusions.filter((c) => c.kind === 'order-review');
  return { reviews, suggestions: cards.flatMap((card) => card.suggestions ?? []) };
}

function drugsCreated({ actions }: Suggestion): readonly string[] {
  return actions.flatMap((action) => {
    if (action.type === 'delete' || action.resource.resourceType !== 'MedicationRequest') return [];
    const text = action.resource.medicationCodeableConcept?.text;
    return [...knowledge.terminology.drugs].flatMap(([id, { name }]) =>
      name === text ? [id] : [],
    );
  });
}

/** The pad after a suggestion was accepted. */
function accepted(orders: readonly DraftOrder[], suggestion: Suggestion): readonly DraftOrder[] {
  const deleted = new Set(
    suggestion.actions.flatMap((a) => (a.type === 'delete' ? [a.resourceId] : [])),
  );
  return [
    ...orders.filter(({ resource }) => !deleted.has(resource)),
    ...drugsCreated(suggestion).map((drug) => ({
      resource: `MedicationRequest/new-${drug}`,
      drugs: [drug],
      name: drug,
      selected: true,
    })),
  ];
}

/** The regimen is on the pad already, and what is no part of it goes. */
function keeps({ label }: Suggestion): boolean {
  return label.startsWith('Keep ');
}

test('an accepted suggestion is judged afresh and not contradicted, with all that stays on the pad [BOX-11]', () => {
  let seen = 0;
  fc.assert(
    fc.property(patients, (patient) => {
      for (const suggestion of judged(patient).suggestions) {
        const created = drugsCreated(suggestion);
        if (created.length === 0 && !keeps(suggestion)) continue;
        seen += 1;
        const orders = accepted(patient.orders, suggestion);
        const against = judged({ ...patient, orders }).reviews.filter(
          (r) => !NO_CONTRADICTION.has(r.verdict),
        );
        expect(against.map((r) => [suggestion.label, r.drug, r.verdict])).toEqual([]);
      }
    }),
    runs(2000),
  );
  expect(seen).toBeGreaterThan(40);
});

test('no suggestion only takes a draft away, but where the draft harms or the right one stays', () => {
  let removed = 0;
  fc.assert(
    fc.property(patients, (patient) => {
      const { reviews, suggestions } = judged(patient);
      const harmful = new Set(reviews.flatMap((r) => (r.verdict === 'harmful' ? [r.order] : [])));
      for (const suggestion of suggestions) {
        const { actions } = suggestion;
        if (actions.some((action) => action.type === 'create') || keeps(suggestion)) continue;
        removed += 1;
        for (const a of actions)
          expect(a.type === 'delete' && harmful.has(a.resourceId)).toBe(true);
      }
    }),
    runs(1000),
  );
  expect(removed).toBeGreaterThan(0);
});
