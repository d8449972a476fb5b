import type { GeneSymbol } from './alteration.ts';
import type { ClinicalDate } from './date.ts';
import type { ResourceRef } from './resourceRef.ts';

/** Where a reading comes from. One sample carries the readings of one assay on one specimen. */
export interface Sample {
  /** Unique in the case: the specimen's reference, or the report's or observation's when none is given. */
  readonly id: string;
  /** `blood` is whole blood of which nothing says whether cell-free DNA or germline was sequenced. */
  readonly material: 'tissue' | 'plasma' | 'other-fluid' | 'blood' | 'normal-control' | 'unknown';
  /** Body site in the record's words, e.g. `liver`. */
  readonly site: string | null;
  readonly lesion: 'primary' | 'metastasis' | null;
  readonly collectedOn: ClinicalDate | null;
  /** Which date of the record `collectedOn` is, because a report date can lie weeks after collection. */
  readonly dateFrom: 'collection' | 'observation' | 'report' | 'received' | 'issued' | null;
  /** Assay id of `rules/terminology/assays.json`, or `null` when not recognised. */
  readonly assay: string | null;
  /** Genes the assay is stated to cover; `null` when the record does not say. */
  readonly genesCovered: readonly GeneSymbol[] | null;
  /** Fraction of tumour-derived DNA (0-1) stated by the laboratory. */
  readonly tumourFraction: number | null;
  /** `preliminary` results are used and said to be so. */
  readonly preliminary: boolean;
  readonly resources: readonly ResourceRef[];
}
