import type { Reading } from '../domain/reading.ts';
import type { RecordedResource } from './collectResources.ts';

/** A reading that still points to its sample's draft and to the resource that says it. */
export interface DraftReading extends Pick<Reading, 'of' | 'detection' | 'origin'> {
  readonly sampleKey: string;
  readonly source: RecordedResource;
}
