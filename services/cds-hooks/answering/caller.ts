import type { FhirServerPolicy } from '../../fhir-client/fhirServerPolicy.ts';
import type { Capability, Client } from '../trust/client.ts';

/** What an answer depends on of who asks: plain data, for another thread. */
export interface Caller {
  readonly fhirServers: readonly string[];
  readonly privateNetwork: boolean;
  readonly capabilities: readonly Capability[];
}

/** On whose behalf a call is answered, and in which trace. */
export interface Asker {
  /** `null` where clients are not authenticated. */
  readonly caller: Caller | null;
  /** W3C header for whom is asked in turn. */
  readonly traceparent: string;
}

/** `null` where clients are not authenticated: there the service's own list of servers holds. */
export function callerOf(client: Client | null): Caller | null {
  if (client === null) return null;
  const { capabilities = [], fhirServers, privateNetwork = false } = client;
  return { capabilities, fhirServers, privateNetwork };
}

/** The servers a caller may have us read from. */
export function policyOf({ fhirServers }: Caller): FhirServerPolicy {
  return { allowed: fhirServers.map((base) => new URL(base)), trustLoopback: false };
}
