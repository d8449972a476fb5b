import type { ResourceRef } from './resourceRef.ts';

/** Something of the record that was not used, or used with reserve, and why. Holds no patient data beyond the resource id. */
export interface ReadProblem {
  readonly resource: ResourceRef | null;
  readonly problem:
    | 'other-patient'
    | 'entered-in-error'
    | 'cancelled'
    | 'future-dated'
    | 'unreadable'
    | 'unsupported-version'
    | 'unknown-gene'
    | 'gene-conflict'
    | 'unparsed-change'
    | 'contradictory-presence'
    | 'contradictory-phase'
    | 'ambiguous-fraction'
    | 'unknown-drug'
    | 'unknown-disease'
    | 'missing-date'
    | 'incomplete-data'
    | 'limit-reached';
  /** A sentence for an integration engineer or clinician. */
  readonly message: string;
}

/** What one resource became, for the reader's account of itself. */
export interface ReadOutcome {
  readonly resource: ResourceRef;
  /** E.g. `variant reading`, `therapy exposure`, `not used`. */
  readonly became: string;
  readonly detail: string | null;
}
