import type { RecordedResource } from './collectResources.ts';
import { NO_CONCEPT } from '../nomenclature/concept.ts';
import { asText, elementOf, textAt, type JsonObject } from './json.ts';
import { presenceInWords, type Presence } from './presence.ts';
import type { ReaderContext } from './readerContext.ts';
import type { Vocabulary } from './vocabulary.ts';

/** `polymorphism` and silence are no statement. */
export type StatedPresence = Presence | 'contradictory' | 'polymorphism' | 'not-stated';

/**
 * What an Observation says, taken from all the places that may say it: `dataAbsentReason`,
 * components, value, interpretation. Where present and absent are both said, neither is believed.
 */
export function statedPresenceOf(
  { vocabulary, partsOf }: Pick<ReaderContext, 'vocabulary' | 'partsOf'>,
  observation: RecordedResource,
): StatedPresence {
  const { resource } = observation;
  const isAbsent = resource['dataAbsentReason'] !== undefined;
  if (isAbsent && !hasValue(vocabulary, resource)) return 'no-call';
  const said: (Statement | null)[] = [];
  for (const { interpretations } of partsOf(observation)) {
    for (const concept of interpretations) said.push(vocabulary.presenceOf(concept));
  }
  said.push(
    vocabulary.presenceOf(vocabulary.conceptOf(resource['valueCodeableConcept']) ?? NO_CONCEPT),
  );
  if (resource['interpretation'] !== undefined) {
    for (const concept of vocabulary.conceptsAt(resource, 'interpretation')) {
      said.push(vocabulary.presenceOf(concept));
    }
  }
  const worded = asText(resource['valueString']);
  if (worded !== null) said.push(presenceInWords(worded));
  const yesNo = resource['valueBoolean'];
  if (typeof yesNo === 'boolean') said.push(yesNo ? 'present' : 'absent');
  if (said.includes('present') && said.includes('absent')) return 'contradictory';
  return BY_WEIGHT.find((statement) => said.includes(statement)) ?? 'not-stated';
}

type Statement = Presence | 'polymorphism';

/** The statement that counts where several are made, the strongest doubt first. */
const BY_WEIGHT: readonly Statement[] = [
  'no-call',
  'indeterminate',
  'absent',
  'polymorphism',
  'present',
];

function hasValue(vocabulary: Vocabulary, resource: JsonObject): boolean {
  return (
    vocabulary.conceptOf(elementOf(resource, 'valueCodeableConcept')) !== null ||
    textAt(resource, 'valueString') !== null
  );
}
