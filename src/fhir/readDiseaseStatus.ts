import type { DiseaseAssessment, Response } from '../domain/therapy.ts';
import { assertedIn, isDoubted } from '../nomenclature/assertedIn.ts';
import { wordingsOf, type Concept } from '../nomenclature/concept.ts';
import type { RecordedResource } from './collectResources.ts';
import { conceptAt, textAt } from './json.ts';
import type { ReaderContext } from './readerContext.ts';
import { dateAt, isAfter, plainDateAt } from './resourceDates.ts';

/** mCODE cancer disease status, RECIST assessments, German "Verlauf". */
export function readDiseaseStatus(
  context: ReaderContext,
  observation: RecordedResource,
): DiseaseAssessment | null {
  const { resource } = observation;
  const value = conceptAt(resource, 'valueCodeableConcept');
  const words = textAt(resource, 'valueString');
  const outcome = responseOf({ codings: value.codings, text: value.text ?? words });
  if (outcome === null) {
    context.outcome(
      observation,
      'not used',
      'a disease status that says neither response nor progression',
    );
    return null;
  }
  const on = dateAt(resource, 'effective') ?? plainDateAt(resource, 'issued');
  if (on === null) {
    context.problem(observation, 'missing-date', 'The assessment of the disease has no date.');
    context.outcome(observation, 'not used', 'undated');
    return null;
  }
  if (isAfter(on, context.asOf)) {
    context.problem(
      observation,
      'future-dated',
      'The assessment lies after the day of evaluation.',
    );
    context.outcome(observation, 'not used', 'lies in the future');
    return null;
  }
  context.outcome(observation, 'disease assessment', outcome);
  return { on, outcome, resources: [observation.ref] };
}

/**
 * The response a concept states, by code or in words, or `null`. The SNOMED trend codes say no more
 * than "improved"; words beside them that name the depth of the response are the better answer.
 * Where one of code and words says progression and the other does not, neither is believed.
 */
export function responseOf(concept: Concept): Response | null {
  const coded = codedResponse(concept);
  const worded = wordedResponse(concept);
  if (coded === null || worded === null) return coded ?? worded;
  if ((coded === 'PD') !== (worded === 'PD')) return null;
  return coded === 'improved' && (worded === 'CR' || worded === 'PR') ? worded : coded;
}

function codedResponse(concept: Concept): Response | null {
  for (const { system, code } of concept.codings) {
    if (code === null) continue;
    const isRegistry = system?.includes(REGISTRY_SYSTEM) === true;
    const response = (isRegistry ? REGISTRY : CODES).get(code);
    if (response !== undefined) return response;
  }
  return null;
}

function wordedResponse(concept: Concept): Response | null {
  for (const text of wordingsOf(concept)) {
    const response = responseInWords(text);
    if (response !== null) return response;
  }
  return null;
}

/** `No progression` is a statement, `no response` and `suspected progression` are none. */
function responseInWords(text: string): Response | null {
  if (isDoubted(text)) return null;
  if (NO_DISEASE.test(text)) return 'CR';
  if (NO_CHANGE.test(text)) return [...text.matchAll(/progr/gi)].length > 1 ? null : 'SD';
  const parts = assertedIn(text);
  return WORDS.find(([pattern]) => parts.some((part) => pattern.test(part)))?.[1] ?? null;
}

/** mCODE condition-status-trend (SNOMED), the RECIST abbreviations as codes, NCI Thesaurus. */
const CODES: ReadonlyMap<string, Response> = new Map<string, Response>([
  ['268910001', 'improved'],
  ['359746009', 'SD'],
  ['271299001', 'PD'],
  ['103338009', 'CR'],
  ['550991000124107', 'CR'],
  ['103337004', 'PR'],
  ['551001000124108', 'PR'],
  ['C4870', 'CR'],
  ['C18058', 'PR'],
  ['C18213', 'SD'],
  ['C35571', 'PD'],
  ['CR', 'CR'],
  ['PR', 'PR'],
  ['SD', 'SD'],
  ['MR', 'SD'],
  ['PD', 'PD'],
]);

/** German registry, overall assessment of the course. `B`, minor response, is stable by RECIST. */
const REGISTRY_SYSTEM = 'mii-cs-onko-verlauf-gesamtbeurteilung';
const REGISTRY: ReadonlyMap<string, Response> = new Map<string, Response>([
  ['V', 'CR'],
  ['R', 'CR'],
  ['T', 'PR'],
  ['B', 'SD'],
  ['K', 'SD'],
  ['P', 'PD'],
  ['Y', 'PD'],
]);

const NO_DISEASE = /\bno evidence of (?:residual )?disease|\bNED\b/i;
const NO_CHANGE =
  /\b(?:no|not|without|kein\w*|nicht|ohne)\s(?:[\w-]+\s){0,4}?(?:progress|progredien|change\b)/i;

const WORDS: readonly (readonly [RegExp, Response])[] = [
  [
    /\bPD\b(?!-)|progressi(?:ve|on)(?!.?free)|progress\b|progredien|worsen|recurren(?:t|ce)\b(?!.?free)|relapse(?!.?free)|rezidiv|\bloss of (?:[\w-]+ ){0,3}(?:response|remission)/i,
    'PD',
  ],
  [/\b(?:near|almost|fast)[ -](?:complete|vollst)/i, 'PR'],
  [/\bCR\b|complete (?:response|remission)|full remission|vollremission/i, 'CR'],
  [/\bPR\b|partial (?:response|remission)|teilremission/i, 'PR'],
  [/\bSD\b|\bstable\b|\bstabil|unchanged/i, 'SD'],
  [/improv|respon(?:se|ding)/i, 'improved'],
];
