import { describe, expect, test } from '@jest/globals';
import { judgeFhirServer } from '../../../services/fhir-client/fhirServerPolicy.ts';

const HOSPITAL = {
  allowed: [new URL('https://fhir.hospital.example/r4'), new URL('http://10.1.2.3:8080/fhir')],
  trustLoopback: false,
};
const DEMO = { allowed: [], trustLoopback: true };

describe('the FHIR server of a request', () => {
  test.each([
    'https://fhir.hospital.example/r4',
    'https://fhir.hospital.example/r4/',
    'https://FHIR.hospital.example:443/r4/tenant-1',
    'http://10.1.2.3:8080/fhir',
  ])('%s is on the list', (address) => {
    expect(judgeFhirServer(address, HOSPITAL)).toMatchObject({ verdict: 'allowed' });
  });

  test.each([
    'https://fhir.hospital.example/r4-old',
    'https://fhir.hospital.example/',
    'https://fhir.hospital.example:8443/r4',
    'http://fhir.hospital.example/r4',
    'https://fhir.hospital.example/r4/..',
    'https://other.example/https://fhir.hospital.example/r4',
  ])('%s is not', (address) => {
    expect(judgeFhirServer(address, HOSPITAL)).toEqual({ verdict: 'not-listed' });
  });

  test.each(['http://127.0.0.1:3000/fhir', 'http://localhost:3000/fhir', 'http://[::1]/fhir'])(
    '%s is trusted by the demo profile alone',
    (address) => {
      expect(judgeFhirServer(address, DEMO)).toMatchObject({ verdict: 'allowed' });
      expect(judgeFhirServer(address, HOSPITAL)).toMatchObject({ verdict: 'refused' });
    },
  );

  test.each([
    'http://0.0.0.0/',
    'http://0/',
    'http://0x0a.1.2.4/',
    'http://100.64.0.1/',
    'http://172.20.0.1/',
    'http://[fe80::1]/',
    'http://[::]/',
    'http://[::ffff:10.0.0.1]/',
    'https://user@fhir.hospital.example/r4',
    'https://fhir.hospital.example/r4#x',
    'ftp://fhir.hospital.example/r4',
    'javascript:alert(1)',
    '/fhir',
    '',
  ])('%s is refused everywhere', (address) => {
    expect(judgeFhirServer(address, HOSPITAL)).toMatchObject({ verdict: 'refused' });
    expect(judgeFhirServer(address, DEMO)).toMatchObject({ verdict: 'refused' });
  });
});
