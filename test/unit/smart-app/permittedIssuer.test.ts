import { expect, test } from '@jest/globals';
import { isPermittedIssuer } from '../../../services/smart-app/launch/permittedIssuer.ts';

const ISSUERS = ['https://ehr.example/fhir/r4', 'https://launcher.example/v/r4/'];

test.each([
  ['https://ehr.example/fhir/r4', true],
  ['https://ehr.example/fhir/r4/', true],
  ['https://launcher.example/v/r4/sim/abc/fhir', true],
  ['https://ehr.example/fhir/r4evil', false],
  ['https://ehr.example/fhir', false],
  ['https://ehr.example.evil/fhir/r4', false],
  ['http://ehr.example/fhir/r4', false],
  ['https://user:pw@ehr.example/fhir/r4', false],
  ['https://ehr.example/fhir/r4/../../evil', false],
  ['javascript:alert(1)', false],
  ['http://127.0.0.1:3000/demo/fhir', false],
  ['', false],
])('in production %s may launch the app: %s', (iss, permitted) => {
  expect(isPermittedIssuer(iss, { issuers: ISSUERS, trustLoopback: false })).toBe(permitted);
});

test('in the demonstration every FHIR server of this machine may', () => {
  const demo = { issuers: [], trustLoopback: true };
  expect(isPermittedIssuer('http://localhost:8080/fhir', demo)).toBe(true);
  expect(isPermittedIssuer('http://[::1]:8080/fhir', demo)).toBe(true);
  expect(isPermittedIssuer('http://localhost.evil.example/fhir', demo)).toBe(false);
});
