/** An HGNC-approved gene symbol, as `rules/terminology/genes.json` spells it. */
export type GeneSymbol = string;

/**
 * What is different in the tumour. Identity is canonical (see `alterationKey`), so that two
 * spellings of one finding are one alteration.
 */
export type Alteration =
  | ProteinChange
  | CodingChange
  | ExonEvent
  | CopyNumberChange
  | Fusion
  | LossOfFunction
  | Histology
  | Biomarker;

/** A change of the protein in one-letter HGVS without accession, `p.` or parentheses: `T790M`, `E746_A750del`. */
export interface ProteinChange {
  readonly kind: 'protein-change';
  readonly gene: GeneSymbol;
  readonly change: string;
  /** First and last residue touched, in the numbering of the gene's MANE transcript. */
  readonly from: number;
  readonly to: number;
  readonly effect:
    | 'substitution'
    | 'deletion'
    | 'insertion'
    | 'deletion-insertion'
    | 'duplication'
    | 'frameshift'
    | 'nonsense'
    | 'extension';
}

/** A change known only on the coding sequence (`c.` HGVS), e.g. at a splice site. */
export interface CodingChange {
  readonly kind: 'coding-change';
  readonly gene: GeneSymbol;
  readonly change: string;
  /** True when the change touches an intron's first or last two bases. */
  readonly spliceSite: boolean;
}

export interface ExonEvent {
  readonly kind: 'exon-event';
  readonly gene: GeneSymbol;
  readonly exon: number;
  readonly event: 'deletion' | 'insertion' | 'skipping';
}

export interface CopyNumberChange {
  readonly kind: 'copy-number';
  readonly gene: GeneSymbol;
  /** `loss` is one or both copies; `deep-loss` is both; `loh` is loss of heterozygosity with the copy number kept. */
  readonly direction: 'gain' | 'amplification' | 'loss' | 'deep-loss' | 'loh';
}

export interface Fusion {
  readonly kind: 'fusion';
  /** The kinase, or other gene that carries the function. */
  readonly gene: GeneSymbol;
  readonly partner: GeneSymbol | null;
}

/** Loss of function stated as such, without the change that causes it. */
export interface LossOfFunction {
  readonly kind: 'loss-of-function';
  readonly gene: GeneSymbol;
}

/** A change of tumour type, such as small-cell transformation. */
export interface Histology {
  readonly kind: 'histology';
  /** A disease id of `rules/terminology/diseases.json`. */
  readonly disease: string;
}

/** A genome- or protein-wide marker, such as microsatellite instability. */
export interface Biomarker {
  readonly kind: 'biomarker';
  readonly marker: string;
  readonly level: string;
}

/** The identity of an alteration: equal strings, equal alteration. */
export function alterationKey(alteration: Alteration): string {
  switch (alteration.kind) {
    case 'protein-change':
      return `${alteration.gene}:p.${alteration.change}`;
    case 'coding-change':
      return `${alteration.gene}:c.${alteration.change}`;
    case 'exon-event':
      return `${alteration.gene}:exon${String(alteration.exon)}-${alteration.event}`;
    case 'copy-number':
      return `${alteration.gene}:${alteration.direction}`;
    case 'fusion':
      return `${alteration.gene}:fusion:${alteration.partner ?? '?'}`;
    case 'loss-of-function':
      return `${alteration.gene}:loss-of-function`;
    case 'histology':
      return `histology:${alteration.disease}`;
    case 'biomarker':
      return `biomarker:${alteration.marker}:${alteration.level}`;
    default:
      return alteration satisfies never;
  }
}

/** The gene of an alteration, or `null` for histology and genome-wide markers. */
export function geneOf(alteration: Alteration): GeneSymbol | null {
  return alteration.kind === 'histology' || alteration.kind === 'biomarker'
    ? null
    : alteration.gene;
}

/** Whether it is a change within the gene's sequence, other than of its copies or a fusion. */
export function isSmallChange({ kind }: Alteration): boolean {
  return kind === 'protein-change' || kind === 'coding-change' || kind === 'exon-event';
}

/** The name a clinician uses: `EGFR T790M`, `MET amplification`, `FGFR2 fusion (BICC1)`: which partner is 5′ is not always reported. */
export function alterationName(alteration: Alteration): string {
  switch (alteration.kind) {
    case 'protein-change':
      return `${alteration.gene} ${alteration.change}`;
    case 'coding-change':
      return `${alteration.gene} c.${alteration.change}`;
    case 'exon-event':
      return `${alteration.gene} exon ${String(alteration.exon)} ${alteration.event}`;
    case 'copy-number':
      return `${alteration.gene} ${COPY_NUMBER_NAMES[alteration.direction]}`;
    case 'fusion':
      return alteration.partner === null
        ? `${alteration.gene} fusion`
        : `${alteration.gene} fusion (${alteration.partner})`;
    case 'loss-of-function':
      return `${alteration.gene} loss of function`;
    case 'histology':
      return `${alteration.disease} histology`;
    case 'biomarker':
      return `${alteration.marker} ${alteration.level}`;
    default:
      return alteration satisfies never;
  }
}

const COPY_NUMBER_NAMES = {
  gain: 'copy-number gain',
  amplification: 'amplification',
  loss: 'copy-number loss',
  'deep-loss': 'deletion of both copies',
  loh: 'loss of heterozygosity',
} as const;
