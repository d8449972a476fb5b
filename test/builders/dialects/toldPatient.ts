/**
 * One patient, told without any format: what every dialect of FHIR has to carry over. Percentages
 * are per cent; notations are HGVS without accession.
 */
export interface ToldPatient {
  readonly id: string;
  readonly diagnosis: { readonly on: string };
  readonly therapies: readonly ToldTherapy[];
  readonly statuses: readonly ToldStatus[];
  readonly samples: readonly ToldSample[];
}

export interface ToldTherapy {
  readonly drug: string;
  readonly brand: string;
  readonly rxnorm: string;
  readonly atc: string;
  readonly from: string;
  readonly to: string;
}

export interface ToldStatus {
  readonly on: string;
  readonly outcome: 'PR' | 'PD';
}

export interface ToldSample {
  readonly id: string;
  readonly material: 'tissue' | 'plasma';
  readonly site: string | null;
  readonly lesion: 'primary' | null;
  readonly collectedOn: string;
  readonly reportedOn: string;
  /** Per cent. */
  readonly tumourFraction: number | null;
  readonly genesCovered: readonly ToldGene[];
  readonly findings: readonly ToldFinding[];
}

export type ToldGene = keyof typeof GENES;

export type ToldFinding =
  | ({ readonly kind: 'small'; readonly percent: number } & SmallVariant)
  | { readonly kind: 'amplification'; readonly gene: ToldGene; readonly copies: number }
  | { readonly kind: 'fusion'; readonly gene: ToldGene; readonly partner: ToldGene }
  | ({ readonly kind: 'variant-not-detected' } & SmallVariant)
  | { readonly kind: 'gene-not-detected'; readonly gene: ToldGene };

/** A change in one, three letters and bases, and the test that looks for nothing else. */
export interface SmallVariant {
  readonly gene: ToldGene;
  readonly change: string;
  readonly protein: string;
  readonly coding: string;
  /** As clinicians say it, when they do not say the change. */
  readonly words: string | null;
  readonly loinc: string;
}

export const GENES = {
  EGFR: { hgnc: 'HGNC:3236', ncbi: '1956', transcript: 'NM_005228.5', product: 'NP_005219.2' },
  MET: { hgnc: 'HGNC:7029', ncbi: '4233', transcript: 'NM_000245.4', product: 'NP_000236.2' },
  KRAS: { hgnc: 'HGNC:6407', ncbi: '3845', transcript: 'NM_004985.5', product: 'NP_004976.2' },
  RET: { hgnc: 'HGNC:9967', ncbi: '5979', transcript: 'NM_020975.6', product: 'NP_066124.1' },
  CCDC6: { hgnc: 'HGNC:18782', ncbi: '8030', transcript: 'NM_005436.5', product: 'NP_005427.2' },
} as const;

const EXON_19_DELETION: SmallVariant = {
  gene: 'EGFR',
  change: 'E746_A750del',
  protein: 'p.(Glu746_Ala750del)',
  coding: 'c.2235_2249del',
  words: 'exon 19 deletion',
  loinc: '55764-5',
};

const T790M: SmallVariant = {
  gene: 'EGFR',
  change: 'T790M',
  protein: 'p.(Thr790Met)',
  coding: 'c.2369C>T',
  words: null,
  loinc: '55769-4',
};

const PANEL: readonly ToldGene[] = ['EGFR', 'KRAS', 'MET', 'RET'];

/**
 * Lung adenocarcinoma with an EGFR exon 19 deletion. T790M emerges under gefitinib; osimertinib
 * clears it and is escaped by MET amplification and a RET fusion.
 */
export const ANNA: ToldPatient = {
  id: 'anna',
  diagnosis: { on: '2025-01-10' },
  therapies: [
    {
      drug: 'gefitinib',
      brand: 'Iressa',
      rxnorm: '328134',
      atc: 'L01EB01',
      from: '2025-02-01',
      to: '2025-12-01',
    },
    {
      drug: 'osimertinib',
      brand: 'Tagrisso',
      rxnorm: '1721560',
      atc: 'L01EB04',
      from: '2025-12-15',
      to: '2026-09-30',
    },
  ],
  statuses: [
    { on: '2025-04-02', outcome: 'PR' },
    { on: '2025-11-25', outcome: 'PD' },
    { on: '2026-09-28', outcome: 'PD' },
  ],
  samples: [
    {
      id: 'biopsy',
      material: 'tissue',
      site: 'right upper lobe of lung',
      lesion: 'primary',
      collectedOn: '2025-01-08',
      reportedOn: '2025-01-20',
      tumourFraction: null,
      genesCovered: PANEL,
      findings: [
        { kind: 'small', ...EXON_19_DELETION, percent: 34 },
        { kind: 'variant-not-detected', ...T790M },
        { kind: 'gene-not-detected', gene: 'KRAS' },
      ],
    },
    {
      id: 'plasma-at-first-progression',
      material: 'plasma',
      site: null,
      lesion: null,
      collectedOn: '2025-12-03',
      reportedOn: '2025-12-10',
      tumourFraction: 8.2,
      genesCovered: PANEL,
      findings: [
        { kind: 'small', ...EXON_19_DELETION, percent: 4.1 },
        { kind: 'small', ...T790M, percent: 3.2 },
        { kind: 'gene-not-detected', gene: 'KRAS' },
      ],
    },
    {
      id: 'plasma-at-second-progression',
      material: 'plasma',
      site: null,
      lesion: null,
      collectedOn: '2026-10-02',
      reportedOn: '2026-10-09',
      tumourFraction: 12,
      genesCovered: PANEL,
      findings: [
        { kind: 'small', ...EXON_19_DELETION, percent: 6 },
        { kind: 'variant-not-detected', ...T790M },
        { kind: 'amplification', gene: 'MET', copies: 12 },
        { kind: 'fusion', gene: 'RET', partner: 'CCDC6' },
        { kind: 'gene-not-detected', gene: 'KRAS' },
      ],
    },
  ],
};
