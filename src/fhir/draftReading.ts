import type { Detection, Reading } from '../domain/reading.ts';
import { fractionOfPercent } from '../nomenclature/percentInWords.ts';
import type { RecordedResource } from './collectResources.ts';
import type { ReaderContext } from './readerContext.ts';
import type { SampleDraft } from './sampleDraft.ts';

/** A reading that still points to its sample's draft and to the resource that says it. */
export interface DraftReading extends Pick<Reading, 'of' | 'detection' | 'origin'> {
  readonly sample: SampleDraft;
  readonly source: RecordedResource;
  /** Its fraction or limit as a percentage of at most one: what it means is known when the whole sample is. */
  readonly openPercent?: number | null;
}

/** The detection, when the sample tells what a small percentage means. */
export function settledDetection(
  context: ReaderContext,
  { detection, openPercent, sample, source }: DraftReading,
): Detection {
  if (openPercent == null || detection.state === 'not-assessed') return detection;
  if (sample.writesPercent) {
    const value = fractionOfPercent(openPercent);
    return detection.state === 'not-detected'
      ? { ...detection, limitOfDetection: value }
      : { ...detection, fraction: detection.fraction && { ...detection.fraction, value } };
  }
  if (detection.state === 'detected') tellAmbiguous(context, source, openPercent, '%');
  return detection;
}

/** A percentage of a fusion that is measured as transcripts: it may be on their scale. */
export function tellTranscriptScale(
  context: ReaderContext,
  source: RecordedResource,
  value: number,
  scale: string,
): void {
  context.problem(
    source,
    'ambiguous-fraction',
    `The percentage ${String(value)} of the fusion may be of transcripts on the ${scale}; it is not used as a fraction of alleles.`,
  );
}

/** An allele fraction that can be read in two ways. */
export function tellAmbiguous(
  context: ReaderContext,
  source: RecordedResource,
  value: number,
  unit: string | null,
): void {
  context.problem(
    source,
    'ambiguous-fraction',
    `The allele fraction ${String(value)} (unit ${unit ?? 'not given'}) can be read in two ways; it is not used as a number.`,
  );
}
