import { describe, expect, test } from '@jest/globals';
import { scopesFor, typesNotGranted } from '../../../services/smart-app/launch/scopes.ts';

const QUERIES = [
  { key: 'patient', what: 'patient record', template: 'Patient/{{context.patientId}}' },
  {
    key: 'genomics',
    what: 'results',
    template: 'Observation?patient={{context.patientId}}&code=69548-6',
  },
  {
    key: 'status',
    what: 'status',
    template: 'Observation?patient={{context.patientId}}&code=97509-4',
  },
];

describe('the scopes asked for', () => {
  test('are of the second version where the server knows it', () => {
    expect(
      scopesFor(QUERIES, { capabilities: ['launch-ehr', 'permission-v2'], ehrLaunch: true }),
    ).toBe('launch openid fhirUser patient/Observation.rs patient/Patient.rs');
  });

  test('fall back to the first version where it does not say so', () => {
    expect(scopesFor(QUERIES, { capabilities: [], ehrLaunch: true })).toBe(
      'launch openid fhirUser patient/Observation.read patient/Patient.read',
    );
  });

  test('let the user choose the patient in a standalone launch', () => {
    expect(scopesFor(QUERIES, { capabilities: [], ehrLaunch: false })).toMatch(/^launch\/patient /);
  });
});

describe('the scopes granted', () => {
  test.each([
    ['both types', 'patient/Observation.rs patient/Patient.rs', []],
    ['a wildcard', 'launch patient/*.read', []],
    ['all interactions', 'patient/*.cruds', []],
    ['one type only', 'patient/Patient.r', ['Observation']],
    ['writing only', 'patient/Observation.cu patient/Patient.rs', ['Observation']],
    ['nothing stated', undefined, []],
    ['an empty text', ' ', []],
  ])('%s', (_name, granted, missing) => {
    expect(typesNotGranted(QUERIES, granted)).toEqual(missing);
  });
});
