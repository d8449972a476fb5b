import type { RecordedResource } from './collectResources.ts';
import type { DraftReading } from './draftReading.ts';
import { listAt } from './json.ts';
import type { AskedFor } from './observationKind.ts';
import type { ReaderContext } from './readerContext.ts';
import { readVariantObservation } from './readVariantObservation.ts';
import type { SampleRegistry } from './sampleRegistry.ts';

/**
 * A molecular result under a code of the sender's own (`Molecular pathology`, `EGFR mutation
 * analysis`), or under none: what it says in words and components is read as of a variant.
 */
export function readWordedResult(
  context: ReaderContext,
  observation: RecordedResource,
  about: AskedFor | null,
  samples: SampleRegistry,
): readonly DraftReading[] {
  const { resource } = observation;
  if (listAt(resource, 'hasMember').length > 0) {
    context.outcome(observation, 'groups other results');
    return [];
  }
  const says = Object.keys(resource).some((key) => key.startsWith('value') || SAYING.has(key));
  if (!says) {
    context.outcome(observation, 'not used', 'has no result');
    return [];
  }
  return readVariantObservation(context, observation, samples, about);
}

const SAYING: ReadonlySet<string> = new Set(['component', 'note', 'interpretation']);
