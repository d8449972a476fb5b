import type { Router } from 'express';
import type { Logger } from 'pino';
import type { Answerer } from './answering/answerer.ts';
import type { BuiltApp } from './builtApp.ts';
import type { ServiceConfig } from './config.ts';
import type { MessageSchemas } from './messageSchemas.ts';
import type { Metrics } from './metrics.ts';
import type { RecordingPolicy } from './recordAnswer.ts';
import type { RulesInForce } from './rulesInForce.ts';
import type { RunningRules } from './runningRules.ts';
import type { Spans } from './spans.ts';
import type { Trust } from './trust/trust.ts';

/** What `createApp` and its routes are given of the world. */
export interface Dependencies {
  readonly config: ServiceConfig;
  /** Base URL under which clients reach the service, without trailing slash. */
  readonly serviceUrl: string;
  /** Of the software. */
  readonly version: string;
  readonly answerer: Answerer;
  /** The published description, and the checks compiled from it. */
  readonly openApiDocument: object;
  readonly schemas: MessageSchemas;
  /** Where decisions and feedback are recorded; `null` when they are not. */
  readonly recording: RecordingPolicy | null;
  /** Whom the service answers; `null` in the demo profile, which answers anybody. */
  readonly trust: Trust | null;
  readonly clock: () => Date;
  /** A new UUID. */
  readonly newId: () => string;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Absent when none are exported. */
  readonly spans?: Spans;
  /** False once the process is told to stop. */
  readonly isReady: () => boolean;
  readonly demo?: Demo;
  readonly rulesInForce: () => RulesInForce;
  /** Which rules answer, and their exchange. */
  readonly rules: Pick<RunningRules, 'reload' | 'rollBack' | 'status'>;
  /** The SMART app; absent where it was not built. */
  readonly app?: BuiltApp;
}

/** What the demo profile serves beside the CDS services. */
export interface Demo {
  readonly fhirServerUrl: string;
  /** The same record for SMART apps: it answers only who brings an access token. */
  readonly securedFhirServerUrl: string;
  /** Ids of the synthetic patients. */
  readonly patients: readonly string[];
  /** Of loading, for whoever started it. */
  readonly notices: readonly string[];
  /** The FHIR server and the pages, mounted at the root. */
  readonly routes: Router;
}
