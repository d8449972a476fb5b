import { isDeepStrictEqual } from 'node:util';
import type { FhirResource } from 'fhir/r4.js';
import { type ClinicalDate, clinicalDate } from '../../src/domain/date.ts';

/**
 * What of a record was known on an earlier day: what happened or was collected later is left out, and
 * a treatment that ended later is under way. Dates of recording do not count, since stories and most
 * demonstration data have none that can be trusted.
 */
export function recordOn(resources: readonly FhirResource[], day: ClinicalDate): FhirResource[] {
  return resources.flatMap((resource) => {
    const began = beginning(resource);
    return began !== null && began > day ? [] : [withoutLaterEnd(resource, day)];
  });
}

type Json = Readonly<Record<string, unknown>>;

/** When it happened, wherever the type keeps it; `null` when it does not say. */
function beginning(resource: FhirResource): ClinicalDate | null {
  const of = resource as unknown as Json;
  const collection = of['collection'] as Json | undefined;
  return (
    [
      ...['effectiveDateTime', 'authoredOn', 'onsetDateTime', 'performedDateTime'],
      ...['whenHandedOver', 'occurrenceDateTime', 'date'],
    ]
      .map((name) => of[name])
      .concat(
        collection?.['collectedDateTime'],
        ['effectivePeriod', 'performedPeriod', 'onsetPeriod', 'period'].map(
          (name) => (of[name] as Json | undefined)?.['start'],
        ),
        of['recordedDate'],
      )
      .map(clinicalDate)
      .find((date) => date !== null) ?? null
  );
}

/** Status of a treatment under way, by type. */
const UNDER_WAY: Readonly<Record<string, string>> = {
  MedicationRequest: 'active',
  MedicationStatement: 'active',
  MedicationAdministration: 'in-progress',
  // A diagnosis has no such status.
  Condition: '',
};

function withoutLaterEnd(resource: FhirResource, day: ClinicalDate): FhirResource {
  const status = UNDER_WAY[resource.resourceType];
  if (status === undefined) return resource;
  const open = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(open);
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).filter(
      ([name, member]) =>
        !['end', 'abatementDateTime'].includes(name) || (clinicalDate(member) ?? '') <= day,
    );
    return Object.fromEntries(members.map(([name, member]) => [name, open(member)]));
  };
  const opened = open(resource) as FhirResource;
  if (status === '' || isDeepStrictEqual(opened, resource)) return opened;
  // Why it was to end is not yet known.
  const members = Object.entries(opened).filter(([name]) => name !== 'statusReason');
  return { ...Object.fromEntries(members), status } as unknown as FhirResource;
}
