import type { Biomarker } from '../domain/alteration.ts';
import { wordingsOf, type Concept } from '../nomenclature/concept.ts';
import type { RecordedResource } from './collectResources.ts';
import { OBSERVATION } from './genomicsCodes.ts';
import {
  amountAt,
  conceptAt,
  conceptsAt,
  hasCode,
  objectsAt,
  textAt,
  type JsonObject,
} from './json.ts';
import { presenceOfConcept } from './presence.ts';
import type { ReaderContext } from './readerContext.ts';
import type { DraftReading } from './readVariantObservation.ts';
import type { SampleRegistry } from './sampleRegistry.ts';

/** The genome- or protein-wide markers that are read, and how their levels are said. */
interface MarkerKind {
  readonly marker: string;
  readonly isIt: (code: Concept) => boolean;
  readonly levels: readonly (readonly [RegExp, string])[];
}

const HIGH_LOW: MarkerKind['levels'] = [
  [/\bhigh\b|\bTMB-H\b|\bMSI-H\b|^H$|LA26203-2|75540009/i, 'high'],
  [/\blow\b|\bTMB-L\b|\bMSI-L\b|^L$|LA26202-4|62482003/i, 'low'],
];

const MARKERS: readonly MarkerKind[] = [
  {
    marker: 'MSI',
    isIt: (code) =>
      hasCode(code, OBSERVATION.microsatelliteInstability) || says(code, /microsatellite|\bMSI\b/i),
    levels: [...HIGH_LOW, [/\bstable\b|\bMSS\b|LA14122-8/i, 'stable']],
  },
  {
    marker: 'TMB',
    isIt: (code) =>
      hasCode(code, OBSERVATION.tumourMutationalBurden) ||
      says(code, /tumou?r mutation(?:al)? burden/i),
    levels: HIGH_LOW,
  },
  {
    marker: 'PD-L1',
    isIt: (code) => says(code, /\bPD-?L1\b/i),
    levels: HIGH_LOW,
  },
];

export function isBiomarker(code: Concept): boolean {
  return MARKERS.some(({ isIt }) => isIt(code));
}

/**
 * The level a laboratory states. A number without a stated level stays unread: which number counts
 * as high is a threshold, and thresholds belong to rules.
 */
export function readBiomarker(
  context: ReaderContext,
  observation: RecordedResource,
  samples: SampleRegistry,
): readonly DraftReading[] {
  const { resource } = observation;
  const kind = MARKERS.find(({ isIt }) => isIt(conceptAt(resource, 'code')));
  const level = kind === undefined ? null : levelOf(kind, resource);
  if (kind === undefined || level === null) {
    context.outcome(
      observation,
      'not used',
      `${kind?.marker ?? 'biomarker'} without a stated level`,
    );
    return [];
  }
  const of: Biomarker = { kind: 'biomarker', marker: kind.marker, level };
  context.outcome(observation, 'biomarker reading', `${of.marker} ${of.level}`);
  return [
    {
      sampleKey: samples.sampleOf(observation, 'somatic').key,
      of,
      detection: { state: 'detected', fraction: null, copyNumber: null },
      origin: 'somatic',
      resources: [observation.ref],
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
  const words = [...codes, ...concepts.flatMap(wordingsOf), textAt(resource, 'valueString') ?? ''];
  const stated = words.flatMap((text) => levels.find(([pattern]) => pattern.test(text))?.[1] ?? []);
  if (stated[0] !== undefined) return stated[0];
  if (amountAt(resource, 'valueQuantity') !== null && concepts.length === 1) return null;
  const presence = concepts.map(presenceOfConcept).find((said) => said !== null);
  return presence === 'present' ? 'positive' : presence === 'absent' ? 'negative' : null;
}

function says(concept: Concept, pattern: RegExp): boolean {
  return wordingsOf(concept).some((text) => pattern.test(text));
}
