import { describe, expect, test } from '@jest/globals';
import type { FhirResource, MedicationRequest, RequestGroup } from 'fhir/r4.js';
import { draftOrders } from '../../../services/demo-ehr/draftOrders.ts';
import { patientBundle } from '../../../services/demo-ehr/patientBundle.ts';
import { readStories } from '../../../services/demo-ehr/readStories.ts';
import { cardsFor } from '../../../src/cards/cardsFor.ts';
import type { Card, Suggestion } from '../../../src/cards/cdsHooks.ts';
import { evaluate } from '../../../src/evaluate.ts';
import { TODAY } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';
import { r4Faults } from '../../builders/r4Faults.ts';

function cardsOnOrdering(patient: string, drug: string): readonly Card[] {
  const story = readStories().find(({ id }) => id === patient);
  if (story === undefined) throw new Error(`no demo patient ${patient}`);
  let ids = 0;
  const answer = evaluate({
    resources: [patientBundle(story, TODAY)],
    patient,
    draftOrders: draftOrders(patient, [{ text: drug }]),
    selections: [],
    asOf: TODAY,
    knowledge,
    unavailable: [],
  });
  return cardsFor(answer, {
    hook: 'order-select',
    patient,
    knowledge,
    newId: () => `id-${String((ids += 1))}`,
    serviceUrl: 'https://cds.example',
  });
}

function suggestionsOnOrdering(patient: string, drug: string): readonly Suggestion[] {
  return cardsOnOrdering(patient, drug).flatMap((card) => card.suggestions ?? []);
}

function created(suggestion: Suggestion | undefined): readonly FhirResource[] {
  return (suggestion?.actions ?? []).flatMap((a) => (a.type === 'delete' ? [] : [a.resource]));
}

const isMedicationRequest = (r: FhirResource): r is MedicationRequest =>
  r.resourceType === 'MedicationRequest';
const isRequestGroup = (r: FhirResource): r is RequestGroup => r.resourceType === 'RequestGroup';

describe('what a card proposes to order', () => {
  test('every proposed resource is valid FHIR R4, for every demo patient [CARD-14]', () => {
    let proposed = 0;
    for (const story of readStories()) {
      for (const { text } of story.orders) {
        for (const suggestion of suggestionsOnOrdering(story.id, text)) {
          for (const resource of created(suggestion)) {
            proposed += 1;
            expect([resource.resourceType, r4Faults(resource)]).toEqual([
              resource.resourceType,
              [],
            ]);
          }
        }
      }
    }
    expect(proposed).toBeGreaterThan(10);
  });

  test('the validator itself finds faults', () => {
    expect(r4Faults({ resourceType: 'MedicationRequest', status: 'draft' })).not.toEqual([]);
  });

  test('the replacing order removes the draft, is a draft proposal, and says text and code', () => {
    const [replacement] = suggestionsOnOrdering('lung-t790m', 'gefitinib');
    expect(replacement?.actions.at(-1)).toMatchObject({
      type: 'delete',
      resourceId: 'MedicationRequest/draft-1',
    });
    const [order] = created(replacement).filter(isMedicationRequest);
    expect(order).toMatchObject({
      status: 'draft',
      intent: 'proposal',
      subject: { reference: 'Patient/lung-t790m' },
      medicationCodeableConcept: { text: 'osimertinib', coding: [{ code: '1721560' }] },
      reasonReference: [{ reference: 'Condition/lung-t790m-condition-1' }],
    });
    expect(
      order?.supportingInformation?.every((r) => r.reference?.startsWith('Observation/') === true),
    ).toBe(true);
    expect(order?.dosageInstruction).toBeUndefined();
  });

  test('a combination is one suggestion: its orders share a group and a RequestGroup holds them together', () => {
    const combination = suggestionsOnOrdering('colorectal-convergence', 'cetuximab').find(
      (s) => created(s).filter(isMedicationRequest).length > 1,
    );
    const orders = created(combination).filter(isMedicationRequest);
    expect(new Set(orders.map((o) => o.groupIdentifier?.value)).size).toBe(1);
    const [group] = created(combination).filter(isRequestGroup);
    expect(group?.action?.[0]).toMatchObject({
      groupingBehavior: 'logical-group',
      selectionBehavior: 'all',
    });
    expect(group?.action?.[0]?.action?.map((a) => a.resource?.reference)).toEqual(
      orders.map((o) => `MedicationRequest/${o.id ?? ''}`),
    );
  });

  test('no futile drug is proposed: nothing that stands against RAS-mutant disease', () => {
    const drugs = suggestionsOnOrdering('colorectal-convergence', 'cetuximab')
      .flatMap(created)
      .filter(isMedicationRequest)
      .map((o) => o.medicationCodeableConcept?.text);
    expect(drugs).not.toContain('cetuximab');
    expect(drugs).not.toContain('panitumumab');
  });

  test('a re-test is proposed for the day it is worth doing', () => {
    const suggestions = suggestionsOnOrdering('rechallenge-not-yet', 'panitumumab');
    const request = suggestions.flatMap(created).find((r) => r.resourceType === 'ServiceRequest');
    expect(request).toMatchObject({ status: 'draft', intent: 'proposal' });
    expect(request?.resourceType === 'ServiceRequest' && request.occurrencePeriod?.start).toMatch(
      /^2027-/,
    );
  });

  test('no member of a card is null or empty', () => {
    const cards = readStories().flatMap((s) =>
      s.orders.flatMap((o) => cardsOnOrdering(s.id, o.text)),
    );
    const empty: string[] = [];
    const look = (value: unknown, path: string): void => {
      if (value === null || value === '' || (Array.isArray(value) && value.length === 0))
        empty.push(path);
      else if (typeof value === 'object') {
        for (const [key, member] of Object.entries(value)) look(member, `${path}.${key}`);
      }
    };
    look(cards, 'cards');
    expect(empty).toEqual([]);
  });
});
