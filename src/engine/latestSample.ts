import type { ClinicalDate } from '../domain/date.ts';
import { compareText, firstDifference } from '../domain/ordering.ts';
import type { Sample } from '../domain/sample.ts';
import type { TumourRecord } from './tumourRecord.ts';

/** The latest dated sample of a kind; of several of one day the informative one, which says most. */
export function latestSample(
  record: TumourRecord,
  isOfKind: (sample: Sample) => boolean,
): (Sample & { readonly collectedOn: string }) | null {
  const informative = (sample: Sample): number =>
    Number(record.informative.get(sample.id)?.verdict === 'yes');
  const dated = [...record.samples.values()].filter(
    (sample): sample is Sample & { collectedOn: string } =>
      sample.collectedOn !== null && isOfKind(sample),
  );
  dated.sort((a, b) =>
    firstDifference(
      compareText(a.collectedOn, b.collectedOn),
      informative(a) - informative(b),
      compareText(a.id, b.id),
    ),
  );
  return dated.at(-1) ?? null;
}

/** Has an informative sample been taken since a line began? */
export function wasLookedAtSince(start: ClinicalDate | null, record: TumourRecord): boolean {
  return samplesSince(start, record).some(
    ({ id }) => record.informative.get(id)?.verdict === 'yes',
  );
}

/** Has any sample been taken since a line began? One without a date may have been. */
export function wasSampledSince(start: ClinicalDate | null, record: TumourRecord): boolean {
  const undated = [...record.samples.values()].some(({ collectedOn }) => collectedOn === null);
  return undated || samplesSince(start, record).length > 0;
}

function samplesSince(start: ClinicalDate | null, { samples }: TumourRecord): readonly Sample[] {
  return [...samples.values()].filter(
    ({ collectedOn }) => collectedOn !== null && (start === null || collectedOn > start),
  );
}
