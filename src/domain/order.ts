import type { DrugId } from './therapy.ts';
import type { ResourceRef } from './resourceRef.ts';

/** A test or referral that is being ordered. */
export interface DraftRequest {
  /** The name as the order gives it; `null` when it has only codes. */
  readonly name: string | null;
  readonly codes: readonly string[];
}

/** A draft order of the CDS Hooks context. */
export interface DraftOrder {
  readonly resource: ResourceRef;
  /** Drugs recognised in it; empty when none is. */
  readonly drugs: readonly DrugId[];
  /** The name as the order gives it. */
  readonly name: string;
  /** Whether this is what the clinician is just choosing (order-select) or signing. */
  readonly selected: boolean;
}
