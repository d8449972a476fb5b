import type { StopReason } from '../domain/therapy.ts';
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

function worded(concept: Concept): StopReason | null {
  const words = wordingsOf(concept).join(' | ');
  return WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? null;
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

const WORDS: readonly (readonly [RegExp, StopReason])[] = [
  [
    /progress|no response|lack of (?:efficacy|response)|worsened|refractory|recurren|relapse/i,
    'progression',
  ],
  [/toxic|adverse|side.?effect|intoleran|not tolerated|unverträglich|nebenwirkung/i, 'toxicity'],
  [/complet|planned end|finished|regulär/i, 'completed'],
  [/patient (?:choice|request|decision|refus|wish)|refus|declin|withdr[ae]w/i, 'patient-choice'],
];
