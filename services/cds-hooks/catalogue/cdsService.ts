import type { Hook } from '../../../src/cards/cdsHooks.ts';

/** An entry of the discovery answer (CDS Hooks 2.0, "Discovery"), without the version, which is the software's. */
export interface CdsService {
  readonly id: string;
  readonly hook: Hook;
  /** Of the hook in the CDS Hooks Library. CDS Hooks 3.0. */
  readonly hookVersion: string;
  readonly title: string;
  readonly description: string;
  readonly usageRequirements: string;
  readonly prefetch: Readonly<Record<string, string>>;
}
