import type { Phase } from '../domain/reading.ts';
import { readProteinChange } from './proteinChange.ts';

/** One notation found in a text; classified by what it is, not by the slot it stood in. */
export interface VariantExpression {
  readonly level: 'protein' | 'coding' | 'genomic';
  readonly accession: string | null;
  /** The gene as the text writes it: `NM_000251.3(MSH2):c.1832del`, `BRCA1:c.3143delG`, `EGFR L858R`. */
  readonly geneName: string | null;
  readonly body: string;
  /** How it lies to the other changes of its notation: `[T790M;C797S]` is one allele, `[T790M];[C797S]` are two. */
  readonly phase: Phase | null;
}

/** All HGVS notations with a `p.`, `c.`, `g.` prefix in a text, and SPDI; several in one code are split. */
export function hgvsIn(text: string): readonly VariantExpression[] {
  const bounded = text.slice(0, LONGEST_TEXT).replace(EFFECT_IN_BRACKETS, '$1 (p.');
  if (SPDI.test(bounded.trim())) {
    return [
      { level: 'genomic', accession: null, geneName: null, body: bounded.trim(), phase: null },
    ];
  }
  const found: VariantExpression[] = [];
  let before: Written | null = null;
  for (const match of bounded.matchAll(HGVS)) {
    const [whole, reference, inBrackets, kind = '', rest = ''] = match;
    const isAccession = reference !== undefined && ACCESSION.test(reference);
    const own =
      inBrackets !== undefined && ACCESSION.test(inBrackets)
        ? { accession: inBrackets, geneName: null }
        : {
            accession: isAccession ? reference : null,
            geneName: inBrackets ?? (isAccession ? null : (reference ?? null)),
          };
    const level = LEVELS[kind] ?? 'genomic';
    const isBeside = before !== null && BESIDE.test(bounded.slice(before.end, match.index));
    const of = reference === undefined && level === 'protein' && isBeside ? before : own;
    const { bodies, phase } = allelesOf(rest);
    for (const body of bodies) {
      found.push({
        level,
        accession: of?.accession ?? null,
        geneName: of?.geneName ?? null,
        body,
        phase,
      });
    }
    before = level === 'coding' ? { ...own, end: match.index + whole.length } : null;
  }
  return found;
}

/** `c.886C>T(p.Arg296Cys)` and `c.2573T>G (L858R)`: the effect on the protein, right behind the coding notation. */
const EFFECT_IN_BRACKETS =
  /(\bc\.[^\s,;|()]{3,100})\s?\((?:p\.\(?)?(?=(?:[A-Z]|[A-Z][a-z]{2})\d{1,5}(?![\d>+-]))/g;

/** On what a coding notation was written, and where it ended. */
interface Written extends Pick<VariantExpression, 'accession' | 'geneName'> {
  readonly end: number;
}

/** `NM_000106.5(CYP2D6):c.886C>T (p.Arg296Cys)`: the protein change right behind is on the same transcript. */
const BESIDE = /^[\s,;]*$/;

/**
 * Protein changes written without `p.`, each with the word before it that may be its gene:
 * `EGFR L858R`, `T790M and C797S`. For slots and notes that are about variants only.
 */
export function bareProteinChangesIn(text: string): readonly VariantExpression[] {
  const words = text
    .slice(0, LONGEST_TEXT)
    .split(/[\s,;:()[\]+]+/)
    .filter((word) => word !== '');
  let geneName: string | null = null;
  const found: VariantExpression[] = [];
  for (const word of words) {
    const parts = word.split('/').filter((part) => part !== '');
    const bodies = parts.map((part) =>
      part.replace(/^p\./, '').replace(/(?:\.|-(?:neg|pos|mut)[a-z]*)$/i, ''),
    );
    const changes = bodies.filter(isBareChange);
    if (changes.length > 0 && isOneOf(bodies, changes)) continue;
    for (const [at, part] of parts.entries()) {
      const body = bodies[at] ?? '';
      if (changes.includes(body)) {
        found.push({ level: 'protein', accession: null, geneName, body, phase: null });
      } else if (NAME_SHAPE.test(part)) geneName = part;
    }
  }
  return found;
}

function isBareChange(body: string): boolean {
  return CHANGE_SHAPE.test(body) && readProteinChange(body).read === 'change';
}

/** `V600E/K` and `V600E/V600K` are one of several changes of a residue; `L858R/T790M` is two changes. */
function isOneOf(bodies: readonly string[], changes: readonly string[]): boolean {
  const residues = new Set(changes.map((change) => /\d+/.exec(change)?.[0]));
  return (
    residues.size < changes.length || bodies.some((body) => /^(?:[A-Z*]|[A-Z][a-z]{2})$/.test(body))
  );
}

const LONGEST_TEXT = 4000;

const HGVS =
  /(?:([A-Za-z][\w.-]{1,40})(?:\(([A-Za-z0-9._-]{1,24})\))?\s?:\s?)?(?<![A-Za-z0-9])\(?([cgpmn])\.\s?(\[[^\]\s]{1,200}\](?:\(?;\)?\[[^\]\s]{1,200}\]){0,9}|[^\s,;|(]{1,300}(?:\(;\)[^\s,;|(]{1,300}){1,9}|[^\s,;|]{1,300})/g;

/** `n.` counts from the first base of a transcript, not of its coding sequence: like `g.` and `m.` it is a position. */
const LEVELS: Readonly<Record<string, VariantExpression['level']>> = {
  p: 'protein',
  c: 'coding',
};

const ACCESSION = /^(?:[NXAY][CGMPRT]_\d+|LRG_\d+\w*|ENS[A-Z]*\d+)(?:\.\d+)?$/;

/** Sequence, position, deletion and insertion, as NCBI writes them. */
const SPDI = /^N[CGMTW]_\d+(?:\.\d+)?:\d+:[ACGTN\d]*:[ACGTN]*$/i;

/** Complete only: a residue, its number and what became of it. */
const CHANGE_SHAPE =
  /^(?:[A-Z]|[A-Z][a-z]{2})\d{1,5}(?:_(?:[A-Z]|[A-Z][a-z]{2})\d{1,5})?(?:[A-Z*]|[A-Z][a-z]{2}|(?:[A-Z]|[A-Z][a-z]{2})?fs\S{0,8}|del|dup|ins[A-Za-z]+|delins[A-Za-z]+)$/;

const NAME_SHAPE = /^[A-Z][A-Za-z0-9-]{1,14}$/;

/** `[L858R;T790M]` is two changes on one allele, `[L858R];[T790M]` one on each; `(;)` leaves it open. */
function allelesOf(rest: string): {
  readonly bodies: readonly string[];
  readonly phase: Phase | null;
} {
  const alleles = [...rest.matchAll(/\[([^\]]*)\]/g)].map(([, allele = '']) =>
    allele.split(/\(?;\)?/),
  );
  const bodies = (alleles.length === 0 ? rest.split('(;)') : alleles.flat()).map((part) =>
    withoutHalfBrackets(part.replace(/^[pc]\./, '')),
  );
  if (bodies.length < 2 || rest.includes('(;)')) return { bodies, phase: null };
  const isOnePerAllele = alleles.every((allele) => allele.length === 1);
  return { bodies, phase: alleles.length === 1 ? 'cis' : isOnePerAllele ? 'trans' : null };
}

/** `(Leu858Arg` of `[(Leu858Arg;Thr790Met)]`: brackets that stood around several changes. */
function withoutHalfBrackets(body: string): string {
  if (body.startsWith('(') && !body.includes(')')) return body.slice(1);
  return body.endsWith(')') && !body.includes('(') ? body.slice(0, -1) : body;
}
