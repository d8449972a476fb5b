import type { CodingChange, ExonEvent, GeneSymbol, ProteinChange } from '../domain/alteration.ts';
import { proteinChangeOf } from './proteinChange.ts';
import type { Terminology } from './terminology.ts';
import type { GeneEntry } from './terminologyFiles.ts';

/** What a `c.` expression says. */
export type CodingReading =
  | { readonly read: 'change'; readonly change: string; readonly spliceSite: boolean }
  | { readonly read: 'no-change' }
  | { readonly read: 'unparsed' };

/** Reads HGVS coding notation. Bases that a range already says (`del15`, `delGGAATT`) are dropped. */
export function readCodingChange(text: string): CodingReading {
  const body = withoutDecoration(text);
  if (/^(?:[-*]?\d+(?:[+-]\d+)?[ACGT]?)?=$/.test(body)) return { read: 'no-change' };
  const match = CHANGE.exec(body);
  if (match === null) return { read: 'unparsed' };
  const [, first = '', last, event = ''] = match;
  const ending = endingOf(event, last !== undefined);
  if (ending === null) return { read: 'unparsed' };
  if (ending === '=') return { read: 'no-change' };
  return {
    read: 'change',
    change: `${first}${last === undefined ? '' : `_${last}`}${ending}`,
    spliceSite: touchesSpliceSite(first, last ?? first),
  };
}

/**
 * The coding change of a gene, or `null` when it is not one. Where the terminology tells what it
 * does to the protein it is that change, so that both spellings are one alteration.
 */
export function codingChangeOf(
  terminology: Terminology,
  gene: GeneSymbol,
  text: string,
  accession: string | null = null,
): CodingChange | ExonEvent | ProteinChange | null {
  const reading = readCodingChange(text);
  if (reading.read !== 'change') return null;
  const { change, spliceSite } = reading;
  const entry = terminology.genes.get(gene);
  const effect = entry === undefined ? null : residueChange(entry, change);
  const protein = effect === null ? null : proteinChangeOf(terminology, gene, effect, null);
  if (protein !== null && protein !== 'no-change') return protein;
  const event =
    entry === undefined
      ? null
      : spliceSite
        ? skippedExonOf(entry, gene, change, accession)
        : exonEventOf(entry, gene, change);
  return event ?? { kind: 'coding-change', gene, change, spliceSite };
}

/** What a change within one codon that the terminology holds does to its residue: `T790M`. */
function residueChange({ codons = {} }: GeneEntry, change: string): string | null {
  const match = WITHIN_CODON.exec(change);
  if (match === null) return null;
  const [, first = '', last = first, from, to, replacement] = match;
  const start = Number(first) - 1;
  const residue = String(Math.floor(start / CODON) + 1);
  const codon = Object.hasOwn(codons, residue) ? codons[residue] : undefined;
  const bases = replacement ?? to ?? '';
  const offset = start % CODON;
  const length = Number(last) - start;
  if (codon === undefined || length !== bases.length || offset + length > CODON) return null;
  // A reference base that is not the codon's: another transcript, or a mistake.
  if (from !== undefined && from !== codon.charAt(offset)) return null;
  const changed = codon.slice(0, offset) + bases + codon.slice(offset + length);
  return `${aminoAcidOf(codon)}${residue}${aminoAcidOf(changed)}`;
}

const WITHIN_CODON = /^(\d+)(?:_(\d+))?(?:([ACGT])>([ACGT])|delins([ACGT]{1,3}))$/;

/** Bases of a codon. */
const CODON = 3;

/** The standard genetic code (NCBI translation table 1), bases in the order T, C, A, G. */
function aminoAcidOf(codon: string): string {
  let index = 0;
  for (const base of codon) index = index * BASES.length + BASES.indexOf(base);
  return GENETIC_CODE.charAt(index);
}

const BASES = 'TCAG';
const GENETIC_CODE = 'FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG';

/** An in-frame change of length in an exon that has a name in the clinic: `2235_2249del` is an EGFR exon 19 deletion. */
function exonEventOf(
  { exons = [] }: GeneEntry,
  gene: GeneSymbol,
  change: string,
): ExonEvent | null {
  const match = CHANGE_OF_LENGTH.exec(change);
  if (match === null) return null;
  const [, first = '', last = first, kind = '', bases = ''] = match;
  const span = Number(last) - Number(first) + 1;
  const gained = kind === 'dup' ? span : kind === 'ins' ? bases.length : bases.length - span;
  if (gained === 0 || gained % CODON !== 0) return null;
  const exon = exons.find(
    ({ from, to }) => Number(first) > (from - 1) * CODON && Number(last) <= to * CODON,
  );
  if (exon === undefined) return null;
  const event = gained < 0 ? 'deletion' : 'insertion';
  return { kind: 'exon-event', gene, exon: exon.exon, event };
}

/**
 * A change of the acceptor before the first codon of an exon, or of the donor behind its last, where
 * the terminology says that it leaves the exon out: `3028+1G>A` is MET exon 14 skipping.
 */
function skippedExonOf(
  { exons = [], skippedExons = [], otherNumberings = [] }: GeneEntry,
  gene: GeneSymbol,
  change: string,
  accession: string | null,
): ExonEvent | null {
  const [bare] = accession?.split('.') ?? [];
  const numbering = otherNumberings.find(
    ({ accessions }) => bare !== undefined && accessions.includes(bare),
  );
  const shift = (numbering?.offset ?? 0) * CODON;
  const sites = [...change.matchAll(INTRONIC)].map(([, base, side]) => ({
    residue: Math.ceil((Number(base) + shift) / CODON),
    isDonor: side === '+',
  }));
  const exon = exons.find(
    ({ exon: number, from, to }) =>
      skippedExons.includes(number) &&
      sites.some(({ residue, isDonor }) => residue === (isDonor ? to : from)),
  );
  return exon === undefined
    ? null
    : { kind: 'exon-event', gene, exon: exon.exon, event: 'skipping' };
}

const INTRONIC = /(?<![\d+-])(\d{1,7})([+-])\d/g;

const CHANGE_OF_LENGTH = /^(\d+)(?:_(\d+))?(del|dup|ins|delins)([ACGT]*)$/;

/** Position in the coding sequence, before it (`-14`), after it (`*6`) or in an intron (`594-2`). */
const POSITION = '[-*]?\\d{1,7}(?:[+-]\\d{1,7})?';
const CHANGE = new RegExp(`^(${POSITION})(?:_(${POSITION}))?([ACGTacgtdelinsupv>0-9]+)$`);

function endingOf(event: string, isRange: boolean): string | null {
  const substitution = /^([ACGT])>([ACGT])$/i.exec(event);
  if (substitution !== null && !isRange) {
    const [, from = '', to = ''] = substitution;
    return from === to ? '=' : event.toUpperCase();
  }
  const replacement = /^(?:del(?:\d+|[ACGT]+)?ins|[ACGT]*>)([ACGT]+)$/.exec(event);
  if (replacement !== null && (isRange || event.startsWith('del'))) {
    return `delins${replacement[1] ?? ''}`;
  }
  const [, plain] = /^(del|dup|inv)(?:\d+|[ACGT]+)?$/.exec(event) ?? [];
  if (plain !== undefined) return plain;
  return isRange && /^ins(?:[ACGT]+|\d+)$/.test(event) ? event : null;
}

/** The canonical splice sites are the intron's first two and last two bases. */
function touchesSpliceSite(first: string, last: string): boolean {
  const offsets = [first, last].map(intronOffset);
  const [from = 0, to = 0] = offsets;
  if (offsets.some((offset) => offset !== 0 && Math.abs(offset) <= SPLICE_SITE_BASES)) return true;
  // A range from exon into intron, or across an exon, runs over at least one site.
  return (from === 0) !== (to === 0) || (from < 0 && to > 0);
}

const SPLICE_SITE_BASES = 2;

function intronOffset(position: string): number {
  return Number(/\d([+-]\d+)$/.exec(position)?.[1] ?? 0);
}

function withoutDecoration(text: string): string {
  const body = text
    .slice(0, LONGEST_CHANGE)
    .replace(/\s+/g, '')
    .replace(/^[A-Za-z][\w.]*(?:\([\w.-]+\))?:/, '')
    .replace(/^\(?c\./, '')
    .replace(/^splicesite/i, '');
  const bracketed = /^[([]([^()[\]]*)[)\]]$/.exec(body);
  if (bracketed !== null) return bracketed[1] ?? '';
  return body.endsWith(')') && !body.includes('(') ? body.slice(0, -1) : body;
}

const LONGEST_CHANGE = 400;
