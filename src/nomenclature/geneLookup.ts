import type { GeneSymbol } from '../domain/alteration.ts';
import type { Coded, Concept } from './concept.ts';
import type { Terminology } from './terminology.ts';

export type GeneLookup =
  | { readonly found: 'gene'; readonly gene: GeneSymbol }
  /**
   * Not in the terminology. `symbol` is what the record calls it, when that looks like a symbol;
   * it is certain where it stands beside an identifier or under a system of genes.
   */
  | { readonly found: 'unknown'; readonly symbol: string | null; readonly certain: boolean }
  /** Identifier and symbol name different genes: official examples show KIT's id as `NRAS`. */
  | {
      readonly found: 'conflict';
      /** The genes of the terminology that it may be; none of them may be taken. */
      readonly between: readonly GeneSymbol[];
      readonly message: string;
    };

/** The gene of a symbol, alias or full name in any case, or `null`. */
export function geneByName(terminology: Terminology, name: string): GeneSymbol | null {
  return terminology.geneByName.get(name.trim().toUpperCase()) ?? null;
}

/**
 * The genes of one `gene studied` concept: one in several code systems, or a whole panel with a
 * coding for each gene. Every coding is judged by itself, identifier against symbol. Identifiers
 * that a sender writes beside any symbol are `meaningless`.
 */
export function genesOfConcept(
  terminology: Terminology,
  concept: Concept,
  meaningless: ReadonlySet<string> = NO_IDS,
): readonly GeneLookup[] {
  const codings = concept.codings.filter(({ system }) => !isGeneGroup(system));
  const lookups = codings.map((coding) => geneOfCoding(terminology, coding, meaningless));
  const named = concept.text === null ? null : geneByName(terminology, concept.text);
  if (lookups.length === 0) {
    if (named !== null) return [{ found: 'gene', gene: named }];
    return concept.text === null ? [] : [unknown(concept.text, false)];
  }
  const distinct = withoutRepeats(lookups);
  const [only] = distinct;
  if (distinct.length !== 1 || only === undefined || named === null) return distinct;
  if (only.found === 'gene' && only.gene !== named) {
    return [conflict([only.gene, named], `The coding names ${only.gene}, the text ${named}.`)];
  }
  return only.found === 'unknown' ? [{ found: 'gene', gene: named }] : distinct;
}

const NO_IDS: ReadonlySet<string> = new Set();

/** The identifiers of a concept, each with the symbol beside it, to see how a sender uses them. */
export function namedIdentifiersIn(
  concept: Concept,
): readonly { readonly id: string; readonly symbol: string }[] {
  return concept.codings.flatMap((coding) => {
    const { id, names } = partsOfCoding(coding);
    const symbol = names.find(looksLikeSymbol);
    return id === null || symbol === undefined ? [] : [{ id: id.value, symbol }];
  });
}

function geneOfCoding(
  terminology: Terminology,
  coding: Coded,
  meaningless: ReadonlySet<string>,
): GeneLookup {
  const { id, names } = partsOfCoding(coding);
  const [name] = names.map((text) => geneByName(terminology, text)).filter((gene) => gene !== null);
  if (id === null || meaningless.has(id.value)) {
    return name === undefined
      ? unknown(names[0] ?? null, isGeneSystem(coding.system))
      : { found: 'gene', gene: name };
  }
  return agreed(terminology, id, name ?? null, names);
}

interface GeneId {
  readonly authority: 'hgnc' | 'ncbi';
  readonly value: string;
}

/** Identifier and symbol, wherever they stand: also reversed, bare or with a stray `#`. */
function partsOfCoding({ system, code, display }: Coded): {
  readonly id: GeneId | null;
  readonly names: readonly string[];
} {
  const parts = [code, display].filter((part) => part !== null);
  const [id] = parts.map((part) => idIn(part, system)).filter((found) => found !== null);
  const names = parts.filter((part) => idIn(part, null) === null && !/^\d+$/.test(part.trim()));
  return { id: id ?? null, names };
}

function isGeneSystem(system: string | null): boolean {
  return system !== null && /genenames|hgnc|ncbi\.nlm\.nih\.gov\/gene/i.test(system);
}

function agreed(
  terminology: Terminology,
  id: GeneId,
  named: GeneSymbol | null,
  names: readonly string[],
): GeneLookup {
  const identified =
    (id.authority === 'hgnc' ? terminology.geneByHgnc : terminology.geneByNcbi).get(id.value) ??
    null;
  if (identified === null) {
    if (named === null) return unknown(names[0] ?? null, true);
    // The table knows the named gene's identifier, and it is not this one.
    return hasIdOf(terminology, named, id.authority)
      ? conflict([named], `${id.value} is not the identifier of ${named}.`)
      : { found: 'gene', gene: named };
  }
  if (named !== null && named !== identified) {
    return conflict(
      [identified, named],
      `${id.value} is ${identified}, but the record calls it ${named}.`,
    );
  }
  const stranger = named === null ? names.find(looksLikeSymbol) : undefined;
  return stranger === undefined
    ? { found: 'gene', gene: identified }
    : conflict([identified], `${id.value} is ${identified}, but the record gives another symbol.`);
}

function hasIdOf(
  terminology: Terminology,
  gene: GeneSymbol,
  authority: GeneId['authority'],
): boolean {
  return authority === 'hgnc' || terminology.genes.get(gene)?.ncbi !== undefined;
}

/** `HGNC:3236`, `#HGNC:3236`, a bare number under HGNC's or NCBI's system. */
function idIn(text: string, system: string | null): GeneId | null {
  const hgnc = /^#?HGNC:(\d+)$/i.exec(text.trim());
  if (hgnc !== null) return { authority: 'hgnc', value: `HGNC:${hgnc[1] ?? ''}` };
  if (system === null || !/^\d+$/.test(text.trim())) return null;
  if (/ncbi/i.test(system)) return { authority: 'ncbi', value: text.trim() };
  if (/genenames|hgnc/i.test(system)) return { authority: 'hgnc', value: `HGNC:${text.trim()}` };
  return null;
}

/** HGNC gene groups share the server name but are families, never a gene. */
function isGeneGroup(system: string | null): boolean {
  return system !== null && /genegroup/i.test(system);
}

/** HGNC symbols are upper-case letters and digits; full names have blanks and lower case. */
export function looksLikeSymbol(text: string): boolean {
  return /^[A-Z][A-Z0-9]{1,9}(?:orf\d+)?(?:-[A-Z0-9]{1,6})?$/.test(text.trim());
}

function unknown(name: string | null, isCertain: boolean): GeneLookup {
  const symbol = name !== null && looksLikeSymbol(name) ? name.trim() : null;
  return { found: 'unknown', symbol, certain: isCertain && symbol !== null };
}

function conflict(between: readonly GeneSymbol[], message: string): GeneLookup {
  return { found: 'conflict', between, message };
}

function withoutRepeats(lookups: readonly GeneLookup[]): readonly GeneLookup[] {
  const byKey = new Map(lookups.map((lookup) => [JSON.stringify(lookup), lookup]));
  const found = [...byKey.values()];
  // A second code system that the table lacks adds nothing to a gene already found.
  const genes = found.filter((lookup) => lookup.found === 'gene');
  const anonymous = (lookup: GeneLookup): boolean =>
    lookup.found === 'unknown' && lookup.symbol === null;
  return genes.length === 0 ? found : found.filter((lookup) => !anonymous(lookup));
}
