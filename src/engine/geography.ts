import type { Sample } from '../domain/sample.ts';
import type { ClinicalDate } from '../domain/date.ts';
import type { TherapyLine } from '../domain/therapy.ts';
import type { AlterationTrack, TrackPoint } from '../domain/track.ts';
import type { TumourRecord } from './tumourRecord.ts';

/** A lesion that was biopsied, in the record's words. */
export interface LesionFinding {
  readonly lesion: string;
  readonly point: TrackPoint;
}

/** The lesion a tissue sample comes from; `null` when it is no tissue or the record does not say where. */
export function lesionOf({ material, site, lesion }: Sample): string | null {
  if (material !== 'tissue' || (site === null && lesion === null)) return null;
  return site === null || lesion === null ? (site ?? lesion) : `${site} (${lesion})`;
}

/** In which lesions is it, and in which was it looked for and not found? By the latest biopsy of each. */
export function lesionsOf(
  track: AlterationTrack,
  record: TumourRecord,
): { readonly found: readonly LesionFinding[]; readonly notFound: readonly LesionFinding[] } {
  const latest = new Map<string, LesionFinding>();
  for (const point of track.points) {
    const sample = record.samples.get(point.sampleId);
    const lesion = sample === undefined ? null : lesionOf(sample);
    if (lesion !== null && point.state !== 'cannot-be-told') latest.set(lesion, { lesion, point });
  }
  const findings = [...latest.values()];
  return {
    found: findings.filter(({ point }) => point.state === 'detected'),
    notFound: findings.filter(({ point }) => point.state === 'not-detected'),
  };
}

/**
 * Two samples speak of one state of the tumour when no line began between them: what came or went
 * under a drug differs by time, not by place.
 */
export function ofOnePeriod(
  a: ClinicalDate | null,
  b: ClinicalDate | null,
  lines: readonly TherapyLine[],
): boolean {
  if (a === null || b === null) return false;
  const [earlier, later] = a < b ? [a, b] : [b, a];
  return !lines.some((line) => line.start !== null && line.start > earlier && line.start <= later);
}

/** How much of the tumour carries it, as far as biopsies and allele fractions tell. */
export type Reach =
  | { readonly extent: 'throughout' | 'minority' | 'cannot-be-told' }
  | {
      readonly extent: 'some-lesions';
      readonly found: readonly LesionFinding[];
      readonly notFound: readonly LesionFinding[];
    };

/** Is the alteration in all of the tumour, in some lesions only, or in a minority of the cells? */
export function reach(
  track: AlterationTrack,
  record: TumourRecord,
  lines: readonly TherapyLine[],
): Reach {
  const { found, notFound } = lesionsOf(track, record);
  const apart = notFound.filter((absent) =>
    found.some((present) => ofOnePeriod(present.point.on, absent.point.on, lines)),
  );
  if (apart.length > 0) return { extent: 'some-lesions', found, notFound: apart };
  switch (track.clonality) {
    case 'truncal':
      return { extent: 'throughout' };
    case 'subclonal':
      return { extent: 'minority' };
    case 'unknown':
      return { extent: 'cannot-be-told' };
    default:
      return track.clonality satisfies never;
  }
}
