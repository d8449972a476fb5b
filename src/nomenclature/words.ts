/**
 * Words of free text, as all name look-ups compare them: lower case, without accents and
 * punctuation, so that `T-DXd`, `t dxd` and `T DXD` are one name.
 */
export function wordsOf(text: string): readonly string[] {
  const bounded = text.slice(0, LONGEST_TEXT);
  if (IS_PLAIN.test(bounded)) return bounded.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const plain = bounded.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Printable ASCII has no accents; almost all texts are, and theirs is the fast way. */
const IS_PLAIN = /^[\t\n\r -~]*$/;

/** Names longer than this are reports; nothing is looked up in what follows. */
const LONGEST_TEXT = 4000;

/** Multi-word names, by their first word, longest first. */
export type PhraseIndex = ReadonlyMap<string, readonly Phrase[]>;

interface Phrase {
  readonly words: readonly string[];
  /** Several for a name that means several, such as the brand of a combination. */
  readonly ids: string[];
}

/** Indexes names so that a text can be searched for all of them in one pass. */
export function phraseIndex(names: Iterable<readonly [name: string, id: string]>): PhraseIndex {
  const index = new Map<string, Phrase[]>();
  for (const [name, id] of names) {
    const words = wordsOf(name);
    const [first] = words;
    if (first === undefined) continue;
    const phrases = index.get(first);
    const same = phrases?.find((phrase) => phrase.words.join(' ') === words.join(' '));
    if (same !== undefined) same.ids.push(id);
    else if (phrases === undefined) index.set(first, [{ words, ids: [id] }]);
    else phrases.push({ words, ids: [id] });
  }
  for (const phrases of index.values()) phrases.sort((a, b) => b.words.length - a.words.length);
  return index;
}

/**
 * The ids whose names stand in the text, in its order. At each place the longest name wins and its
 * words are used up: in `non-small cell lung cancer` there is no `small cell lung cancer`, and an
 * antibody-drug conjugate is not also its antibody.
 */
export function phrasesIn(index: PhraseIndex, text: string): readonly string[] {
  const words = wordsOf(text);
  const found = new Set<string>();
  let at = 0;
  while (at < words.length) {
    const phrase = longestAt(index, words, at);
    if (phrase === undefined) at += 1;
    else {
      for (const id of phrase.ids) found.add(id);
      at += phrase.words.length;
    }
  }
  return [...found];
}

function longestAt(index: PhraseIndex, words: readonly string[], at: number): Phrase | undefined {
  if (NEGATING.has(words[at - 1] ?? '')) return undefined;
  return index.get(words[at] ?? '')?.find((phrase) => isNamedAt(phrase, words, at));
}

function isNamedAt(phrase: Phrase, words: readonly string[], at: number): boolean {
  if (phrase.words.length === 1 && words.length > 1 && isTooShort(phrase)) return false;
  return phrase.words.every((word, i) => words[at + i] === word);
}

/** `AC` or `ET` inside a sentence is not a drug; as the whole text it may be. */
function isTooShort(phrase: Phrase): boolean {
  return (phrase.words[0]?.length ?? 0) < SHORTEST_WORD_IN_TEXT;
}

const SHORTEST_WORD_IN_TEXT = 4;

/** The word before a name that turns it into its opposite: `non-small cell`, `no melanoma`. */
const NEGATING: ReadonlySet<string> = new Set(['non', 'no', 'not', 'without', 'anti']);
