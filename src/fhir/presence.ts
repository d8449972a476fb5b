import { wordingsOf, type Coded, type Concept } from '../nomenclature/concept.ts';
import { presenceInWords, type Presence } from '../nomenclature/presenceInWords.ts';

/** What one concept states. `normal` says no more than that nothing was remarked. */
export type ConceptPresence = Presence | 'polymorphism' | 'contradictory' | 'normal';

/**
 * The presence one concept states, by code or in words, or `null`. Codes and the words beside them
 * contradict each other in real records; then neither is believed, and a doubt in words is one.
 */
export function presenceOfConcept(concept: Concept): ConceptPresence | null {
  const coded = new Set(concept.codings.map(presenceOfCode).filter((said) => said !== null));
  const texts = wordingsOf(concept);
  if (coded.size === 0) return strongest(new Set(texts.flatMap((text) => inWords(text) ?? [])));
  const [only] = coded;
  if (coded.size > 1 || (only !== 'present' && only !== 'absent')) return strongest(coded);
  // A longer text tells more than the answer: what of it is denied is read elsewhere.
  const answers = texts.filter((text) => text.length <= LONGEST_ANSWER);
  return strongest(new Set([only, ...answers.flatMap((text) => inWords(text) ?? [])]));
}

const LONGEST_ANSWER = 60;

function inWords(text: string): ConceptPresence | null {
  if (/\bpolymorphi/i.test(text)) return 'polymorphism';
  return NORMAL.test(text) ? 'normal' : presenceInWords(text);
}

const NORMAL = /^\s*(?:normal|within normal limits|unauffällig)\b[^;,]{0,30}$/i;

function strongest(said: ReadonlySet<ConceptPresence>): ConceptPresence | null {
  if (said.has('present') && said.has('absent')) return 'contradictory';
  return BY_WEIGHT.find((one) => said.has(one)) ?? null;
}

/** The statement that counts where several are made, the strongest doubt first. */
export const BY_WEIGHT: readonly Exclude<ConceptPresence, 'contradictory'>[] = [
  'no-call',
  'indeterminate',
  'absent',
  'polymorphism',
  'present',
  'normal',
];

/** LOINC LL1971-2 and its kin, SNOMED qualifiers and findings, v3 ObservationInterpretation. */
const CODES: ReadonlyMap<string, Presence> = new Map([
  ...codesFor(
    'present',
    'LA9633-4 LA6576-8 LA11882-0 52101004 10828004 260373001 POS DET 12645001',
  ),
  ...codesFor('absent', 'LA9634-2 LA6577-6 LA11883-8 LA9658-1 2667000 260385009 260415000 NEG ND'),
  ...codesFor('no-call', 'LA18198-4 LA9664-9 QCF'),
  ...codesFor('indeterminate', 'LA11884-6 LA9663-1 IND IE 82334004'),
]);

/** The German registry's "Ausprägung": single letters that mean other things elsewhere (`N` normal). */
const REGISTRY_SYSTEM = 'genetische-variante-auspraegung';
const REGISTRY_CODES: ReadonlyMap<string, Presence | 'polymorphism'> = new Map<
  string,
  Presence | 'polymorphism'
>([
  ['M', 'present'],
  ['W', 'absent'],
  ['P', 'polymorphism'],
  ['N', 'no-call'],
  ['S', 'indeterminate'],
  ['U', 'indeterminate'],
]);

/** Its `W` says that the sequence is the usual one. */
export function isWildTypeOfRegistry({ codings }: Concept): boolean {
  return codings.some(
    ({ system, code }) => code === 'W' && system?.includes(REGISTRY_SYSTEM) === true,
  );
}

/** `E` is equivocal, and `N` normal, only as an interpretation. */
const INTERPRETATION_SYSTEM = 'ObservationInterpretation';

function presenceOfCode({ system, code }: Coded): ConceptPresence | null {
  if (code === null) return null;
  if (system?.includes(REGISTRY_SYSTEM) === true) return REGISTRY_CODES.get(code) ?? null;
  if (system?.includes(INTERPRETATION_SYSTEM) === true) {
    if (code === 'E') return 'indeterminate';
    if (code === 'N') return 'normal';
  }
  return CODES.get(code) ?? null;
}

function codesFor(presence: Presence, codes: string): readonly (readonly [string, Presence])[] {
  return codes.split(' ').map((code) => [code, presence] as const);
}
