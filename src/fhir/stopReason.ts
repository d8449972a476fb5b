import type { StopReason } from '../domain/therapy.ts';
import { assertedIn } from '../nomenclature/assertedIn.ts';
import { wordingsOf, type Concept } from '../nomenclature/concept.ts';

/** Why a therapy ended, from `statusReason` and its kin; `null` when no reason is given. */
export function stopReasonOf(concepts: readonly Concept[]): StopReason | null {
  const given = concepts.filter(({ codings, text }) => codings.length > 0 || text !== null);
  for (const concept of given) {
    const reason = coded(concept) ?? worded(concept);
    if (reason !== null) return reason;
  }
  return given.length > 0 ? 'other' : null;
}

function coded({ codings }: Concept): StopReason | null {
  for (const { system, code } of codings) {
    if (code === null) continue;
    const isRegistry = system?.includes(REGISTRY_SYSTEM) === true;
    const reason = (isRegistry ? REGISTRY : SNOMED).get(code);
    if (reason !== undefined) return reason;
  }
  return null;
}

/** A suspected toxicity is a reason to stop; one that is denied is none. */
function worded(concept: Concept): StopReason | null {
  const texts = wordingsOf(concept);
  const reasonIn = (parts: readonly string[], words: typeof WORDS): StopReason | null =>
    words.find(([pattern]) => parts.some((part) => pattern.test(part)))?.[1] ?? null;
  return reasonIn(texts, DENYING_WORDS) ?? reasonIn(texts.flatMap(assertedIn), WORDS);
}

/** mCODE `treatment-termination-reason` and its SNOMED neighbours. */
const SNOMED: ReadonlyMap<string, StopReason> = new Map<string, StopReason>([
  ['271299001', 'progression'],
  ['266721009', 'progression'],
  ['246450006', 'progression'],
  ['407563006', 'toxicity'],
  ['281647001', 'toxicity'],
  ['62014003', 'toxicity'],
  ['182992009', 'completed'],
  ['266717002', 'toxicity'],
  ['105480006', 'patient-choice'],
  ['443729008', 'patient-choice'],
]);

/** German registry, reason for the end of a systemic therapy. */
const REGISTRY_SYSTEM = 'therapie-ende-grund';
const REGISTRY: ReadonlyMap<string, StopReason> = new Map<string, StopReason>([
  ['P', 'progression'],
  ['A', 'toxicity'],
  ['E', 'completed'],
  ['R', 'completed'],
  ['W', 'completed'],
  ['V', 'patient-choice'],
]);

/** Reasons that are themselves a denial. */
const DENYING_WORDS: readonly (readonly [RegExp, StopReason])[] = [
  [/\bno (?:clinical )?response|lack of (?:efficacy|response)|\bnot respond/i, 'progression'],
  [/\bnot tolerat|nicht vertragen/i, 'toxicity'],
];

/** A progressive neuropathy is no progression of the disease. */
const WORDS: readonly (readonly [RegExp, StopReason])[] = [
  [
    /progress(?!ive|ion.?free)|progressive (?:disease|cancer|tumou?r|metasta)|progredien|\bPD\b(?!-)|worsened|refractory|recurren|relapse/i,
    'progression',
  ],
  [/toxic|adverse|side.?effect|intoleran|unverträglich|nebenwirkung/i, 'toxicity'],
  [/\bcomplet|planned end|finished|regulär/i, 'completed'],
  [
    /patient (?:choice|request|decision|refus|wish)|patientenwunsch|refus|declin|withdr[ae]w/i,
    'patient-choice',
  ],
];
