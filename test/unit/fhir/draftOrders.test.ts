import { describe, expect, test } from '@jest/globals';
import { readDraftOrders, type ReadOrders } from '../../../src/fhir/readDraftOrders.ts';
import { theTerminology } from '../nomenclature/theTerminology.ts';
import { type Json, PATIENT } from './fhirRecords.ts';

function order(id: string, text: string, more: Json = {}): Json {
  return {
    resourceType: 'MedicationRequest',
    id,
    status: 'draft',
    intent: 'order',
    subject: PATIENT,
    medicationCodeableConcept: { text },
    reasonCode: { text: 'an object where a list belongs' },
    ...more,
  };
}

function bundle(...resources: readonly Json[]): Json {
  return { resourceType: 'Bundle', entry: resources.map((resource) => ({ resource })) };
}

function orders(draftOrders: unknown, selections: readonly string[] = []): ReadOrders {
  return readDraftOrders({ draftOrders, selections, patient: 'anna', terminology: theTerminology });
}

describe('draft orders', () => {
  test('each order with its drugs, all selected when nothing is', () => {
    expect(orders(bundle(order('a', 'erlotinib 150 mg'), order('b', 'insulin')))).toEqual({
      orders: [
        {
          resource: 'MedicationRequest/a',
          drugs: ['erlotinib'],
          name: 'erlotinib 150 mg',
          selected: true,
        },
        { resource: 'MedicationRequest/b', drugs: [], name: 'insulin', selected: true },
      ],
      requests: [],
      problems: [],
    });
  });

  test('the selection, by reference or by id alone', () => {
    for (const selection of ['MedicationRequest/b', 'b']) {
      const { orders: read } = orders(bundle(order('a', 'erlotinib'), order('b', 'gefitinib')), [
        selection,
      ]);
      expect(read.map(({ selected }) => selected)).toEqual([false, true]);
    }
  });

  test('a selection that names nothing here selects all', () => {
    const { orders: read } = orders(bundle(order('a', 'erlotinib')), ['MedicationRequest/gone']);
    expect(read).toMatchObject([{ selected: true }]);
  });

  test('a selected RequestGroup selects its orders, however deep', () => {
    const group = {
      resourceType: 'RequestGroup',
      id: 'g',
      subject: PATIENT,
      action: [{ action: [{ resource: { reference: 'MedicationRequest/a' } }] }],
    };
    const { orders: read } = orders(
      bundle(order('a', 'dabrafenib'), order('b', 'aspirin'), group),
      ['RequestGroup/g'],
    );
    expect(read.map(({ selected }) => selected)).toEqual([true, false]);
  });

  test('a bare order, a list of orders', () => {
    expect(orders(order('a', 'erlotinib')).orders).toHaveLength(1);
    expect(orders([order('a', 'erlotinib'), order('b', 'gefitinib')]).orders).toHaveLength(2);
  });

  test("another patient's order is reported and not reviewed [ANS-25]", () => {
    const { orders: read, problems } = orders(
      bundle(order('a', 'erlotinib', { subject: { reference: 'Patient/berta' } })),
    );
    expect(read).toEqual([]);
    expect(problems).toMatchObject([{ problem: 'other-patient' }]);
  });

  test('no medication, an unknown cancer drug', () => {
    const { orders: read, problems } = orders(bundle(order('a', ''), order('b', 'novelrafenib')));
    expect(read.map(({ drugs }) => drugs)).toEqual([[], []]);
    expect(problems.map(({ problem }) => problem)).toEqual(['unknown-drug', 'unknown-drug']);
  });

  test.each([undefined, null, 'text', 7, [], [null], {}, { resourceType: 'Bundle', entry: 'x' }])(
    '%j is no order',
    (input) => {
      expect(orders(input).orders).toEqual([]);
    },
  );
});
