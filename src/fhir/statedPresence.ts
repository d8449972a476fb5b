import { elementOf, listAt, objectsAt, textAt, type JsonObject } from './json.ts';
import { presenceInWords, type Presence } from './presence.ts';
import type { Vocabulary } from './vocabulary.ts';

/** `polymorphism` and silence are no statement. */
export type StatedPresence = Presence | 'contradictory' | 'polymorphism' | 'not-stated';

/**
 * What an Observation says, taken from all the places that may say it: `dataAbsentReason`,
 * components, value, interpretation. Where present and absent are both said, neither is believed.
 */
export function statedPresenceOf(vocabulary: Vocabulary, observation: JsonObject): StatedPresence {
  if (
    elementOf(observation, 'dataAbsentReason') !== undefined &&
    !hasValue(vocabulary, observation)
  ) {
    return 'no-call';
  }
  const statements = statementsOf(vocabulary, observation);
  const says = (presence: Presence | 'polymorphism'): boolean => statements.includes(presence);
  if (says('present') && says('absent')) return 'contradictory';
  if (says('no-call')) return 'no-call';
  if (says('indeterminate')) return 'indeterminate';
  if (says('absent')) return 'absent';
  if (says('polymorphism')) return 'polymorphism';
  return says('present') ? 'present' : 'not-stated';
}

type Statement = Presence | 'polymorphism';

function statementsOf(vocabulary: Vocabulary, observation: JsonObject): readonly Statement[] {
  const statements: Statement[] = [];
  for (const component of objectsAt(observation, 'component')) {
    addInterpretations(vocabulary, component, statements);
  }
  const value = vocabulary.presenceOf(vocabulary.conceptAt(observation, 'valueCodeableConcept'));
  if (value !== null) statements.push(value);
  addInterpretations(vocabulary, observation, statements);
  const worded = textAt(observation, 'valueString');
  const inWords = worded === null ? null : presenceInWords(worded);
  if (inWords !== null) statements.push(inWords);
  const yesNo = elementOf(observation, 'valueBoolean');
  if (typeof yesNo === 'boolean') statements.push(yesNo ? 'present' : 'absent');
  return statements;
}

function addInterpretations(
  vocabulary: Vocabulary,
  element: JsonObject,
  statements: Statement[],
): void {
  for (const value of listAt(element, 'interpretation')) {
    const concept = vocabulary.conceptOf(value);
    const said = concept === null ? null : vocabulary.presenceOf(concept);
    if (said !== null) statements.push(said);
  }
}

function hasValue(vocabulary: Vocabulary, observation: JsonObject): boolean {
  return (
    vocabulary.conceptOf(elementOf(observation, 'valueCodeableConcept')) !== null ||
    textAt(observation, 'valueString') !== null
  );
}
