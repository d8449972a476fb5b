import type { CapabilityStatement } from 'fhir/r4.js';
import { searchParameterNames } from './fhirSearch.ts';
import { RESOURCE_TYPES, WRITABLE_TYPES } from './fhirStore.ts';

/** https://hl7.org/fhir/R4/capabilitystatement.html */
export function capabilityStatement(base: string): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    experimental: true,
    date: '2026-11-23',
    kind: 'instance',
    description: PURPOSE,
    purpose: PURPOSE,
    software: { name: 'Convergent demo EHR' },
    implementation: { description: PURPOSE, url: base },
    fhirVersion: '4.0.1',
    format: ['json', 'application/fhir+json'],
    rest: [
      {
        mode: 'server',
        documentation: PURPOSE,
        security: { cors: true, description: 'Open: it holds synthetic patients only.' },
        resource: RESOURCE_TYPES.map((type) => ({
          type,
          interaction: [
            { code: 'read' as const },
            { code: 'search-type' as const },
            ...(WRITABLE_TYPES.some((writable) => writable === type)
              ? [{ code: 'create' as const }, { code: 'update' as const }]
              : []),
          ],
          ...(WRITABLE_TYPES.some((writable) => writable === type) ? { updateCreate: true } : {}),
          searchParam: searchParameterNames().map((name) => ({ name, type: parameterType(name) })),
        })),
      },
    ],
  };
}

const PURPOSE =
  'For demonstration and tests only: synthetic patients in memory, no access control, forgotten when the process ends. Never put data of real people here.';

function parameterType(name: string): 'reference' | 'string' | 'date' | 'token' {
  if (['patient', 'subject', 'specimen', 'encounter'].includes(name)) return 'reference';
  if (['name', 'given', 'family'].includes(name)) return 'string';
  return /date|authoredon|collected|effective/.test(name) ? 'date' : 'token';
}
