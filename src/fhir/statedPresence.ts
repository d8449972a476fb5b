import type { RecordedResource } from './collectResources.ts';
import { asText, elementOf, textAt, type JsonObject } from './json.ts';
import { presenceInWords, type Presence } from '../nomenclature/presenceInWords.ts';
import { BY_WEIGHT, type ConceptPresence } from './presence.ts';
import type { ReaderContext } from './readerContext.ts';
import type { Vocabulary } from './vocabulary.ts';

/** `polymorphism` and silence are no statement. */
export type StatedPresence = Presence | 'contradictory' | 'polymorphism' | 'not-stated';

export const SAID_BOTH =
  'The result is said to be both present and absent; it counts as not assessed.';

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
  let said = NOTHING;
  const note = (statement: ConceptPresence | null): void => {
    if (statement !== null) said |= FLAGS[statement];
  };
  for (const { interpretations } of partsOf(observation)) {
    for (const concept of interpretations) note(vocabulary.presenceOf(concept));
  }
  const value = vocabulary.conceptOf(resource['valueCodeableConcept']);
  if (value !== null) note(vocabulary.presenceOf(value));
  if (resource['interpretation'] !== undefined) {
    for (const concept of vocabulary.conceptsAt(resource, 'interpretation')) {
      note(vocabulary.presenceOf(concept));
    }
  }
  const worded = asText(resource['valueString']);
  if (worded !== null) note(presenceInWords(worded));
  const yesNo = resource['valueBoolean'];
  if (typeof yesNo === 'boolean') note(yesNo ? 'present' : 'absent');
  if ((said & CONTRADICTION) === CONTRADICTION) return 'contradictory';
  const stated = BY_WEIGHT.find((statement) => (said & FLAGS[statement]) !== NOTHING);
  // `Normal` beside a variant that is named: whether it is there is not said.
  return stated === 'normal' ? 'indeterminate' : (stated ?? 'not-stated');
}

/** All that an Observation says, in one number: a list for each would be the most that is made of it. */
const FLAGS: Readonly<Record<ConceptPresence, number>> = {
  'no-call': 1,
  indeterminate: 2,
  absent: 4,
  polymorphism: 8,
  present: 16,
  normal: 32,
  contradictory: 20,
};
const NOTHING = 0;
const CONTRADICTION = FLAGS.present | FLAGS.absent;

function hasValue(vocabulary: Vocabulary, resource: JsonObject): boolean {
  return (
    vocabulary.conceptOf(elementOf(resource, 'valueCodeableConcept')) !== null ||
    textAt(resource, 'valueString') !== null
  );
}
