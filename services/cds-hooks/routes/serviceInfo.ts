import { Router } from 'express';
import { APP_LAUNCH_PATH } from '../../../src/cards/appLink.ts';
import type { Dependencies } from '../dependencies.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';
import { ruleBundlePath } from './ruleBundle.ts';
import { REDIRECT_PATH } from './smartApp.ts';

/** What the service speaks. */
const STANDARDS = { cdsHooks: '2.0.1', fhir: '4.0.1', openApi: '3.1.0' } as const;

/** Which software and which knowledge answers, so that a card can be traced to both. */
export function serviceInfo({
  config,
  demo,
  app,
  knowledge,
  rules,
  serviceUrl,
  version,
}: Dependencies): Router {
  const router = Router();
  const body = {
    name: 'convergent-cds',
    version,
    profile: config.profile,
    standards: STANDARDS,
    packs: knowledge.packs,
    discovery: `${serviceUrl}/cds-services`,
    ...(rules !== undefined && {
      ruleBundle: { url: `${serviceUrl}${ruleBundlePath(rules.sha256)}`, sha256: rules.sha256 },
    }),
    ...(app !== undefined && {
      smartApp: {
        launch: `${serviceUrl}${APP_LAUNCH_PATH}`,
        redirect: `${serviceUrl}${REDIRECT_PATH}`,
        clientId: config.smart.clientId,
      },
    }),
    ...(demo !== undefined && {
      demo: {
        fhirServer: demo.fhirServerUrl,
        securedFhirServer: demo.securedFhirServerUrl,
        patients: demo.patients,
      },
    }),
  };
  router
    .route('/service-info')
    .get((_request, response) => {
      response.json(body);
    })
    .all(methodNotAllowed('GET'));
  return router;
}
