/** What a public knowledge base says of drugs in tumours with alterations, still in its own words. */
export interface Assertion {
  /** Where it stands: line or assertion number. */
  readonly at: string;
  readonly direction: Direction;
  /** As the base calls it. */
  readonly level: string;
  readonly strength: Strength;
  /** Present together. */
  readonly alterations: readonly StatedAlteration[];
  /** Given together: names of drugs or classes. */
  readonly drugs: readonly string[];
  readonly disease: { readonly name: string; readonly oncotree: string | null };
}

export type BaseName = 'Cancer Genome Interpreter' | 'Molecular Oncology Almanac';

/** `resistance` also where the base says that there is no benefit. */
export type Direction = 'resistance' | 'sensitivity';

/** The levels of both bases on one scale, the strongest first. */
export const STRENGTHS = ['label or guideline', 'clinical', 'case report', 'preclinical'] as const;
export type Strength = (typeof STRENGTHS)[number];

/** An alteration as the bases write them, before any name is looked up. */
export type StatedAlteration =
  | { readonly kind: 'change'; readonly gene: string; readonly change: string }
  | { readonly kind: 'residue'; readonly gene: string; readonly residue: number }
  | {
      readonly kind: 'region';
      readonly gene: string;
      readonly from: number;
      readonly to: number;
      readonly event: ExonEventName | 'mutation';
    }
  | {
      readonly kind: 'exon';
      readonly gene: string;
      readonly exon: number;
      readonly event: ExonEventName | 'skipping' | 'mutation';
    }
  /** Any mutation that drives the tumour. */
  | { readonly kind: 'any-mutation'; readonly gene: string }
  | { readonly kind: 'loss-of-function'; readonly gene: string }
  | {
      readonly kind: 'copy-number';
      readonly gene: string;
      readonly direction: 'amplification' | 'deletion';
    }
  | { readonly kind: 'fusion'; readonly genes: readonly [string, string | null] }
  /** What no tumour sequencing of a gene shows, or what is written ambiguously. */
  | { readonly kind: 'other'; readonly what: string };

type ExonEventName = 'deletion' | 'insertion';

/** What a base holds, and how much of it asks another question. */
export interface BaseContent {
  readonly base: BaseName;
  readonly assertions: readonly Assertion[];
  /** Entries that are no assertion of resistance or sensitivity, by what they are. */
  readonly others: ReadonlyMap<string, number>;
}
