import type { ClinicalDate } from '../../src/domain/date.ts';
import type { DraftOrder } from '../../src/domain/order.ts';
import { compareText, firstDifference } from '../../src/domain/ordering.ts';
import type { PatientCase } from '../../src/domain/patientCase.ts';
import type { ReadOutcome, ReadProblem } from '../../src/domain/readProblem.ts';
import type { ResourceRef } from '../../src/domain/resourceRef.ts';
import type { ReadOrders } from '../../src/fhir/readDraftOrders.ts';
import type { ReadCase } from '../../src/fhir/readPatientCase.ts';

/** The reader's account of a file, outcomes and problems joined. */
export interface ReadReport {
  readonly asOf: ClinicalDate;
  /** Every resource once, and what is referred to but not in the record where it matters. */
  readonly resources: readonly ResourceAccount[];
  /** What was wrong with the input as a whole. */
  readonly input: readonly ToldProblem[];
  readonly counts: {
    readonly resources: number;
    readonly outcomes: readonly Count[];
    readonly problems: readonly Count[];
    /** By what was found of the alteration. */
    readonly readings: readonly Count[];
  };
  readonly patientCase: PatientCase;
  /** The draft orders of a CDS Hooks request. */
  readonly orders: readonly DraftOrder[];
}

export interface ResourceAccount {
  readonly resource: ResourceRef;
  readonly became: string;
  readonly detail: string | null;
  readonly problems: readonly ToldProblem[];
}

export type ToldProblem = Omit<ReadProblem, 'resource'>;

export interface Count {
  readonly of: string;
  readonly count: number;
}

/** Joins what the readers of record and drafts tell of each resource. */
export function readReport(record: ReadCase, drafts: ReadOrders, asOf: ClinicalDate): ReadReport {
  const outcomes = [...record.outcomes, ...outcomesOfDrafts(record, drafts)];
  const problems = [...record.problems, ...drafts.problems];
  const ofResource = problemsByResource(problems);
  const known = new Set(outcomes.map(({ resource }) => resource));
  const elsewhere = [...ofResource.keys()].filter((ref) => !known.has(ref)).map(notInRecord);
  return {
    asOf,
    resources: [...outcomes, ...elsewhere]
      .map((outcome) => ({ ...outcome, problems: ofResource.get(outcome.resource) ?? [] }))
      .sort((a, b) => compareText(a.resource, b.resource)),
    input: problems.flatMap(({ resource, ...told }) => (resource === null ? [told] : [])),
    counts: {
      resources: outcomes.length,
      outcomes: counted(outcomes.map(({ became }) => became)),
      problems: counted(problems.map(({ problem }) => problem)),
      readings: counted(
        record.patientCase.readings.map(({ detection }) => detection.state.replaceAll('-', ' ')),
      ),
    },
    patientCase: record.patientCase,
    orders: drafts.orders,
  };
}

/** Drafts stand in the request's context; one that the prefetch repeats has its outcome already. */
function outcomesOfDrafts(
  { outcomes }: ReadCase,
  { orders, problems }: ReadOrders,
): readonly ReadOutcome[] {
  const known = new Set(outcomes.map(({ resource }) => resource));
  const read = orders.map(({ resource, drugs, selected }) => ({
    resource,
    became: selected ? 'draft order' : 'unselected draft',
    detail: drugs.length === 0 ? 'no drug that the terminology knows' : drugs.join(' + '),
  }));
  const ordered = new Set(orders.map(({ resource }) => resource));
  const refused = new Set(
    problems.flatMap(({ resource }) =>
      resource === null || ordered.has(resource) ? [] : [resource],
    ),
  );
  const leftOut = [...refused].map((resource) => ({ resource, became: 'not used', detail: null }));
  return [...read, ...leftOut].filter(({ resource }) => !known.has(resource));
}

/** Such as the specimen that results name, with a date that lies in the future. */
function notInRecord(resource: ResourceRef): ReadOutcome {
  return { resource, became: 'not in the record', detail: null };
}

function problemsByResource(
  problems: readonly ReadProblem[],
): ReadonlyMap<ResourceRef, readonly ToldProblem[]> {
  const byResource = new Map<ResourceRef, ToldProblem[]>();
  for (const { resource, ...told } of problems) {
    if (resource === null) continue;
    const known = byResource.get(resource);
    if (known === undefined) byResource.set(resource, [told]);
    else known.push(told);
  }
  return byResource;
}

/** Most frequent first. */
function counted(words: readonly string[]): readonly Count[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .map(([of, count]) => ({ of, count }))
    .sort((a, b) => firstDifference(b.count - a.count, compareText(a.of, b.of)));
}
