import type { FhirClient } from '../../fhir-client/fhirClient.ts';
import type { RuleStore } from '../../rule-store/ruleStore.ts';
import type { ServiceConfig } from '../config.ts';
import type { MessageSchemas } from '../messageSchemas.ts';
import type { Drafting } from '../drafting.ts';
import type { Caller } from './caller.ts';
import type { Decide } from './decide.ts';

/** What answering needs of the world. */
export interface Answering {
  readonly config: ServiceConfig;
  readonly serviceUrl: string;
  readonly ruleStore: RuleStore;
  readonly decide: Decide;
  readonly clock: () => Date;
  readonly newId: () => string;
  readonly schemas: MessageSchemas;
  /** The way to the FHIR server of a caller. */
  readonly fhirClientFor: (caller: Caller | null) => FhirClient;
  /** `null` when decisions are not recorded. */
  readonly drafting: Drafting | null;
}
