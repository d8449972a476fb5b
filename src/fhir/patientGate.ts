import type { ResourceRef } from '../domain/resourceRef.ts';
import { typeAndIdOf, type RecordedResource, type ResourceCollection } from './collectResources.ts';
import { listAt, objectAt, textAt, type JsonObject } from './json.ts';
import type { Refusal } from './refusal.ts';
import { statusOf } from './statusWords.ts';
import { mayHaveForeignForm, versionRefusal } from './unsupportedVersion.ts';

export interface PatientGate {
  readonly patient: ResourceRef | null;
  readonly refusals: ReadonlyMap<ResourceRef, Refusal>;
}

/**
 * Keeps out what is of another patient, in error or cancelled, before anything is read. Without a
 * stated patient the record itself must be of one patient only.
 */
export function patientGate(collection: ResourceCollection, stated: string | null): PatientGate {
  const subjectOfSource = subjects(collection);
  // Whose the record is takes looking at all of it only when nobody says.
  const named = stated === null ? patientsAmong(collection.resources.map(subjectOfSource)) : [];
  const isMixed = stated === null && named.length > 1;
  const expected = stated === null ? (isMixed ? null : (named[0] ?? null)) : patientRef(stated);
  const refusals = new Map<ResourceRef, Refusal>();
  let accepted: RecordedResource | null = null;
  for (const source of collection.resources) {
    if (accepted !== null && isAlike(source, accepted)) continue;
    const { ref, type, resource, container } = source;
    const holder = container === null ? null : collection.resolve({ reference: container }, source);
    const subject = subjectOfSource(source) ?? (holder === null ? null : subjectOfSource(holder));
    const refusal =
      ofAnotherPatient(type === 'Patient' ? ref : subject, expected, isMixed) ??
      byStatus(statusOf(resource), type) ??
      byModifier(resource) ??
      versionRefusal(type, resource) ??
      (container === null ? null : (refusals.get(container) ?? null));
    if (refusal !== null) refusals.set(ref, refusal);
    else if (isToldAtAGlance(source)) accepted = source;
  }
  if (refusals.size > 0) {
    refuseResultsOf(collection, subjectOfSource, refusals);
    refuseWithdrawnResults(collection, refusals);
  }
  return { patient: expected, refusals };
}

/** Whether nothing but its type and what was seen at a glance decides on a resource. */
function isToldAtAGlance({ type, container, glance }: RecordedResource): boolean {
  return container === null && glance.subject !== null && !mayHaveForeignForm(type);
}

function isAlike(source: RecordedResource, { type, glance }: RecordedResource): boolean {
  return source.glance === glance && source.type === type && source.container === null;
}

/** Whose each resource is. A record names its patient in the same words again and again. */
function subjects(collection: ResourceCollection): (source: RecordedResource) => Subject {
  let common: string | null = null;
  let subjectOfCommon: Subject = null;
  return (source) => {
    const { subject } = source.glance;
    if (subject === null) return subjectOf(collection, source);
    if (subject !== common) {
      common = subject;
      subjectOfCommon = subjectOf(collection, source);
    }
    return subjectOfCommon;
  };
}

/** A result that names no patient is its report's; GRIG leaves `subject` optional. */
function refuseResultsOf(
  { resources, resolve }: ResourceCollection,
  subjectOfSource: (source: RecordedResource) => Subject,
  refusals: Map<ResourceRef, Refusal>,
): void {
  const pending = resources.filter(({ ref }) => refusals.get(ref)?.problem === 'other-patient');
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const refusal = refusals.get(at.ref);
    if (refusal === undefined) continue;
    for (const member of [...listAt(at.resource, 'result'), ...listAt(at.resource, 'hasMember')]) {
      const result = resolve(member, at);
      if (result === null || refusals.has(result.ref)) continue;
      if (subjectOfSource(result) !== null) continue;
      refusals.set(result.ref, refusal);
      pending.push(result);
    }
  }
}

/** A report that is withdrawn takes its results along, unless another report stands for them. */
function refuseWithdrawnResults(
  { resources, resolve }: ResourceCollection,
  refusals: Map<ResourceRef, Refusal>,
): void {
  const reports = resources.filter(({ type }) => type === 'DiagnosticReport');
  const isWithdrawn = ({ ref }: RecordedResource): boolean =>
    refusals.get(ref)?.problem === 'entered-in-error';
  const withdrawn = reports.filter(isWithdrawn);
  if (withdrawn.length === 0) return;
  const resultsOf = (report: RecordedResource): readonly ResourceRef[] =>
    listAt(report.resource, 'result').flatMap((result) => resolve(result, report)?.ref ?? []);
  const standing = new Set(
    reports.filter((report) => !refusals.has(report.ref)).flatMap(resultsOf),
  );
  for (const ref of withdrawn.flatMap(resultsOf)) {
    if (!standing.has(ref) && !refusals.has(ref)) refusals.set(ref, WITHDRAWN);
  }
}

const WITHDRAWN: Refusal = {
  problem: 'entered-in-error',
  message: 'The only report with this result was entered in error.',
};

/** `Patient/1` for `1` and for `Patient/1`. */
export function patientRef(patient: string): ResourceRef {
  return typeAndIdOf(patient) ?? `Patient/${patient}`;
}

/** A patient's reference, `UNRESOLVABLE` for one that leads nowhere, `null` for none. */
export type Subject = ResourceRef | null;
const UNRESOLVABLE: ResourceRef = 'Patient/?';

/** Whose a resource is, by `subject`, `patient` or `beneficiary`. */
export function subjectOf(
  { resolve }: Pick<ResourceCollection, 'resolve'>,
  source: RecordedResource,
): Subject {
  for (const key of ['subject', 'patient', 'beneficiary']) {
    const reference = objectAt(source.resource, key);
    if (reference === null) continue;
    const found = resolve({ type: 'Patient', ...reference }, source);
    if (found?.type === 'Patient') return found.container === null ? found.ref : UNRESOLVABLE;
    const target = textAt(reference, 'reference');
    // A logical reference or a name alone says nothing that could be compared.
    return target === null ? null : (typeAndIdOf(target) ?? UNRESOLVABLE);
  }
  return null;
}

function patientsAmong(subjects: readonly Subject[]): readonly ResourceRef[] {
  const patients = new Set<ResourceRef>();
  let last: Subject = null;
  for (const subject of subjects) {
    if (subject === last) continue;
    last = subject;
    if (subject?.startsWith('Patient/') === true && subject !== UNRESOLVABLE) patients.add(subject);
  }
  return [...patients];
}

function ofAnotherPatient(
  subject: Subject,
  expected: ResourceRef | null,
  isMixed: boolean,
): Refusal | null {
  const problem = 'other-patient' as const;
  if (subject === null) return null;
  if (isMixed)
    return {
      problem,
      message:
        'The record is of several patients; ask for one of them (on the command line with --patient).',
    };
  if (subject === UNRESOLVABLE) {
    return expected === null
      ? null
      : { problem, message: 'The resource cannot be shown to be of the patient.' };
  }
  return expected === null || subject === expected
    ? null
    : { problem, message: 'The resource is of another patient.' };
}

/** FHIR forbids to use what carries a modifier extension that one does not understand; none is understood here. */
function byModifier(resource: JsonObject): Refusal | null {
  if (resource['modifierExtension'] === undefined) return null;
  if (listAt(resource, 'modifierExtension').length === 0) return null;
  return {
    problem: 'unreadable',
    message:
      'The resource carries a modifier extension, which may turn its meaning around; it is not used.',
  };
}

function byStatus(status: string | null, type: string): Refusal | null {
  if (status === 'entered-in-error') {
    return { problem: 'entered-in-error', message: 'The resource was entered in error.' };
  }
  if (status === 'cancelled' && type !== 'ServiceRequest') {
    return { problem: 'cancelled', message: 'The resource was cancelled.' };
  }
  return null;
}
