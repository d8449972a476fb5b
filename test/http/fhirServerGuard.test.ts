import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import request, { type Response } from 'supertest';
import { complaints, expectError } from './expectError.ts';
import { fhirServerDouble, wellBehaved, type FhirServerDouble } from './fhirServerDouble.ts';
import { emptyPrefetch, orderSelectRequest } from './hookRequests.ts';
import { serviceUnderTest, type ServiceUnderTest } from './serviceUnderTest.ts';

let service: ServiceUnderTest;
let fhir: FhirServerDouble;
let before = 0;

beforeAll(async () => {
  service = serviceUnderTest({
    environment: { CONVERGENT_FHIR_SERVERS: 'https://fhir.hospital.example/r4' },
  });
  fhir = await fhirServerDouble(wellBehaved);
});
beforeEach(() => {
  before = fhir.received.length;
});
afterAll(async () => {
  await service.close();
  await fhir.close();
});

function call(changes: Record<string, unknown>): Promise<Response> {
  return request(service.app)
    .post('/cds-services/resistance-order-select')
    .send(orderSelectRequest(changes));
}

describe('the FHIR server of a request', () => {
  test.each([
    ['no URL', 'fhir.example.org'],
    ['another scheme', 'file:///etc/passwd'],
    ['a query', 'http://127.0.0.1:9/fhir?x=1'],
    ['the metadata address of clouds', 'http://169.254.169.254/latest'],
    ['a private address', 'http://10.0.0.5/fhir'],
    ['a private address in IPv6', 'http://[fd00::1]/fhir'],
    ['a private address as IPv4 in IPv6', 'http://[::ffff:192.168.1.1]/fhir'],
    ['a private address written as a number', 'http://167772165/fhir'],
  ])(
    'is refused with 400 even when prefetch is complete: %s [ANS-13]',
    async (_name, fhirServer) => {
      const response = await call({ fhirServer });
      expectError(response, 400, 'fhir-server-refused');
      expect(complaints(response)).toEqual(['fhirServer']);
    },
  );

  test('is refused with user information, and nothing is sent [ANS-13]', async () => {
    const fhirServer = fhir.base.replace('http://', 'http://user:pass@');
    expectError(await call({ fhirServer, prefetch: {} }), 400, 'fhir-server-refused');
    expect(fhir.received).toHaveLength(before);
  });

  test.each([
    'https://fhir.example.org/r4',
    'https://fhir.hospital.example.evil.org/r4',
    'https://fhir.hospital.example/r4x',
    'https://fhir.hospital.example/r4/../admin',
    'http://fhir.hospital.example/r4',
  ])(
    'off the list is refused when data would have to come from it: %s [ANS-13]',
    async (fhirServer) => {
      const response = await call({ fhirServer, prefetch: {} });
      expectError(response, 400, 'fhir-server-refused');
      expect(complaints(response)).toEqual(['fhirServer']);
    },
  );

  test('off the list is no obstacle when prefetch is complete: it is never contacted', async () => {
    const response = await call({
      fhirServer: 'https://fhir.example.org/r4',
      prefetch: emptyPrefetch(),
    });
    expect(response.status).toBe(200);
  });

  test.each(['Patient/1', '../admin', '..', 'a/../../b'])(
    'is sent nothing when the patientId is %s [ANS-14]',
    async (patientId) => {
      const context = { userId: 'Practitioner/1', patientId };
      const response = await call({ fhirServer: fhir.base, context, prefetch: {} });
      expectError(response, 400, 'invalid-request');
      expect(fhir.received).toHaveLength(before);
    },
  );

  test('on loopback is trusted in the demo profile', async () => {
    const response = await call({ fhirServer: fhir.base, prefetch: {} });
    expect(response.status).toBe(200);
    expect(fhir.received.length).toBeGreaterThan(before);
  });
});
