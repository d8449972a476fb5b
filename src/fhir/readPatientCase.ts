import type { ClinicalDate } from '../domain/date.ts';
import type { PatientCase } from '../domain/patientCase.ts';
import type { ReadOutcome, ReadProblem } from '../domain/readProblem.ts';
import type { Terminology } from '../nomenclature/terminology.ts';
import {
  collectResources,
  type RecordedResource,
  type ResourceCollection,
} from './collectResources.ts';
import { patientGate, type PatientGate } from './patientGate.ts';
import { readClinicalCourse } from './readClinicalCourse.ts';
import { readerAccount, type ReaderContext } from './readerContext.ts';
import { readFindings } from './readFindings.ts';

export interface PatientRecord {
  /** FHIR R4 resources and Bundles, in any order and nesting; nothing about them is trusted. */
  readonly resources: readonly unknown[];
  /** `Patient/id` or the id; `null` when the record is of whom it is of. */
  readonly patient: string | null;
  readonly asOf: ClinicalDate;
  readonly terminology: Terminology;
}

export interface ReadCase {
  readonly patientCase: PatientCase;
  readonly problems: readonly ReadProblem[];
  /** One for every resource of the record. */
  readonly outcomes: readonly ReadOutcome[];
}

/** Reads a patient's record. Never throws on data: what cannot be used is told in the problems. */
export function readPatientCase(record: PatientRecord): ReadCase {
  const collection = collectResources(record.resources);
  const gate = patientGate(collection, record.patient);
  const { read, meaninglessIds } = readCollection(record, collection, gate, NO_IDS);
  // How a sender uses identifiers of genes is known at the end. Few use them for nothing; then all is read again.
  return meaninglessIds.size === 0
    ? read
    : readCollection(record, collection, gate, meaninglessIds).read;
}

const NO_IDS: ReadonlyMap<string, number> = new Map();

function readCollection(
  { asOf, terminology }: PatientRecord,
  collection: ResourceCollection,
  gate: PatientGate,
  disregarded: ReadonlyMap<string, number>,
): { readonly read: ReadCase; readonly meaninglessIds: ReadonlyMap<string, number> } {
  const resolve: ResourceCollection['resolve'] =
    gate.refusals.size === 0
      ? collection.resolve
      : (reference, from) => {
          const found = collection.resolve(reference, from);
          return found === null || gate.refusals.has(found.ref) ? null : found;
        };
  const account = readerAccount(
    terminology,
    asOf,
    { resolve, places: collection.places },
    new Set(disregarded.keys()),
  );
  const { context } = account;
  const accepted = withoutRefused(context, collection.resources, gate);
  const course = readClinicalCourse(context, accepted);
  const { samples, readings, assessments, findings } = readFindings(
    context,
    { ...collection, resources: accepted, resolve },
    course,
  );
  const read: ReadCase = {
    patientCase: {
      patient: gate.patient,
      diagnoses: course.diagnoses,
      samples,
      readings,
      exposures: course.exposures,
      assessments,
      findings: [...course.findings, ...findings],
      intolerances: course.intolerances,
    },
    problems: [...collection.problems, ...account.problems(), ...idProblems(disregarded)],
    outcomes: account.outcomesOf(collection.resources),
  };
  account.close();
  return { read, meaninglessIds: context.geneIds.meaningless() };
}

function withoutRefused(
  context: ReaderContext,
  resources: readonly RecordedResource[],
  { refusals }: PatientGate,
): readonly RecordedResource[] {
  if (refusals.size === 0) return resources;
  return resources.filter((source) => {
    const refusal = refusals.get(source.ref);
    if (refusal === undefined) return true;
    context.problem(source, refusal.problem, refusal.message);
    context.outcome(source, 'not used', refusal.message);
    return false;
  });
}

function idProblems(disregarded: ReadonlyMap<string, number>): readonly ReadProblem[] {
  return [...disregarded].map(([id, symbols]) => ({
    resource: null,
    problem: 'gene-conflict',
    message: `The record gives the identifier ${id} to ${String(symbols)} different symbols; it identifies none, and the symbols are used.`,
  }));
}
