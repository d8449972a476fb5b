import type { Alteration, GeneSymbol } from '../domain/alteration.ts';

/**
 * What a rule looks for. Curators write patterns as the clinic says them (`EGFR T790M`,
 * `KRAS codon 61`, `EGFR exon 19 deletion`, `MET amplification`, `FGFR2 fusion`,
 * `B2M loss of function`, `histology sclc`, `APC any`).
 */
export type AlterationPattern =
  | { readonly kind: 'change'; readonly gene: GeneSymbol; readonly change: string }
  | {
      readonly kind: 'residue';
      readonly gene: GeneSymbol;
      readonly residue: number;
      /** One-letter reference amino acid, when the pattern names it (`KRAS G12`). */
      readonly reference: string | null;
    }
  | {
      readonly kind: 'exon';
      readonly gene: GeneSymbol;
      readonly exon: number;
      readonly event: 'deletion' | 'insertion' | 'skipping';
    }
  | { readonly kind: 'amplification'; readonly gene: GeneSymbol }
  | { readonly kind: 'deletion'; readonly gene: GeneSymbol }
  | { readonly kind: 'fusion'; readonly gene: GeneSymbol }
  | { readonly kind: 'loss-of-function'; readonly gene: GeneSymbol }
  | { readonly kind: 'any'; readonly gene: GeneSymbol }
  | { readonly kind: 'histology'; readonly disease: string };

/** The small changes of a gene, where its copies and fusions do not matter. */
export interface MutationsOf {
  readonly kind: 'mutations';
  readonly gene: GeneSymbol;
}

const FORMS: readonly [RegExp, (m: readonly string[]) => AlterationPattern][] = [
  [/^histology (\S+)$/, (m) => ({ kind: 'histology', disease: m[1] ?? '' })],
  [/^(\S+) any$/, (m) => ({ kind: 'any', gene: m[1] ?? '' })],
  [
    /^(\S+) (amplification|deletion|fusion)$/,
    (m) => ({ kind: m[2] as 'amplification', gene: m[1] ?? '' }),
  ],
  [/^(\S+) loss of function$/, (m) => ({ kind: 'loss-of-function', gene: m[1] ?? '' })],
  [
    /^(\S+) exon (\d+) (deletion|insertion|skipping)$/,
    (m) => ({ kind: 'exon', gene: m[1] ?? '', exon: Number(m[2]), event: m[3] as 'deletion' }),
  ],
  [
    /^(\S+) codon (\d+)$/,
    (m) => ({ kind: 'residue', gene: m[1] ?? '', residue: Number(m[2]), reference: null }),
  ],
  [
    /^(\S+) ([A-Z])(\d+)$/,
    (m) => ({
      kind: 'residue',
      gene: m[1] ?? '',
      residue: Number(m[3]),
      reference: m[2] ?? null,
    }),
  ],
  [
    /^(\S+) ([A-Z]\d+(?:_[A-Z]\d+)?(?:[A-Z*]|del|dup|ins[A-Z]+|delins[A-Z]+|fs\*?\d*|\*))$/,
    (m) => ({ kind: 'change', gene: m[1] ?? '', change: m[2] ?? '' }),
  ],
];

/** Reads a pattern, or `null` when it has none of the known forms. */
export function alterationPattern(text: string): AlterationPattern | null {
  for (const [form, build] of FORMS) {
    const match = form.exec(text);
    if (match !== null) return build(match);
  }
  return null;
}

/** The gene a pattern is about, or `null` for histology: the key under which rules are indexed. */
export function geneOfPattern(pattern: AlterationPattern): GeneSymbol | null {
  return pattern.kind === 'histology' ? null : pattern.gene;
}

/** What matching needs to know of genes and diseases. */
export interface PatternContext {
  /** First and last residue (MANE) of an exon, or `null` when the terminology does not give it. */
  readonly exonResidues: (
    gene: GeneSymbol,
    exon: number,
  ) => { readonly from: number; readonly to: number } | null;
  /** Whether one disease is, or lies below, another. */
  readonly isDisease: (disease: string, ancestor: string) => boolean;
}

/** Whether an alteration is what the pattern looks for. */
export function matchesPattern(
  pattern: AlterationPattern,
  alteration: Alteration,
  context: PatternContext,
): boolean {
  if (pattern.kind === 'histology') {
    return (
      alteration.kind === 'histology' && context.isDisease(alteration.disease, pattern.disease)
    );
  }
  if (alteration.kind === 'histology' || alteration.kind === 'biomarker') return false;
  if (pattern.kind === 'fusion') {
    return (
      alteration.kind === 'fusion' &&
      (alteration.gene === pattern.gene || alteration.partner === pattern.gene)
    );
  }
  if (alteration.gene !== pattern.gene) return false;
  switch (pattern.kind) {
    case 'any':
      return true;
    case 'change':
      return alteration.kind === 'protein-change' && alteration.change === pattern.change;
    case 'residue':
      return (
        alteration.kind === 'protein-change' &&
        alteration.effect === 'substitution' &&
        alteration.from === pattern.residue &&
        (pattern.reference === null || alteration.change.startsWith(pattern.reference))
      );
    case 'exon':
      return isExonEvent(pattern, alteration, context);
    case 'amplification':
      return alteration.kind === 'copy-number' && alteration.direction === 'amplification';
    case 'deletion':
      return alteration.kind === 'copy-number' && alteration.direction === 'deep-loss';
    case 'loss-of-function':
      return losesFunction(alteration);
    default:
      return pattern satisfies never;
  }
}

const EXON_EFFECTS = {
  deletion: ['deletion', 'deletion-insertion'],
  insertion: ['insertion', 'duplication'],
  skipping: [],
} as const satisfies Record<string, readonly string[]>;

function isExonEvent(
  pattern: Extract<AlterationPattern, { kind: 'exon' }>,
  alteration: Alteration,
  context: PatternContext,
): boolean {
  if (alteration.kind === 'exon-event') {
    return alteration.exon === pattern.exon && alteration.event === pattern.event;
  }
  if (alteration.kind !== 'protein-change') return false;
  const effects: readonly string[] = EXON_EFFECTS[pattern.event];
  const residues = context.exonResidues(pattern.gene, pattern.exon);
  return (
    residues !== null &&
    effects.includes(alteration.effect) &&
    alteration.from >= residues.from &&
    alteration.to <= residues.to
  );
}

function losesFunction(alteration: Alteration): boolean {
  switch (alteration.kind) {
    case 'loss-of-function':
      return true;
    case 'protein-change':
      return alteration.effect === 'frameshift' || alteration.effect === 'nonsense';
    case 'copy-number':
      return alteration.direction === 'deep-loss';
    case 'coding-change':
      return alteration.spliceSite;
    default:
      return false;
  }
}

/** The pattern as the clinic says it; a disease goes by its id. */
export function patternName(pattern: AlterationPattern): string {
  switch (pattern.kind) {
    case 'histology':
      return `${pattern.disease} histology`;
    case 'change':
      return `${pattern.gene} ${pattern.change}`;
    case 'residue':
      return pattern.reference === null
        ? `${pattern.gene} codon ${String(pattern.residue)} mutation`
        : `${pattern.gene} ${pattern.reference}${String(pattern.residue)} mutation`;
    case 'exon':
      return `${pattern.gene} exon ${String(pattern.exon)} ${pattern.event}`;
    case 'amplification':
    case 'deletion':
    case 'fusion':
      return `${pattern.gene} ${pattern.kind}`;
    case 'loss-of-function':
      return `${pattern.gene} loss of function`;
    case 'any':
      return `${pattern.gene} alteration`;
    default:
      return pattern satisfies never;
  }
}
