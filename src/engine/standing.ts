import type { Standing } from '../domain/conclusion.ts';
import { daysBetween, type ClinicalDate } from '../domain/date.ts';
import type { AlterationTrack, TrackPoint } from '../domain/track.ts';

/**
 * Is the alteration in the tumour now? It stays until an informative plasma sample (in leukaemia
 * also blood) taken later does not show it. Plasma that could not have shown it settles nothing, one lesion's tissue never clears
 * it for the others, plasma does not clear what only tissue showed, and a finding older than
 * `maxAgeDays` no longer speaks for today.
 */
export function standing(track: AlterationTrack, asOf: ClinicalDate, maxAgeDays: number): Standing {
  const last = lastDetected(track);
  if (last?.on === undefined || last.on === null) return 'cannot-be-told';
  const seenOn = last.on;
  const absentLater = track.points.some(
    (p) => p.ofWholeTumour && p.on !== null && p.on > seenOn && p.state === 'not-detected',
  );
  if (absentLater) {
    const seenThere = track.points.some((p) => p.ofWholeTumour && p.state === 'detected');
    return seenThere ? 'cleared' : 'cannot-be-told';
  }
  return daysBetween(seenOn, asOf) <= maxAgeDays ? 'current' : 'cannot-be-told';
}

/** The latest dated reading that shows the alteration. */
export function lastDetected(track: AlterationTrack): TrackPoint | null {
  const detected = track.points.filter((p) => p.state === 'detected');
  return detected.findLast((p) => p.on !== null) ?? detected.at(-1) ?? null;
}
