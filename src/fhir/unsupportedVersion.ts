import { elementOf, objectAt, type JsonObject } from './json.ts';
import type { Refusal } from './refusal.ts';

/**
 * Why a resource may not be read as FHIR R4. Where other versions only spell things in another way
 * they are read; refused is what would say the opposite: DSTU2 and STU3 say that a drug was *not*
 * taken in elements that R4 does not have.
 */
export function versionRefusal(type: string, resource: JsonObject): Refusal | null {
  const version = FOREIGN_TYPES.get(type) ?? versionOfElements(type, resource);
  return version === null
    ? null
    : {
        problem: 'unsupported-version',
        message: `The ${type} has the form of FHIR ${version}; only R4 is read.`,
      };
}

/** Whether `versionRefusal` may refuse resources of this type. */
export function mayHaveForeignForm(type: string): boolean {
  return FOREIGN_TYPES.has(type) || FOREIGN_ELEMENTS.has(type) || type.startsWith('Medication');
}

/** Resource types that R4 does not have. */
const FOREIGN_TYPES: ReadonlyMap<string, string> = new Map([
  ['MedicationOrder', 'DSTU2'],
  ['DiagnosticOrder', 'DSTU2'],
  ['ProcedureRequest', 'STU3'],
  ['Sequence', 'STU3'],
  ['MedicationUsage', 'R5'],
  ['GenomicStudy', 'R5'],
]);

/** Elements that R4 does not have in these types. */
const FOREIGN_ELEMENTS: ReadonlyMap<string, readonly (readonly [string, string])[]> = new Map([
  [
    'MedicationStatement',
    [
      ['wasNotTaken', 'DSTU2'],
      ['taken', 'STU3'],
      ['reasonNotTaken', 'STU3'],
      ['adherence', 'R5'],
    ],
  ],
  [
    'MedicationAdministration',
    [
      ['wasNotGiven', 'DSTU2'],
      ['notGiven', 'STU3'],
    ],
  ],
  ['MedicationDispense', [['notDoneCodeableConcept', 'STU3']]],
  ['Procedure', [['notPerformed', 'DSTU2']]],
]);

function versionOfElements(type: string, resource: JsonObject): string | null {
  for (const [element, version] of FOREIGN_ELEMENTS.get(type) ?? []) {
    if (elementOf(resource, element) !== undefined) return version;
  }
  // R5 has one `medication` for concept and reference.
  return type.startsWith('Medication') && objectAt(resource, 'medication') !== null ? 'R5' : null;
}
