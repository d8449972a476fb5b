import type { GeneSymbol } from '../domain/alteration.ts';
import { geneByName } from './geneLookup.ts';
import type { Terminology } from './terminology.ts';

/** Genes named in a text by symbol or alias. Lower-case words (`met`, `ret`) are words. */
export function genesNamedIn(terminology: Terminology, text: string): readonly GeneSymbol[] {
  const found = new Set<GeneSymbol>();
  const words = text.slice(0, LONGEST_TEXT).split(/[^\w:/-]+|(?<!:):(?!:)/);
  for (const word of words) {
    const family = familyIn(terminology, word);
    for (const gene of family) found.add(gene);
    if (family.length > 0) continue;
    for (const part of [word, ...word.split(/::|[/_-]/)]) {
      const symbol = SYMBOL_SHAPE.test(part) ? geneByName(terminology, part) : null;
      if (symbol === null) continue;
      found.add(symbol);
      if (part === word) break;
    }
  }
  return [...found];
}

const LONGEST_TEXT = 4000;

/** Capitals first: `eGFR` is kidney function, not a gene. */
const SYMBOL_SHAPE = /^(?:c-)?[A-Z]+[A-Z0-9]/;

/** `NTRK1/2/3` and `NTRK1-3` are three genes, as long as each of them is one. */
function familyIn(terminology: Terminology, word: string): readonly GeneSymbol[] {
  const match = /^([A-Z][A-Z\d]{0,8}?)(\d)((?:\/\d){1,8}|-\d)-?$/.exec(word);
  if (match === null) return NO_GENES;
  const [, stem = '', first = '', rest = ''] = match;
  const numbers = rest.startsWith('-')
    ? numbersFrom(Number(first), Number(rest.slice(1)))
    : [first, ...rest.slice(1).split('/')];
  const genes = numbers.map((number) => geneByName(terminology, `${stem}${String(number)}`));
  const known = genes.filter((gene) => gene !== null);
  return known.length === genes.length ? known : NO_GENES;
}

function numbersFrom(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_none, at) => first + at);
}

const NO_GENES: readonly GeneSymbol[] = [];
