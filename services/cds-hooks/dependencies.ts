import type { Router } from 'express';
import type { Logger } from 'pino';
import type { Dispatcher } from 'undici';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import type { FhirClient } from '../fhir-client/fhirClient.ts';
import type { ServiceConfig } from './config.ts';
import type { Decide } from './decide.ts';
import type { MessageSchemas } from './messageSchemas.ts';

/** What `createApp` is given of the world. */
export interface World {
  readonly config: ServiceConfig;
  /** Base URL under which clients reach the service, without trailing slash. */
  readonly serviceUrl: string;
  /** Of the software. */
  readonly version: string;
  readonly knowledge: KnowledgeBase;
  readonly decide: Decide;
  readonly clock: () => Date;
  /** A new UUID. */
  readonly newId: () => string;
  /** Sends the requests to FHIR servers. */
  readonly dispatcher: Dispatcher;
  readonly log: Logger;
  /** False once the process is told to stop. */
  readonly isReady: () => boolean;
  readonly demo?: Demo;
}

/** What the routes work with. */
export interface Dependencies extends World {
  /** What requests and answers are checked with. */
  readonly schemas: MessageSchemas;
  readonly fhirClient: FhirClient;
}

/** What the demo profile serves beside the CDS services. */
export interface Demo {
  readonly fhirServerUrl: string;
  /** The same record for SMART apps: it answers only who brings an access token. */
  readonly securedFhirServerUrl: string;
  /** Ids of the synthetic patients. */
  readonly patients: readonly string[];
  /** The FHIR server and the pages, mounted at the root. */
  readonly routes: Router;
}
