/** What an element says about a finding. */
export type Presence = 'present' | 'absent' | 'no-call' | 'indeterminate';

/**
 * The presence a short text states, in the languages of the laboratories that are read. What says
 * no in words that are not known here is `indeterminate`: it must not pass for a yes.
 */
export function presenceInWords(text: string): Presence | null {
  const plain = withoutAccents(text.slice(0, LONGEST_STATEMENT)).replace(LIST_OF_GENES, 'genes ');
  if (NO_CALL.test(plain)) return 'no-call';
  if (DOUBT.test(plain) || NOTHING.test(plain)) return 'indeterminate';
  const absent = ABSENT.exec(plain) ?? ABSENT_SIGN.exec(plain);
  const present = PRESENT.exec(plain) ?? PRESENT_SIGN.exec(plain);
  if (absent !== null) {
    // `G12C detected G12D not detected` says both, and not of what.
    const saysBoth = present !== null && present.index < absent.index;
    return saysBoth ? 'indeterminate' : 'absent';
  }
  if (NEGATION.test(plain) || AT_MOST.test(plain)) return 'indeterminate';
  if (present !== null) return 'present';
  return UNDECIDED.test(plain) ? 'indeterminate' : null;
}

const LONGEST_STATEMENT = 500;
/** However many genes a list has, they are one thing that is denied. (A text in capitals is left as it is.) */
const LIST_OF_GENES = /(?<=\b[Nn]o )(?:[A-Z][A-Z0-9]{1,8} (?:(?:or|and|nor) )?){3,60}(?=[a-z])/;

/** Printable ASCII has no accents. */
function withoutAccents(text: string): string {
  return /^[\t\n\r -~]*$/.test(text) ? text : text.normalize('NFKD').replace(/\p{M}/gu, '');
}

/** One pattern of several, each a list of alternatives; whole words from the start. */
function words(...alternatives: readonly string[]): RegExp {
  return new RegExp(`\\b(?:${alternatives.join('|')})`, 'i');
}

const NO_CALL = words(
  'no.?calls?\\b|quality control failure|test failed|fail(?:ed|ure)\\b|insufficient\\b',
  'not (?:evaluable|assessable|tested|done|performed|analy[sz]ed)|nicht (?:bestimmbar|getestet|untersucht|auswertbar)',
  'non (?:teste|realise|evaluable|interpretable)|niet (?:getest|beoordeelbaar)|pending\\b|ausstehend',
);

/** Also what was there once, and what is only looked for: no statement about this sample. */
const DOUBT = words(
  'indeterminate|inconclusive|equivocal|unknown significance|unklar|no longer|previously|history\\b|formerly|detected in \\d{4}',
  'cannot\\b|can not\\b|possib|probabl|suspect|suspicious|questionable|borderline|uncertain(?! significance)|doubt|rule out|verdacht|fraglich',
  '(?:below|under|at) (?:the )?(?:limit|level|threshold)|lost\\b|disappeared|low quality|if\\b|falls\\b|wenn\\b',
  'loss of (?:the )?(?:[\\w-]+ )?(?:p\\.)?[a-z]\\d+[a-z]\\b',
);

/** An answer that is none. */
const NOTHING =
  /^\s*(?:unknown|unbekannt|sonstiges.*|other|not known|not applicable|n\/a|k\.? ?a\.?|\?+)\s*$/i;

/** `< 0.1 %` is a limit, not an amount. */
const AT_MOST = /[<\u2264]\s*\d+(?:[.,]\d+)?\s*%/;

/** What may be absent, in the languages that are read. */
const FINDING =
  '(?:mutat|mutac|mutaz|mutier|mutant|variant|alterat|aberr|rearrang|rearrange|umlager|fusion|amplif|loh\\b|loss of heterozygosity|copy.?number (?:change|gain|loss)|delet|delec|skipping|insert|evidence|evidenc|evidenz|expression)';
/** Words between `no` and what is absent: genes, changes, adjectives. */
const BETWEEN = '(?:[^\\s;-]*[^\\s;.:-][ -]){0,8}?';
/** `No other mutation` speaks of what is not named; `no doubt` is a yes. */
const OTHERS =
  '(?!doubt|longer|call|history|prior|previous|comment|other|further|additional|second|new|weitere|andere|autre|otra|altr)';

const ABSENT = words(
  'not[ -](?:been )?(?:detect|found|identif|seen|observed|present|amplif|rearrang|mutat|altered|(?:over)?expressed|deleted)|undetect|non[ -](?:detect|mutat|amplif|rearrang)',
  `(?:no|without|keine?[mnrs]?|ohne|geen|aucune?|pas d[e']|nessuna?|ningun[ao]?|sans|sin|sem|senza) ?${OTHERS}${BETWEEN}${FINDING}`,
  'wild.?t(?:ype|yp)\\b|negativ|negatief|neg\\b|absen[ctz]|ausen|assente|assenza|afwezig|none\\b',
  'nicht (?:nachweisbar|nachgewiesen|gefunden|detekt|mutiert|amplifiziert|vorhanden)',
  'non (?:detecte|mute|amplifie|rearrange|retrouve|identifie|mis en|rilevat|evidenziat|identificat|presente|e stata rilevata)',
  'no (?:se )?(?:ha )?(?:detectad|detecta|identificad|observad|encontrad)|nao (?:foi |foram )?(?:detectad|identificad|encontrad)',
  'niet (?:aangetoond|gevonden|gedetecteerd|aanwezig)|(?<![\\d.,])0 (?:copies|reads)\\b',
);
/** `(-)`, `: -`, `ND`; a clause that opens with `without` or `not` goes on from the one before it. */
const ABSENT_SIGN =
  /[:(]\s*[-\u2212\u2013]\s*\)?\s*$|\bN\.?D\b|(?<!\/)\b(?:WT|wt)\b|^\s*(?:without|but not?)\b/;

const PRESENT = words(
  'detected|detecte|detectad|detectable|present\\b|positiv|positief|pos\\b|identified|identifie\\b|identifica[dt]|found\\b|nachgewiesen|nachweisbar|mutated|mutiert|amplified|rearranged',
  'rilevat|aangetoond|gevonden|aanwezig|retrouve|trouve|encontrad|evidenziat',
);
const PRESENT_SIGN = /[:(]\s*\+\s*\)?\s*$/;

/** Any other word of denial: what it denies is not understood. */
const NEGATION = words(
  'no(?!\\.|:|\\s?\\d|\\s+(?:doubt|other|further|additional|second|new))\\b|not\\b|nor\\b|neither\\b|never\\b|nicht\\b|kein|ohne\\b|without\\b|geen\\b|niet\\b|nao\\b|senza\\b|sans\\b',
  "pas d[e']|aucun|nessun|ningun|\\w+n't\\b",
);

/** What speaks of a test, not of its result. */
const UNDECIDED = words(
  'test(?:ed|ing)? (?:for|requested|ordered)|tested\\b|assay\\b|analysis\\b|testing\\b|requested|ordered|reason for|indication|see comment|awaited|panel (?:cover|includ)\\w+|covers\\b|hotspots?\\b|screen(?:ed|ing) for',
);
