import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cardsFor } from '../../src/cards/cardsFor.ts';
import type { Hook, Suggestion } from '../../src/cards/cdsHooks.ts';
import type { OrderReview, Strategy } from '../../src/domain/conclusion.ts';
import type { DraftOrder } from '../../src/domain/order.ts';
import { reason } from '../../src/evaluate.ts';
import { ordered, TODAY } from '../builders/aCase.ts';
import type { Patient } from '../builders/generatedPatients.ts';
import { knowledge } from '../builders/knowledge.ts';
import { anyPatient } from '../builders/patientsOfRules.ts';
import { runs } from './runs.ts';

/** What may be said of drugs that were offered: nothing that speaks against them, unless the option said so itself. */
function contradicts({ verdict, level }: OrderReview, option: Strategy | undefined): boolean {
  if (verdict === 'rechallenge-supported' || verdict === 'untested') return false;
  const caution = option?.gates.find(({ question }) => question.includes('which goes on'));
  const wasSaid = caution?.verdict === 'cannot-be-told' && !caution.answer.includes('speak of it');
  return !(verdict === 'toxic-together' && level === null && wasSaid);
}

function judged({ patientCase, orders }: Patient, hook: Hook = 'order-sign') {
  const reasoned = reason({ patientCase, orders, asOf: TODAY, knowledge, unavailable: [] });
  let ids = 0;
  const cards = cardsFor(
    { ...reasoned, patientCase, orders, outcomes: [], requests: [] },
    {
      hook,
      patient: 'p',
      knowledge,
      newId: () => `id-${String((ids += 1))}`,
      serviceUrl: 'https://cds.example',
    },
  );
  const { conclusions } = reasoned.evaluation;
  return {
    reviews: conclusions.filter((c) => c.kind === 'order-review'),
    options: conclusions.filter((c) => c.kind === 'strategy'),
    suggestions: cards.flatMap((card) => card.suggestions ?? []),
  };
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

function removes({ actions }: Suggestion): boolean {
  return actions.some(({ type }) => type === 'delete');
}

/** The regimen is on the pad already, and what is no part of it goes. */
function keeps({ label }: Suggestion): boolean {
  return label.startsWith('Keep ');
}

test('an accepted suggestion is judged afresh and not contradicted, with all that stays on the pad [BOX-11]', () => {
  let seen = 0;
  fc.assert(
    fc.property(anyPatient, (patient) => {
      const before = judged(patient);
      for (const suggestion of before.suggestions) {
        if (drugsCreated(suggestion).length === 0 && !keeps(suggestion)) continue;
        seen += 1;
        const option = before.options.find(({ title }) => suggestion.label.includes(title));
        const after = judged({ ...patient, orders: accepted(patient.orders, suggestion) });
        const against = after.reviews.filter((review) => contradicts(review, option));
        expect(against.map((r) => [suggestion.label, r.drug, r.verdict])).toEqual([]);
        // Signing again takes nothing away of what was just accepted.
        expect(after.suggestions.filter(removes).map(({ label }) => label)).toEqual([]);
      }
    }),
    runs(2000),
  );
  expect(seen).toBeGreaterThan(40);
});

test('an option that may be ordered and is ordered by hand, just so, meets nothing that speaks against it', () => {
  let seen = 0;
  fc.assert(
    fc.property(anyPatient, (patient) => {
      const { options } = judged({ ...patient, orders: [] }, 'patient-view');
      for (const [index, option] of options.entries()) {
        if (!option.orderable && index > 0) continue;
        seen += 1;
        const { reviews } = judged({ ...patient, orders: ordered(...option.drugs) });
        // The first option may be one that can't be ordered here; none that harms.
        const against = reviews.filter((review) =>
          option.orderable ? contradicts(review, option) : review.verdict === 'harmful',
        );
        expect(against.map((r) => [option.title, r.drug, r.verdict])).toEqual([]);
      }
    }),
    runs(1000),
  );
  expect(seen).toBeGreaterThan(200);
});

test('no suggestion only takes a draft away, but where the draft harms or the right one stays', () => {
  let removed = 0;
  fc.assert(
    fc.property(anyPatient, (patient) => {
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
