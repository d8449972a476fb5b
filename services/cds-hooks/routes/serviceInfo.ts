import { Router } from 'express';
import { ENGINE_VERSION } from '../../../src/evaluate.ts';
import { APP_LAUNCH_PATH } from '../../../src/cards/appLink.ts';
import { KNOWLEDGE_PATH } from '../../../src/cards/knowledgeLink.ts';
import { releaseName } from '../../rule-store/release.ts';
import type { Dependencies } from '../dependencies.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';
import { ruleBundlePath } from './ruleBundle.ts';
import { REDIRECT_PATH } from './smartApp.ts';

/** What the service speaks. */
const STANDARDS = {
  cdsHooks: '2.0.1',
  fhir: '4.0.1',
  smartAppLaunch: '2.2.0',
  openApi: '3.1.0',
} as const;

/** Which software and which knowledge answers, so that a card can be traced to both. */
export function serviceInfo({
  config,
  demo,
  app,
  rules,
  rulesInForce,
  serviceUrl,
  version,
}: Dependencies): Router {
  const router = Router();
  const body = () => {
    const { knowledge, bundle, versions } = rulesInForce();
    const { current, refused, rolledBackAt } = rules.status();
    return {
      name: 'convergent-cds',
      version,
      profile: config.profile,
      standards: STANDARDS,
      packs: knowledge.packs,
      releases: versions.map(releaseName),
      rules: {
        sha256: current.sha256,
        since: current.since.toISOString(),
        ...(refused !== null && { refusedAt: refused.at.toISOString() }),
        ...(rolledBackAt !== null && { rolledBackAt: rolledBackAt.toISOString() }),
      },
      engine: ENGINE_VERSION,
      discovery: `${serviceUrl}/cds-services`,
      knowledge: `${serviceUrl}${KNOWLEDGE_PATH}`,
      ruleBundle: { url: `${serviceUrl}${ruleBundlePath(bundle.sha256)}`, sha256: bundle.sha256 },
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
  };
  router
    .route('/service-info')
    .get((_request, response) => {
      response.json(body());
    })
    .all(methodNotAllowed('GET'));
  return router;
}
