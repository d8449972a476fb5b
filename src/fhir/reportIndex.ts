import type { ResourceRef } from '../domain/resourceRef.ts';
import type { RecordedResource, ResourceCollection } from './collectResources.ts';
import { listAt, textAt } from './json.ts';

/** Which reports (or, without a report, groupers) a result belongs to. */
export type ReportIndex = ReadonlyMap<ResourceRef, readonly RecordedResource[]>;

/**
 * Follows `result` and `hasMember` down from every report; consumers must (GRIG, grouper). Loops
 * and very wide sharing cost nothing: a result keeps the first few reports, in order of reference.
 */
export function reportIndex({ resources, resolve }: ResourceCollection): ReportIndex {
  const reports = new Map<ResourceRef, RecordedResource[]>();
  const usable = resources.filter(({ resource }) => !isVoid(textAt(resource, 'status')));
  for (const report of usable) if (report.type === 'DiagnosticReport') descend(report);
  for (const observation of usable) {
    const isTop = observation.type === 'Observation' && !reports.has(observation.ref);
    if (isTop && listAt(observation.resource, 'hasMember').length > 0) descend(observation);
  }
  return reports;

  function descend(top: RecordedResource): void {
    const pending = [top];
    const seen = new Set<ResourceRef>([top.ref]);
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      for (const list of [listAt(at.resource, 'result'), listAt(at.resource, 'hasMember')]) {
        for (const member of list) {
          const result = resolve(member, at);
          if (result === null || seen.has(result.ref)) continue;
          seen.add(result.ref);
          const known = reports.get(result.ref);
          if (known === undefined) reports.set(result.ref, [top]);
          else if (known.length < MOST_REPORTS) known.push(top);
          else continue;
          pending.push(result);
        }
      }
    }
  }
}

/** Versions of a report and the reports that include it; more would be a data fault. */
const MOST_REPORTS = 8;

function isVoid(status: string | null): boolean {
  return status === 'entered-in-error' || status === 'cancelled';
}
