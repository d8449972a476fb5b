import type { Alteration, GeneSymbol } from '../domain/alteration.ts';
import type { AnyAlterationOf } from '../domain/reading.ts';
import { fusionsOf } from './fusion.ts';
import { genesNamedIn } from './genesNamedIn.ts';
import { presenceInWords } from './presenceInWords.ts';
import type { Terminology } from './terminology.ts';

/**
 * `No ALK, ROS1 or RET fusion` is one statement, although commas stand in it: commas within a list
 * of genes that shares what follows it are taken out. A list of commas alone is one only before a
 * plural or a denial: in `No ALK, ROS1 fusion detected` the second may well be there.
 */
export function withJoinedLists(terminology: Terminology, text: string): string {
  if (!text.includes(',')) return text;
  return text.replace(LIST, (list: string, offset: number) => {
    const shared = text.slice(offset + list.length, offset + list.length + LONGEST_NOUN);
    const isPlaceOfDenial =
      IN.test(text.slice(Math.max(0, offset - LONGEST_PREPOSITION), offset)) && AT_END.test(shared);
    const isList = CONJUNCTION.test(list)
      ? SHARED.test(shared)
      : SURELY_SHARED.test(shared) || isPlaceOfDenial;
    return isList && list.split(SEPARATOR).every((one) => isGene(terminology, one))
      ? list.replaceAll(/-?,|-(?=\s)/g, '')
      : list;
  });
}

function isGene(terminology: Terminology, text: string): boolean {
  return genesNamedIn(terminology, text).length > 0;
}

/** A gene, a family (`NTRK1/2/3`) or a fusion (`CCDC6-RET`). */
const SYMBOL = '(?:c-)?[A-Z][A-Z0-9]{1,9}(?:(?:[/-]\\d){1,8}|(?:::|[/-])[A-Z][A-Z0-9]{1,9})?-?';
const WORD = '(?:and|or|nor|und|oder|et|ou|y|o|e|en|of)';
const LIST = new RegExp(
  `(?<![\\w-])${SYMBOL}(?:(?:,\\s?${SYMBOL}){0,40},?\\s(?:${WORD}|&)\\s${SYMBOL}|(?:,\\s?${SYMBOL}){1,40})(?!\\w)`,
  'g',
);
const SEPARATOR = new RegExp(`,\\s?(?:${WORD}\\s)?|\\s(?:${WORD}|&)\\s`);
const CONJUNCTION = new RegExp(`\\s(?:${WORD}|&)\\s`);

/** What all genes of a list share: the class of alteration, or the answer; or the sentence is over. */
const SHARED =
  /^(?:\s*$|\s*[.,;:\n]|[\s-]*(?:genes?\s)?(?:fusion|rearrang|transloc|umlager|mutat|mutier|alterat|aberr|variant|amplif|wild|not\b|neg|are\b|were\b|is\b|was\b|sind\b))/i;
const SURELY_SHARED =
  /^(?:\s*:|[\s-]*(?:genes?\s)?(?:(?:fusion|rearrangement|translocation|mutation|alteration|aberration|variant|amplification)(?:s|en)\b|not\b|neg|wild))/i;
const LONGEST_NOUN = 30;
/** `No mutation detected in EGFR, KRAS, BRAF`. */
const LONGEST_PREPOSITION = 8;
const IN = /\b(?:in|of|for|within)\s$/i;
const AT_END = /^\s*(?:[.;\n]|$)/;

/** What a denial of several genes denies, or `null` when it is no such denial or does not say of which gene what. */
export function deniedOfEach(
  terminology: Terminology,
  clause: string,
  named: readonly GeneSymbol[],
): Denied | null {
  if (named.length < 2 || clause.includes('::')) return null;
  const classes = [...clause.matchAll(CLASS)];
  if (classes.length === 0 || presenceInWords(clause) !== 'absent') return null;
  if (STRUCTURE.test(clause)) return null;
  if (TURN.test(clause) || goesOnWithoutDenial(clause, classes)) return NOT_SAID;
  const kinds = new Set(classes.map(classOf));
  const [kind] = kinds;
  if (kind !== undefined && kinds.size === 1) {
    return isOnePair(terminology, clause, named, kind)
      ? null
      : denialOf(
          terminology,
          named.map((gene) => [gene, kind] as const),
        );
  }
  // `No EGFR mutation or ALK fusion`: each class is of the genes before it.
  const pairs: (readonly [GeneSymbol, AlterationClass])[] = [];
  let from = 0;
  for (const found of classes) {
    const genes = genesNamedIn(terminology, clause.slice(from, found.index));
    if (genes.length === 0) return NOT_SAID;
    pairs.push(...genes.map((gene) => [gene, classOf(found)] as const));
    from = found.index + found[0].length;
  }
  return genesNamedIn(terminology, clause.slice(from)).length > 0
    ? NOT_SAID
    : denialOf(terminology, pairs);
}

/** Copies and structure are no class that a list shares; what reads them elsewhere knows them better. */
const STRUCTURE = /\bcopy.?number|\bCNVs?\b|\bstructural|\bFISH\b|\bprotein|\bexpress/i;

/** `No ALK fusion but ROS1 fusion`: what stands behind is not denied. */
const TURN =
  /\b(?:but|however|except|apart|besides|other than|only|instead|positiv\w*|jedoch|aber|sondern|außer|nur|mais|sauf|pero|salvo)\b/i;

/** `No ALK fusion and ROS1 fusion detected` may mean that the second is there; `ALK fusion and EGFR mutation not detected` cannot. */
function goesOnWithoutDenial(clause: string, classes: readonly RegExpExecArray[]): boolean {
  const [first] = classes;
  const last = classes.at(-1);
  if (first === undefined || last === undefined || first === last) return false;
  return (
    AND.test(clause.slice(first.index, last.index)) &&
    !/\bnot\b|negat|nicht/i.test(clause.slice(last.index))
  );
}

const AND = /[&,]|\b(?:and|und|et|y|e|en|with|mit)\b(?!\s(?:no|kein\w*)\b)/i;

interface Denied {
  readonly alterations: readonly Alteration[];
  readonly genes: readonly AnyAlterationOf[];
}

const NOT_SAID: Denied = { alterations: [], genes: [] };

type AlterationClass = 'fusion' | 'amplification' | 'mutation' | 'any';

const CLASS =
  /fusion|rearrang|transloc|umlager|amplif|mutat|mutier|mutant|variant|wild.?typ|\bWT\b|alterat|aberr|alterier|veränder/gi;

function classOf([word]: RegExpMatchArray): AlterationClass {
  if (/^(?:fusion|rearr|transl|umlag)/i.test(word)) return 'fusion';
  if (/^amplif/i.test(word)) return 'amplification';
  return /^(?:alter|aberr|ver)/i.test(word) ? 'any' : 'mutation';
}

/** `No EML4-ALK fusion` and `no fusion between EML4 and ALK` name one fusion, not two genes of a list. */
function isOnePair(
  { genes }: Terminology,
  clause: string,
  named: readonly GeneSymbol[],
  kind: AlterationClass,
): boolean {
  if (kind !== 'fusion') return false;
  const areDrivers = named.every((gene) => genes.get(gene)?.role === 'oncogene');
  return !areDrivers || /\bbetween\b|\bwith\b/i.test(clause);
}

function denialOf(
  terminology: Terminology,
  pairs: readonly (readonly [GeneSymbol, AlterationClass])[],
): Denied {
  return {
    alterations: pairs.flatMap(([gene, kind]): readonly Alteration[] => {
      if (kind === 'fusion') return fusionsOf(terminology, [gene]);
      return kind === 'amplification'
        ? [{ kind: 'copy-number', gene, direction: 'amplification' }]
        : [];
    }),
    genes: pairs.flatMap(([gene, kind]): readonly AnyAlterationOf[] => {
      if (kind === 'mutation') return [{ kind: 'any', gene, only: 'mutations' }];
      return kind === 'any' ? [{ kind: 'any', gene }] : [];
    }),
  };
}
