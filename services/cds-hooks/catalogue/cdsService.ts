import type { Hook } from '../../../src/cards/cdsHooks.ts';

/** An entry of the discovery answer (CDS Hooks 2.0, "Discovery"). */
export interface CdsService {
  readonly id: string;
  readonly hook: Hook;
  readonly title: string;
  readonly description: string;
  readonly usageRequirements: string;
  readonly prefetch: Readonly<Record<string, string>>;
}
