import type { ResourceRef } from '../domain/resourceRef.ts';
import type { RecordedResource, ResourceCollection } from './collectResources.ts';
import { asList, asText } from './json.ts';

/** Which reports (or, without a report, groupers) a result belongs to. */
export type ReportIndex = ReadonlyMap<ResourceRef, readonly RecordedResource[]>;

/**
 * Follows `result` and `hasMember` down from every report; consumers must (GRIG, grouper). Loops
 * and very wide sharing cost nothing: a result keeps the first few reports, in order of reference.
 */
export function reportIndex({ resources, resolve }: ResourceCollection): ReportIndex {
  const reports = new Map<ResourceRef, RecordedResource[]>();
  for (const report of resources) {
    if (report.type === 'DiagnosticReport' && !isVoid(report)) descend(report);
  }
  for (const observation of resources) {
    if (observation.type !== 'Observation' || observation.resource['hasMember'] === undefined)
      continue;
    if (!reports.has(observation.ref) && !isVoid(observation)) descend(observation);
  }
  return reports;

  function descend(top: RecordedResource): void {
    const pending = [top];
    const seen = new Set<ResourceRef>([top.ref]);
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      for (const list of [asList(at.resource['result']), asList(at.resource['hasMember'])]) {
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

function isVoid({ resource }: RecordedResource): boolean {
  const status = asText(resource['status']);
  return status === 'entered-in-error' || status === 'cancelled';
}
