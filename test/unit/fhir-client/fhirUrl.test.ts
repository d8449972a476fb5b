import { expect, test } from '@jest/globals';
import { fhirUrl } from '../../../services/fhir-client/fhirUrl.ts';

test.each([
  ['https://f.example/r4', 'Patient/1', 'https://f.example/r4/Patient/1'],
  ['https://f.example/r4/', 'Patient/1', 'https://f.example/r4/Patient/1'],
  ['https://f.example', 'Patient/1', 'https://f.example/Patient/1'],
  [
    'https://f.example/r4',
    'Observation?patient=1&code=69548-6,http://loinc.org|1',
    'https://f.example/r4/Observation?patient=1&code=69548-6%2Chttp%3A%2F%2Floinc.org%7C1',
  ],
])('%s and %s make %s', (base, query, url) => {
  expect(fhirUrl(new URL(base), query).href).toBe(url);
});
