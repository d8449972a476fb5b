import type { DrugId } from './therapy.ts';
import type { ResourceRef } from './resourceRef.ts';

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
