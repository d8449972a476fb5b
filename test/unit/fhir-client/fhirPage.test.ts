import { describe, expect, test } from '@jest/globals';
import { fhirPage, typeOf } from '../../../services/fhir-client/fhirPage.ts';

const observation = { resourceType: 'Observation', id: '1' };

describe('a FHIR answer', () => {
  test('that is a resource is a page of one', () => {
    expect(fhirPage(observation)).toEqual({ resources: [observation], next: null });
  });

  test('that is a searchset is taken apart, without the remarks of the server', () => {
    const bundle = {
      resourceType: 'Bundle',
      entry: [
        { resource: observation },
        { resource: { resourceType: 'OperationOutcome' }, search: { mode: 'outcome' } },
        { fullUrl: 'urn:x' },
        null,
      ],
      link: [
        { relation: 'self', url: 'a' },
        { relation: 'next', url: 'b' },
      ],
    };
    expect(fhirPage(bundle)).toEqual({ resources: [observation], next: 'b' });
  });

  test.each([
    { resourceType: 'Bundle' },
    { resourceType: 'Bundle', entry: {}, link: 'next' },
    { resourceType: 'Bundle', entry: null, link: [{ relation: 'next' }] },
  ])('that is a Bundle of no known shape is empty', (bundle) => {
    expect(fhirPage(bundle)).toEqual({ resources: [], next: null });
  });

  test.each([null, undefined, 'text', 7, [], {}, { resourceType: 7 }])(
    '%p has no type',
    (value) => {
      expect(typeOf(value)).toBeNull();
    },
  );
});
