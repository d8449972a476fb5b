import { wordingsOf, type Coded, type Concept } from '../nomenclature/concept.ts';
import { presenceInWords, type Presence } from '../nomenclature/presenceInWords.ts';

/** The presence one concept states, by code or in words, or `null`. */
export function presenceOfConcept(concept: Concept): Presence | 'polymorphism' | null {
  for (const coding of concept.codings) {
    const coded = presenceOfCode(coding);
    if (coded !== null) return coded;
  }
  for (const text of wordingsOf(concept)) {
    const worded = /\bpolymorphi/i.test(text) ? 'polymorphism' : presenceInWords(text);
    if (worded !== null) return worded;
  }
  return null;
}

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

/** `E` is equivocal only as an interpretation. */
const INTERPRETATION_SYSTEM = 'ObservationInterpretation';

function presenceOfCode({ system, code }: Coded): Presence | 'polymorphism' | null {
  if (code === null) return null;
  if (system?.includes(REGISTRY_SYSTEM) === true) return REGISTRY_CODES.get(code) ?? null;
  if (code === 'E' && system?.includes(INTERPRETATION_SYSTEM) === true) return 'indeterminate';
  return CODES.get(code) ?? null;
}

function codesFor(presence: Presence, codes: string): readonly (readonly [string, Presence])[] {
  return codes.split(' ').map((code) => [code, presence] as const);
}
