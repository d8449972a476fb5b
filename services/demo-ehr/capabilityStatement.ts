import type { CapabilityStatement, CapabilityStatementRestSecurity } from 'fhir/r4.js';
import { searchParameterNames } from './fhirSearch.ts';
import { RESOURCE_TYPES, WRITABLE_TYPES } from './resourceTypes.ts';

/**
 * https://hl7.org/fhir/R4/capabilitystatement.html
 * `auth` is the address of the authorisation server, where there is one.
 */
export function capabilityStatement(base: string, auth: string | null): CapabilityStatement {
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
        security: security(auth),
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
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
  'For demonstration and tests only: synthetic patients in memory, forgotten when the process ends. Never put data of real people here.';

/** https://hl7.org/fhir/smart-app-launch/conformance.html, for clients that look here first. */
function security(auth: string | null): CapabilityStatementRestSecurity {
  if (auth === null) return { cors: true, description: 'Open: it holds synthetic patients only.' };
  return {
    cors: true,
    description:
      'SMART App Launch 2.2. Tokens of this server are held to what they grant; the open base also answers without one.',
    service: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
            code: 'SMART-on-FHIR',
          },
        ],
      },
    ],
    extension: [
      {
        url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
        extension: ['authorize', 'token', 'revoke'].map((name) => ({
          url: name,
          valueUri: `${auth}/${name}`,
        })),
      },
    ],
  };
}

function parameterType(name: string): 'reference' | 'string' | 'date' | 'token' {
  if (['patient', 'subject', 'specimen', 'encounter'].includes(name)) return 'reference';
  if (['name', 'given', 'family'].includes(name)) return 'string';
  return /date|authoredon|collected|effective/.test(name) ? 'date' : 'token';
}
