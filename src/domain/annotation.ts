import type { ResourceRef } from './resourceRef.ts';
import type { DrugId } from './therapy.ts';

/** What the laboratory makes of a finding. It is shown beside the reading; no rule reasons with it. */
export interface LaboratoryAnnotation {
  readonly about: 'therapy' | 'diagnosis' | 'prognosis' | 'consequence' | 'other';
  /** What it predicts of the drugs, or how it classes the variant; `null` when it says neither in known terms. */
  readonly says:
    | 'resistant'
    | 'responsive'
    | 'not-responsive'
    | 'pathogenic'
    | 'likely-pathogenic'
    | 'uncertain-significance'
    | 'likely-benign'
    | 'benign'
    | null;
  /** The drugs it names, as far as the terminology knows them. Whether together or each alone is not said. */
  readonly drugs: readonly DrugId[];
  readonly resource: ResourceRef;
}
