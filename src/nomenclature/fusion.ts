import type { Fusion, GeneSymbol } from '../domain/alteration.ts';
import { geneByName, looksLikeSymbol } from './geneLookup.ts';
import type { Terminology } from './terminology.ts';

/**
 * The fusion of two named genes. Records do not agree on order (GRIG: two `gene studied`
 * components, in any order), so the gene that carries the function is told from the terminology:
 * the one that is an oncogene, else the one it knows. Of two equals the first in the alphabet is
 * taken: rules look at both sides, and one fusion is one finding.
 */
export function fusionsOf(
  terminology: Terminology,
  names: readonly (string | null)[],
): readonly Fusion[] {
  const [a, b] = names.map((name) => partnerOf(terminology, name));
  if (a === undefined) return [];
  if (b === undefined || a.name === b.name) return a.name === '?' ? [] : [fusion(a.name, null)];
  const rank = ({ driver, known, name }: Side): string =>
    `${driver ? '0' : known ? '1' : name === '?' ? '3' : '2'}${name}`;
  const [carrier, partner] = rank(a) < rank(b) ? [a, b] : [b, a];
  return [fusion(carrier.name, partner.name)];
}

/** `EML4::ALK`, `EML4-ALK`, `EML4/ALK`: the two names, or `null` when the text is not a pair. */
export function fusionPairIn(terminology: Terminology, text: string): readonly string[] | null {
  if (text.length > LONGEST_PAIR) return null;
  const pair = /^([A-Za-z0-9-]+?)(?:::|\/|-)([A-Za-z][A-Za-z0-9-]*)$/.exec(text.trim());
  if (pair === null || geneByName(terminology, text) !== null) return null;
  const [, first = '', second = ''] = pair;
  const names = [first, second];
  const isFusion =
    names.every((name) => looksLikeSymbol(name) || geneByName(terminology, name) !== null) &&
    (text.includes('::') || names.every((name) => geneByName(terminology, name) !== null));
  return isFusion ? names : null;
}

const LONGEST_PAIR = 40;

interface Side {
  readonly name: GeneSymbol;
  readonly known: boolean;
  readonly driver: boolean;
}

function partnerOf(terminology: Terminology, name: string | null): Side {
  const symbol = name === null ? null : geneByName(terminology, name);
  if (symbol === null) return { name: name ?? '?', known: false, driver: false };
  const driver = terminology.genes.get(symbol)?.role === 'oncogene';
  return { name: symbol, known: true, driver };
}

function fusion(gene: GeneSymbol, partner: GeneSymbol | null): Fusion {
  return { kind: 'fusion', gene, partner: partner === '?' ? null : partner };
}
