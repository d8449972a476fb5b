import express, { type Express } from 'express';
import { administratorsOnly } from './middleware/administratorsOnly.ts';
import { answerErrors } from './middleware/answerErrors.ts';
import { countRequests } from './middleware/countRequests.ts';
import { cors } from './middleware/cors.ts';
import type { Dependencies } from './dependencies.ts';
import { notThere } from './middleware/notThere.ts';
import { requestId } from './middleware/requestId.ts';
import { requestLog } from './middleware/requestLog.ts';
import { adminFeedback } from './routes/adminFeedback.ts';
import { adminRules } from './routes/adminRules.ts';
import { discovery } from './routes/discovery.ts';
import { feedback } from './routes/feedback.ts';
import { health } from './routes/health.ts';
import { knowledge } from './routes/knowledge.ts';
import { metricsPage } from './routes/metricsPage.ts';
import { openApi } from './routes/openApi.ts';
import { serviceCall } from './routes/serviceCall.ts';
import { ruleBundle } from './routes/ruleBundle.ts';
import { serviceInfo } from './routes/serviceInfo.ts';
import { smartApp } from './routes/smartApp.ts';
import { traced } from './middleware/traced.ts';
import { securityHeaders } from './middleware/securityHeaders.ts';

/** The HTTP service, not yet listening. */
export function createApp(dependencies: Dependencies): Express {
  const { config, demo, log, metrics, newId, openApiDocument, serviceUrl, trust } = dependencies;
  const app = express();
  app.set('query parser', 'simple');
  app.set('etag', false);
  // Behind a proxy the address of a caller stands in X-Forwarded-For.
  app.set('trust proxy', trust === null ? false : trust.isTrustedProxy);
  app.use(requestId(newId), traced, requestLog(log), countRequests(metrics), securityHeaders());
  // The demo FHIR server has cross-origin rules of its own: its clients may also write.
  if (demo !== undefined) app.use(demo.routes);
  app.use(cors(config.allowedOrigins));
  app.use(discovery(dependencies));
  app.use(serviceCall(dependencies));
  app.use(feedback(dependencies));
  const administrators = administratorsOnly(dependencies);
  app.use(adminFeedback(dependencies, administrators));
  app.use(adminRules(dependencies, administrators));
  app.use(health(dependencies));
  app.use(metricsPage(dependencies));
  app.use(serviceInfo(dependencies));
  app.use(openApi(openApiDocument, serviceUrl));
  app.use(ruleBundle(dependencies));
  app.use(smartApp(dependencies));
  app.use(knowledge(dependencies));
  app.use(notThere);
  app.use(answerErrors(log, metrics));
  return app;
}
