import { randomUUID } from 'node:crypto';
import type { Dispatcher } from 'undici';
import { createFhirClient, type FhirClient } from '../../fhir-client/fhirClient.ts';
import { guardedAgent, type Reach } from '../../fhir-client/guardedAgent.ts';
import type { RuleStore } from '../../rule-store/ruleStore.ts';
import type { ServiceConfig } from '../config.ts';
import type { MessageSchemas } from '../messageSchemas.ts';
import type { Drafting } from '../drafting.ts';
import type { Answering } from './answering.ts';
import type { Caller } from './caller.ts';
import { decide } from './decide.ts';

interface Parts {
  readonly config: ServiceConfig;
  readonly serviceUrl: string;
  readonly ruleStore: RuleStore;
  readonly schemas: MessageSchemas;
  readonly drafting: Drafting | null;
}

/** Gives what makes requests to other servers, within this reach. */
type WayOut = (reach: Reach) => Dispatcher;

/** Answering with the real clock, random ids and, unless told otherwise, the real network. */
export function prepareAnswering(parts: Parts, wayOut: WayOut = guardedAgent): Answering {
  return {
    ...parts,
    decide,
    clock: () => new Date(),
    newId: randomUUID,
    fhirClientFor: fhirClients(parts.config, wayOut),
  };
}

/**
 * Whoever is not authenticated is on this machine or in a demonstration, where the operator lists
 * the servers; a client of the registry reaches what its entry says.
 */
function fhirClients(
  { fhirLimits }: ServiceConfig,
  wayOut: WayOut,
): (caller: Caller | null) => FhirClient {
  const within = (privateNetwork: boolean, loopback: boolean): FhirClient =>
    createFhirClient(wayOut({ privateNetwork, loopback }), fhirLimits);
  const demo = within(true, true);
  const internal = within(true, false);
  const internet = within(false, false);
  return (caller) => {
    if (caller === null) return demo;
    return caller.privateNetwork ? internal : internet;
  };
}
