import type { GeneSymbol, ProteinChange } from '../domain/alteration.ts';
import type { GeneEntry } from './terminologyFiles.ts';
import type { Terminology } from './terminology.ts';

/** What a `p.` expression says, in one-letter form and in the numbering it was written in. */
export type ProteinReading =
  | { readonly read: 'change'; readonly change: ChangedResidues }
  /** `p.=`, `p.Trp24=`: the protein stays as it is. */
  | { readonly read: 'no-change' }
  /** `p.?`, `p.(Gly56Ala^Ser)`, `insX[23]`, or not HGVS at all. */
  | { readonly read: 'unparsed' };

export interface ChangedResidues {
  readonly effect: ProteinChange['effect'];
  readonly first: Residue;
  readonly last: Residue;
  /** What follows the residues: `M`, `del`, `insSVD`, `delinsP`, `dup`, `fs`, `*`, `ext`. */
  readonly tail: string;
  /** A stop written as `X`, which in the clinic can also stand for "any residue" (as in `G719X`). */
  readonly stopAsX: boolean;
}

interface Residue {
  readonly letter: string;
  readonly number: number;
}

/** The change in the gene's MANE numbering, `no-change`, or `null` when it cannot be told. */
export type ResolvedProteinChange = ProteinChange | 'no-change' | null;

/**
 * Reads a protein change of a known gene. `accession` is the sequence its numbers count on (the
 * protein's, else the transcript's); genes with several numberings in use are moved to MANE.
 */
export function proteinChangeOf(
  terminology: Terminology,
  gene: GeneSymbol,
  text: string,
  accession: string | null,
): ResolvedProteinChange {
  const reading = readProteinChange(text);
  if (reading.read === 'no-change') return 'no-change';
  if (reading.read === 'unparsed') return null;
  const entry = terminology.genes.get(gene);
  // An oncogene's `G719X` is any substitution, not a stop codon: which one cannot be told.
  if (reading.change.stopAsX && entry?.role === 'oncogene') return null;
  const change = inManeNumbering(entry, reading.change, accession);
  return change === null ? null : asProteinChange(gene, change);
}

/** Reads HGVS protein notation in one or three letters, with or without accession, `p.` and brackets. */
export function readProteinChange(text: string): ProteinReading {
  const body = oneLetterForm(withoutDecoration(text));
  if (/^(?:[A-Z*]\d+)?=$/.test(body)) return { read: 'no-change' };
  for (const form of FORMS) {
    const change = form(body);
    if (change !== null) {
      return isSilent(change) ? { read: 'no-change' } : { read: 'change', change };
    }
  }
  return { read: 'unparsed' };
}

/** `T790M`, `E746_A750del`: the canonical spelling. */
export function spelled({ first, last, tail }: ChangedResidues): string {
  const residue = ({ letter, number }: Residue): string => `${letter}${String(number)}`;
  const range =
    first.number === last.number ? residue(first) : `${residue(first)}_${residue(last)}`;
  return range + tail;
}

function asProteinChange(gene: GeneSymbol, change: ChangedResidues): ProteinChange {
  return {
    kind: 'protein-change',
    gene,
    change: spelled(change),
    from: change.first.number,
    to: change.last.number,
    effect: change.effect,
  };
}

/**
 * FGFR2 is the reason: papers number it on NM_022970, one higher than MANE. The accession decides;
 * without one, only the changes that the terminology lists as recognisable are moved.
 */
function inManeNumbering(
  entry: GeneEntry | undefined,
  change: ChangedResidues,
  accession: string | null,
): ChangedResidues | null {
  const unversioned = accession?.split('.')[0] ?? null;
  for (const { accessions, offset, recognise = [] } of entry?.otherNumberings ?? []) {
    const moved = shifted(change, offset);
    if (moved.first.number < 1) continue;
    if (unversioned !== null && accessions.includes(unversioned)) return moved;
    if (unversioned === null && recognise.includes(spelled(moved))) return moved;
  }
  return change;
}

function shifted(change: ChangedResidues, offset: number): ChangedResidues {
  const move = ({ letter, number }: Residue): Residue => ({ letter, number: number + offset });
  return { ...change, first: move(change.first), last: move(change.last) };
}

function isSilent(change: ChangedResidues): boolean {
  return change.effect === 'substitution' && change.tail === change.first.letter;
}

/** Drops accession, gene in brackets, `p.`, brackets of predicted changes and blanks. */
function withoutDecoration(text: string): string {
  let body = text
    .slice(0, LONGEST_CHANGE)
    .replace(/\s+/g, '')
    .replace(/[.,;]+$/, '');
  body = body.replace(/^[A-Za-z][\w.-]*(?:\([\w-]+\))?:/, '').replace(/^\(?p\./, '');
  const bracketed = /^[([]([^()[\]]*)[)\]]$/.exec(body);
  if (bracketed !== null) return bracketed[1] ?? '';
  // A bracket that opened before the part we were given: `(p.Val611fs)`.
  return body.endsWith(')') && !body.includes('(') ? body.slice(0, -1) : body;
}

const LONGEST_CHANGE = 400;

function oneLetterForm(body: string): string {
  if (/^[a-z]\d+[a-z*]$/.test(body)) return body.toUpperCase();
  const spelledOut = /^[A-Z]{3}\d+[A-Z]{3}$/.test(body)
    ? body.replace(/[A-Z]{3}/g, (word) => word.charAt(0) + word.slice(1).toLowerCase())
    : body;
  return spelledOut.replace(/[A-Z][a-z]{2}/g, (word) => LETTERS.get(word) ?? word);
}

const LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Ala: 'A',
    Arg: 'R',
    Asn: 'N',
    Asp: 'D',
    Cys: 'C',
    Gln: 'Q',
    Glu: 'E',
    Gly: 'G',
    His: 'H',
    Ile: 'I',
    Leu: 'L',
    Lys: 'K',
    Met: 'M',
    Phe: 'F',
    Pro: 'P',
    Sec: 'U',
    Ser: 'S',
    Ter: '*',
    Thr: 'T',
    Trp: 'W',
    Tyr: 'Y',
    Val: 'V',
  }),
);

const AA = '[ACDEFGHIKLMNPQRSTUVWY]';
const SITE = `(${AA})(\\d{1,5})`;
const SITES = `${SITE}(?:_${SITE})?`;

type Form = (body: string) => ChangedResidues | null;

/** HGVS recommendations, protein: one form per kind of change. */
const FORMS: readonly Form[] = [
  form(new RegExp(`^${SITE}(${AA})$`), 'substitution', (m) => m[3] ?? ''),
  form(new RegExp(`^${SITE}[*X]$`), 'nonsense', () => '*'),
  // The short form of a frameshift names the first residue only; length and new residue depend on the reader.
  form(new RegExp(`^${SITE}${AA}?fs(?:[*X]?(?:\\d+|\\?)?)$`), 'frameshift', () => 'fs'),
  form(new RegExp(`^${SITE}(?:delins|>)(${AA})$`), 'substitution', (m) => m[3] ?? ''),
  rangeForm(`del(?:\\d+|${AA}+)?`, 'deletion', () => 'del'),
  rangeForm(`dup(?:\\d+|${AA}+)?`, 'duplication', () => 'dup'),
  rangeForm(
    `(?:del(?:\\d+|${AA}+)?ins|>)(${AA}+\\*?)`,
    'deletion-insertion',
    (m) => `delins${m[5] ?? ''}`,
  ),
  insertion,
  form(
    /^(\*|M)(\d{1,5})(?:[ACDEFGHIKLMNPQRSTUVWY]?ext.{0,12}|[ACDEFGHIKLMNPQRSTUVWY])$/,
    'extension',
    () => 'ext',
  ),
];

function form(
  pattern: RegExp,
  effect: ChangedResidues['effect'],
  tail: (match: RegExpExecArray) => string,
): Form {
  return (body) => {
    const match = pattern.exec(body);
    const first = match === null ? null : residueAt(match, 1);
    if (match === null || first === null) return null;
    const stopAsX = effect === 'nonsense' && body.endsWith('X');
    return { effect, first, last: first, tail: tail(match), stopAsX };
  };
}

function rangeForm(
  ending: string,
  effect: ChangedResidues['effect'],
  tail: (match: RegExpExecArray) => string,
): Form {
  const pattern = new RegExp(`^${SITES}${ending}$`);
  return (body) => {
    const match = pattern.exec(body);
    const first = match === null ? null : residueAt(match, 1);
    if (match === null || first === null) return null;
    const last = match[4] === undefined ? first : residueAt(match, 3);
    if (last === null || last.number < first.number) return null;
    return { effect, first, last, tail: tail(match), stopAsX: false };
  };
}

/** An insertion stands between two neighbours, and says what was inserted. */
function insertion(body: string): ChangedResidues | null {
  const match = INSERTION.exec(body);
  const first = match === null ? null : residueAt(match, 1);
  const last = match === null ? null : residueAt(match, 3);
  if (match === null || first === null || last?.number !== first.number + 1) return null;
  return { effect: 'insertion', first, last, tail: `ins${match[5] ?? ''}`, stopAsX: false };
}

/** `ins23` says how many residues, not which. */
const INSERTION = new RegExp(`^${SITE}_${SITE}ins(${AA}+\\*?|[1-9]\\d{0,3})$`);

function residueAt(match: RegExpExecArray, group: number): Residue | null {
  const number = Number(match[group + 1]);
  return number < 1 ? null : { letter: match[group] ?? '', number };
}
