import type { CodingChange, GeneSymbol, ProteinChange } from '../domain/alteration.ts';
import { proteinChangeOf } from './proteinChange.ts';
import type { Terminology } from './terminology.ts';

/** What a `c.` expression says. */
export type CodingReading =
  | { readonly read: 'change'; readonly change: string; readonly spliceSite: boolean }
  | { readonly read: 'no-change' }
  | { readonly read: 'unparsed' };

/** Reads HGVS coding notation. Bases that a range already says (`del15`, `delGGAATT`) are dropped. */
export function readCodingChange(text: string): CodingReading {
  const body = withoutDecoration(text);
  if (/^(?:[-*]?\d+(?:[+-]\d+)?)?=$/.test(body)) return { read: 'no-change' };
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
 * The coding change of a gene, or `null` when it is not one. Where the terminology knows its effect
 * on the protein it is that protein change, so that both spellings are one alteration.
 */
export function codingChangeOf(
  terminology: Terminology,
  gene: GeneSymbol,
  text: string,
): CodingChange | ProteinChange | null {
  const reading = readCodingChange(text);
  if (reading.read !== 'change') return null;
  const { change, spliceSite } = reading;
  const known = terminology.genes.get(gene)?.codingChanges ?? {};
  const effect = Object.hasOwn(known, change) ? known[change] : undefined;
  const protein = effect === undefined ? null : proteinChangeOf(terminology, gene, effect, null);
  return protein === null || protein === 'no-change'
    ? { kind: 'coding-change', gene, change, spliceSite }
    : protein;
}

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
