import { randomUUID } from 'node:crypto';
import { Agent } from 'undici';
import { createFhirClient } from '../../fhir-client/fhirClient.ts';
import type { RuleStore } from '../../rule-store/ruleStore.ts';
import type { ServiceConfig } from '../config.ts';
import type { MessageSchemas } from '../messageSchemas.ts';
import type { Drafting } from '../drafting.ts';
import type { Answering } from './answering.ts';
import { decide } from './decide.ts';

interface Parts {
  readonly config: ServiceConfig;
  readonly serviceUrl: string;
  readonly ruleStore: RuleStore;
  readonly schemas: MessageSchemas;
  readonly drafting: Drafting | null;
}

/** Answering with the real clock, random ids and the real network. */
export function prepareAnswering(parts: Parts): Answering {
  return {
    ...parts,
    decide,
    clock: () => new Date(),
    newId: randomUUID,
    fhirClient: createFhirClient(new Agent(), parts.config.fhirLimits),
  };
}
