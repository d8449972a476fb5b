import express, { type Express, type Router } from 'express';
import type { Logger } from 'pino';
import type { Dispatcher } from 'undici';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import { createFhirClient } from '../fhir-client/fhirClient.ts';
import { answerErrors } from './answerErrors.ts';
import type { ServiceConfig } from './config.ts';
import { cors } from './cors.ts';
import type { Decide } from './decide.ts';
import { ServiceError } from './errors.ts';
import { compileMessageSchemas } from './messageSchemas.ts';
import { readJsonFile } from './readJsonFile.ts';
import { requestId } from './requestId.ts';
import { requestLog } from './requestLog.ts';
import { discovery } from './routes/discovery.ts';
import { feedback } from './routes/feedback.ts';
import { health } from './routes/health.ts';
import { openApi } from './routes/openApi.ts';
import { serviceCall } from './routes/serviceCall.ts';
import { serviceInfo } from './routes/serviceInfo.ts';
import { securityHeaders } from './securityHeaders.ts';

/** All that the service has of the world. */
export interface Dependencies {
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

/** What the demo profile serves beside the CDS services. */
export interface Demo {
  readonly fhirServerUrl: string;
  /** Ids of the synthetic patients. */
  readonly patients: readonly string[];
  /** The FHIR server and the pages, mounted at the root. */
  readonly routes: Router;
}

/** The HTTP service, not yet listening. */
export function createApp(dependencies: Dependencies): Express {
  const { config, demo, dispatcher, isReady, log, newId, serviceUrl } = dependencies;
  const document = readJsonFile('services/cds-hooks/openapi.json');
  const schemas = compileMessageSchemas(document);
  const fhirClient = createFhirClient(dispatcher, config.fhirLimits);

  const app = express();
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.use(requestId(newId), requestLog(log), securityHeaders());
  // The demo FHIR server has cross-origin rules of its own: its clients may also write.
  if (demo !== undefined) app.use(demo.routes);
  app.use(cors(config.allowedOrigins));
  app.use(discovery());
  app.use(serviceCall({ ...dependencies, schemas, fhirClient }));
  app.use(feedback({ ...dependencies, schemas }));
  app.use(health(isReady));
  app.use(serviceInfo(dependencies));
  app.use(openApi(document, serviceUrl));
  app.use(() => {
    throw new ServiceError('unknown-path');
  });
  app.use(answerErrors(log));
  return app;
}
