import type { JWK } from 'jose';
import type { Hook } from '../../../src/cards/cdsHooks.ts';

/** A CDS client as `clients.schema.json` describes it: who it is and what it may do. */
export interface Client {
  readonly id: string;
  readonly issuer: string;
  readonly tenants?: readonly string[];
  readonly keys?: readonly JWK[];
  readonly jwksUrl?: string;
  readonly audiences?: readonly string[];
  readonly fhirServers: readonly string[];
  readonly privateNetwork?: boolean;
  readonly hooks: readonly Hook[];
  readonly capabilities?: readonly Capability[];
  readonly certificates?: readonly string[];
  readonly callsPerMinute?: number;
}

/** What a client understands beyond CDS Hooks 2.0. */
export type Capability = 'actionSelectionBehavior';
