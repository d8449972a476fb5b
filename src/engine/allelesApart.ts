import { alterationKey, geneOf } from '../domain/alteration.ts';
import type { TherapyLine } from '../domain/therapy.ts';
import type { AlterationTrack, TrackPoint } from '../domain/track.ts';
import { lesionOf, ofOnePeriod } from './geography.ts';
import { phaseKey } from './statedPhases.ts';
import type { TumourRecord } from './tumourRecord.ts';

/** What places and days tell of two alterations of one gene. */
export interface AllelesApart {
  /**
   * Pairs (`phaseKey`) never found in one sample, although each sample that showed the one could
   * have shown the other: different lesions or different days, so not on one allele.
   */
  readonly pairs: ReadonlySet<string>;
  /**
   * `without.get(a)` has `b`: a lesion, or plasma, carries `a` and could have shown `b` and does
   * not. There `b` changes nothing about `a`, whatever holds elsewhere.
   */
  readonly without: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Which alterations of one gene are kept apart by where and when they were found? */
export function allelesApart(
  tracks: readonly AlterationTrack[],
  record: TumourRecord,
  lines: readonly TherapyLine[],
): AllelesApart {
  const byGene = new Map<string, AlterationTrack[]>();
  for (const track of tracks) {
    const gene = geneOf(track.alteration);
    if (gene === null) continue;
    const group = byGene.get(gene);
    if (group === undefined) byGene.set(gene, [track]);
    else group.push(track);
  }
  const pairs = new Set<string>();
  const without = new Map<string, Set<string>>();
  for (const group of byGene.values()) {
    if (group.length === 1) continue;
    const courses = group.map((track) => courseOf(track, record));
    for (const a of courses) {
      for (const b of courses) {
        if (a === b) continue;
        const key = phaseKey(a.track.alteration, b.track.alteration);
        if (neverTogether(a, b)) pairs.add(key);
        if (standsWithout(a, b, lines)) {
          const lacking = without.get(a.key) ?? new Set();
          without.set(a.key, lacking.add(b.key));
        }
      }
    }
  }
  return { pairs, without };
}

interface Course {
  readonly key: string;
  readonly track: AlterationTrack;
  readonly state: ReadonlyMap<string, TrackPoint['state']>;
  /** The latest word of each lesion, and of plasma. */
  readonly latest: readonly TrackPoint[];
}

function courseOf(track: AlterationTrack, record: TumourRecord): Course {
  const latest = new Map<string, TrackPoint>();
  for (const point of track.points) {
    if (point.on === null || point.state === 'cannot-be-told') continue;
    const sample = record.samples.get(point.sampleId);
    const place = point.ofWholeTumour ? point.material : sample && lesionOf(sample);
    latest.set(place ?? point.sampleId, point);
  }
  return {
    key: alterationKey(track.alteration),
    track,
    state: new Map(track.points.map((p) => [p.sampleId, p.state])),
    latest: [...latest.values()],
  };
}

function neverTogether(a: Course, b: Course): boolean {
  const lacks = (one: Course, other: Course): boolean =>
    one.track.foundIn.length > 0 &&
    one.track.foundIn.every((id) => other.state.get(id) === 'not-detected');
  return lacks(a, b) && lacks(b, a);
}

/** The latest biopsy of a lesion, or the latest plasma, shows `a` and not `b`, and `b` was found in the same period of treatment or before. */
function standsWithout(a: Course, b: Course, lines: readonly TherapyLine[]): boolean {
  return a.latest.some(
    (point) =>
      point.state === 'detected' &&
      b.state.get(point.sampleId) === 'not-detected' &&
      b.track.points.some(
        (p) =>
          p.state === 'detected' &&
          (ofOnePeriod(p.on, point.on, lines) ||
            (p.on !== null && point.on !== null && p.on < point.on)),
      ),
  );
}
