import type { Biomarker } from '../domain/alteration.ts';
import { wordingsOf } from '../nomenclature/concept.ts';
import type { MarkerKind } from './biomarkers.ts';
import type { RecordedResource } from './collectResources.ts';
import { amountAt, conceptAt, conceptsAt, objectsAt, textAt, type JsonObject } from './json.ts';
import { presenceInWords } from '../nomenclature/presenceInWords.ts';
import { isDoubted } from '../nomenclature/assertedIn.ts';
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
  const result = textAt(resource, 'valueString') ?? '';
  const levelIn = (text: string): string | undefined =>
    levels.find(([pattern]) => pattern.test(text))?.[1];
  const coded = concepts.flatMap(({ codings }) =>
    codings.flatMap(({ code }) => levelIn(code ?? '') ?? []),
  );
  const worded = [...concepts.flatMap(wordingsOf), result].flatMap(
    (text) => levelIn(statedIn(text)) ?? [],
  );
  const [level] = [...coded, ...worded];
  // `LA26203-2` (high) named `Stable` is neither.
  if (level !== undefined) {
    return coded.length === 0 || worded.length === 0 || worded.includes(level) ? level : null;
  }
  if (amountAt(resource, 'valueQuantity') !== null && concepts.length === 1) return null;
  // `High expression not seen` is not negative.
  const inWords = levelIn(result) === undefined ? presenceInWords(result) : null;
  const presence = [...concepts.map(presenceOfConcept), inWords].find((said) => said !== null);
  return presence === 'present' ? 'positive' : presence === 'absent' ? 'negative' : null;
}

/** What a text says of the level itself: nothing where it denies or doubts it, and not the limits it gives beside it. */
function statedIn(text: string): string {
  if (DENIED_LEVEL.test(text) || isDoubted(text.replace(/equivocal/gi, ''))) return '';
  return text.slice(0, LONGEST_RESULT).replace(LIMITS, ' ');
}

const LONGEST_RESULT = 500;
/** `(high >= 10)`, `high: >= 10`, `cut-off for high 10`. */
const LIMITS =
  /\([^()]{0,80}[<>\u2264\u2265][^()]{0,80}\)|\b(?:high|low)\b\s?[:=]?\s?[<>\u2264\u2265]|\b(?:cut.?off|threshold|reference|defined)\b.*$/gi;

/** `Not high`, `no evidence of MSI-H`, `low to intermediate`: the level named is not the level stated. */
const DENIED_LEVEL = /\b(?:no|not|without|negative for|kein\w*|nicht|intermediate)\b/i;
