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
  const bounded = text.slice(0, LONGEST_TEXT);
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
    const own = {
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
    .split(/[\s,;:/()[\]+]+/)
    .filter((word) => word !== '');
  let geneName: string | null = null;
  const found: VariantExpression[] = [];
  for (const word of words) {
    const body = word.replace(/^p\./, '').replace(/\.$/, '');
    if (CHANGE_SHAPE.test(body) && readProteinChange(body).read === 'change') {
      found.push({ level: 'protein', accession: null, geneName, body, phase: null });
    } else if (NAME_SHAPE.test(word)) geneName = word;
  }
  return found;
}

const LONGEST_TEXT = 4000;

const HGVS =
  /(?:([A-Za-z][\w.-]{1,40})(?:\(([A-Za-z0-9-]{1,20})\))?\s?:\s?)?(?<![A-Za-z0-9])\(?([cgpmn])\.\s?(\[[^\]\s]{1,200}\](?:\(?;\)?\[[^\]\s]{1,200}\]){0,9}|[^\s,;|(]{1,300}(?:\(;\)[^\s,;|(]{1,300}){1,9}|[^\s,;|]{1,300})/g;

const LEVELS: Readonly<Record<string, VariantExpression['level']>> = {
  p: 'protein',
  c: 'coding',
  n: 'coding',
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
    part.replace(/^[pc]\./, ''),
  );
  if (bodies.length < 2 || rest.includes('(;)')) return { bodies, phase: null };
  const isOnePerAllele = alleles.every((allele) => allele.length === 1);
  return { bodies, phase: alleles.length === 1 ? 'cis' : isOnePerAllele ? 'trans' : null };
}
