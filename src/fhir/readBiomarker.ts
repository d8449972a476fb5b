import type { Biomarker } from '../domain/alteration.ts';
import { wordingsOf } from '../nomenclature/concept.ts';
import type { MarkerKind } from './biomarkers.ts';
import type { RecordedResource } from './collectResources.ts';
import { amountAt, conceptAt, conceptsAt, objectsAt, textAt, type JsonObject } from './json.ts';
import { presenceOfConcept } from './presence.ts';
import type { ReaderContext } from './readerContext.ts';
import type { DraftReading } from './draftReading.ts';
import type { SampleRegistry } from './sampleRegistry.ts';

/**
 * The level a laboratory states. A number without a stated level stays unread: which number counts
 * as high is a threshold, and thresholds belong to rules.
 */
export function readBiomarker(
  context: ReaderContext,
  observation: RecordedResource,
  kind: MarkerKind,
  samples: SampleRegistry,
): readonly DraftReading[] {
  const { resource } = observation;
  const level = levelOf(kind, resource);
  if (level === null) {
    context.outcome(observation, 'not used', `${kind.marker} without a stated level`);
    return [];
  }
  const of: Biomarker = { kind: 'biomarker', marker: kind.marker, level };
  context.outcome(observation, 'biomarker reading', `${of.marker} ${of.level}`);
  return [
    {
      sample: samples.sampleOf(observation, 'somatic'),
      of,
      detection: { state: 'detected', fraction: null, copyNumber: null },
      origin: 'somatic',
      source: observation,
    },
  ];
}

function levelOf({ levels }: MarkerKind, resource: JsonObject): string | null {
  const concepts = [
    conceptAt(resource, 'valueCodeableConcept'),
    ...conceptsAt(resource, 'interpretation'),
    ...objectsAt(resource, 'component').map((part) => conceptAt(part, 'valueCodeableConcept')),
  ];
  const codes = concepts.flatMap(({ codings }) => codings.flatMap(({ code }) => code ?? []));
  const texts = [...concepts.flatMap(wordingsOf), textAt(resource, 'valueString') ?? ''];
  const words = [...codes, ...texts.filter((text) => !DENIED_LEVEL.test(text))];
  const stated = words.flatMap((text) => levels.find(([pattern]) => pattern.test(text))?.[1] ?? []);
  if (stated[0] !== undefined) return stated[0];
  if (amountAt(resource, 'valueQuantity') !== null && concepts.length === 1) return null;
  const presence = concepts.map(presenceOfConcept).find((said) => said !== null);
  return presence === 'present' ? 'positive' : presence === 'absent' ? 'negative' : null;
}

/** `Not high`, `no evidence of MSI-H`, `low to intermediate`: the level named is not the level stated. */
const DENIED_LEVEL = /\b(?:no|not|without|negative for|kein\w*|nicht|intermediate)\b/i;
