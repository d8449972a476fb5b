import type { ResistanceMechanism } from '../domain/conclusion.ts';
import { percent } from '../domain/percent.ts';
import type { TrackPoint } from '../domain/track.ts';
import { lastDetected } from '../engine/standing.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { alterationLabel } from './alterationLabel.ts';
import { listed } from '../domain/sentence.ts';
import { fitsSummary, summaryNaming } from './summary.ts';

/**
 * A summary that names the alterations with what was measured last, in what and when, or the names
 * alone where that would be too long: `KRAS G12D 3.1 % and NRAS Q61K 1.2 % (plasma, 2026-11-09)`.
 */
export function summaryMeasuring(
  mechanisms: readonly Pick<ResistanceMechanism, 'alteration' | 'track'>[],
  knowledge: KnowledgeBase,
  build: (phrase: string) => string,
): string {
  const measured = mechanisms.map((m) => ({
    name: alterationLabel(m.alteration, knowledge),
    last: lastDetected(m.track),
  }));
  const names = measured.map(({ name, last }) => [name, ...amountOf(last)].join(' '));
  const full = build(`${listed(names)}${sampledOn(measured.map(({ last }) => last))}`);
  return fitsSummary(full)
    ? full
    : summaryNaming(
        measured.map(({ name }) => name),
        build,
      );
}

function amountOf(point: TrackPoint | null): readonly string[] {
  if (point === null) return [];
  if (point.fraction !== null) return [percent(point.fraction)];
  // None is said by the name: `deletion of both copies`.
  return point.copyNumber === null || point.copyNumber === 0
    ? []
    : [`${String(point.copyNumber)} copies`];
}

/** The sample where all are of one; else the latest day, since the days differ. */
function sampledOn(points: readonly (TrackPoint | null)[]): string {
  const days = [...new Set(points.flatMap((p) => p?.on ?? []))].sort();
  const latest = days.at(-1);
  if (latest === undefined) return '';
  if (days.length > 1) return ` (latest ${latest})`;
  const materials = new Set(points.map((p) => p?.material));
  const only = materials.size === 1 ? points[0]?.material : undefined;
  return only === 'plasma' || only === 'tissue' || only === 'blood'
    ? ` (${only}, ${latest})`
    : ` (${latest})`;
}
