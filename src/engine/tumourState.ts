import { alterationKey, type Alteration } from '../domain/alteration.ts';
import type { ClinicalDate } from '../domain/date.ts';
import type { Sample } from '../domain/sample.ts';
import type { AlterationTrack } from '../domain/track.ts';
import type { TherapyLine } from '../domain/therapy.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { allelesApart, type AllelesApart } from './allelesApart.ts';
import { standing } from './standing.ts';
import { statedPhases, type StatedPhase } from './statedPhases.ts';
import type { TumourRecord } from './tumourRecord.ts';

/** The alterations a rule's context may refer to. */
export interface TumourState {
  readonly diseases: ReadonlySet<string>;
  /** Everything ever detected in the tumour: drivers count although a sample misses them. */
  readonly ever: readonly Alteration[];
  /** Germline findings: no mechanisms, but a first hit that one more in the tumour completes. */
  readonly germline: readonly Alteration[];
  /** What is in the tumour now, or may be. */
  readonly now: readonly Alteration[];
  /** The samples that showed each alteration, by its identity. */
  readonly seenIn: ReadonlyMap<
    string,
    readonly { readonly id: string; readonly material: Sample['material'] }[]
  >;
  /** What the record says of phase; see `phaseBetween`. */
  readonly phases: ReadonlyMap<string, StatedPhase>;
  /** Which alterations of one gene places and days keep apart. */
  readonly apart: AllelesApart;
}

/** What the tumour carries, from its tracks. */
export function tumourState(
  record: TumourRecord,
  tracks: readonly AlterationTrack[],
  lines: readonly TherapyLine[],
  asOf: ClinicalDate,
  knowledge: KnowledgeBase,
): TumourState {
  const maxAge = knowledge.thresholds.standingMaxAgeDays;
  return {
    diseases: record.diseases,
    ever: tracks.map((t) => t.alteration),
    germline: record.setApart.flatMap(({ reading: { of, detection }, why }) =>
      why === 'germline' && of.kind !== 'any' && detection.state === 'detected' ? [of] : [],
    ),
    now: tracks.filter((t) => standing(t, asOf, maxAge) !== 'cleared').map((t) => t.alteration),
    seenIn: new Map(
      tracks.map((t) => [
        alterationKey(t.alteration),
        t.points
          .filter((p) => p.state === 'detected')
          .map((p) => ({ id: p.sampleId, material: p.material })),
      ]),
    ),
    phases: statedPhases([...record.bySample.values()].flat()),
    apart: allelesApart(tracks, record, lines),
  };
}
