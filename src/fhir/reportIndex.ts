import type { RecordedResource, ResourceCollection } from './collectResources.ts';
import { asList, asText } from './json.ts';

/** Which reports (or, without a report, groupers) a result belongs to. */
export type ReportIndex = (result: RecordedResource) => readonly RecordedResource[];

/**
 * Follows `result` and `hasMember` down from every report; consumers must (GRIG, grouper). Loops
 * and very wide sharing cost nothing: a result keeps the first few reports, in order of reference.
 */
export function reportIndex({ resources, places, resolve }: ResourceCollection): ReportIndex {
  const reports = new Array<readonly RecordedResource[] | null>(places).fill(null);
  for (const report of resources) {
    if (report.type === 'DiagnosticReport' && !isVoid(report)) descend(report);
  }
  for (const observation of resources) {
    if (observation.type !== 'Observation' || !observation.glance.hasMembers) continue;
    if (reports[observation.place] == null && !isVoid(observation)) descend(observation);
  }
  return ({ place }) => reports[place] ?? NO_REPORTS;

  function descend(top: RecordedResource): void {
    // Most results have this report only: they share the list.
    const alone = [top];
    const pending = [top];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      take(asList(at.resource['result']), at);
      take(asList(at.resource['hasMember']), at);
    }

    function take(members: readonly unknown[], from: RecordedResource): void {
      for (const member of members) {
        const result = resolve(member, from);
        if (result === null || result.ref === top.ref) continue;
        const known = reports[result.place] ?? null;
        if (known === null) reports[result.place] = alone;
        else if (known.length < MOST_REPORTS && !known.includes(top)) {
          reports[result.place] = [...known, top];
        } else continue;
        pending.push(result);
      }
    }
  }
}

const NO_REPORTS: readonly RecordedResource[] = [];

/** Versions of a report and the reports that include it; more would be a data fault. */
const MOST_REPORTS = 8;

function isVoid({ resource }: RecordedResource): boolean {
  const status = asText(resource['status']);
  return status === 'entered-in-error' || status === 'cancelled';
}
