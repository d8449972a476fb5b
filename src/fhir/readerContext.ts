import type { ClinicalDate } from '../domain/date.ts';
import type { ReadOutcome, ReadProblem } from '../domain/readProblem.ts';
import type { Terminology } from '../nomenclature/terminology.ts';
import type { RecordedResource, ResourceCollection } from './collectResources.ts';

/** What every reader of one kind of resource is given. Problems and outcomes are what it tells. */
export interface ReaderContext {
  readonly terminology: Terminology;
  readonly asOf: ClinicalDate;
  readonly resolve: ResourceCollection['resolve'];
  readonly problem: (
    at: Pick<RecordedResource, 'ref'>,
    problem: ReadProblem['problem'],
    message: string,
  ) => void;
  /** The last word on a resource counts; a resource nobody speaks of is "not used". */
  readonly outcome: (at: Pick<RecordedResource, 'ref'>, became: string, detail?: string) => void;
}

export interface ReaderAccount {
  readonly context: ReaderContext;
  readonly problems: () => readonly ReadProblem[];
  readonly outcomesOf: (resources: readonly RecordedResource[]) => readonly ReadOutcome[];
}

/** The reader's account of itself: each problem once, each resource with one outcome. */
export function readerAccount(
  terminology: Terminology,
  asOf: ClinicalDate,
  resolve: ResourceCollection['resolve'],
): ReaderAccount {
  const problems = new Map<string, ReadProblem>();
  const outcomes = new Map<string, ReadOutcome>();
  return {
    context: {
      terminology,
      asOf,
      resolve,
      problem: ({ ref }, problem, message) => {
        problems.set(`${ref} ${problem} ${message}`, { resource: ref, problem, message });
      },
      outcome: ({ ref }, became, detail) => {
        outcomes.set(ref, { resource: ref, became, detail: detail ?? null });
      },
    },
    problems: () => [...problems.values()],
    outcomesOf: (resources) =>
      resources.map(
        ({ ref }) =>
          outcomes.get(ref) ?? {
            resource: ref,
            became: 'not used',
            detail: 'not a kind that is read',
          },
      ),
  };
}
