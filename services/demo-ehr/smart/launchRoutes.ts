import express, { type ErrorRequestHandler, type Request, Router } from 'express';
import { crossOrigin } from '../crossOrigin.ts';
import type { FhirStore } from '../fhirStore.ts';
import type { AuthorizationState } from './authorizationState.ts';
import { smartConfiguration } from './smartConfiguration.ts';

interface LaunchRoutes {
  readonly state: AuthorizationState;
  readonly store: FhirStore;
  /** Of the FHIR base under which these routes stand. */
  readonly path: string;
  readonly authPath: string;
  /** Address of the root of this server as the client knows it. */
  readonly rootOf: (request: Request) => string;
}

/**
 * What SMART puts under a FHIR base: its configuration, and the endpoint by which sandboxes and
 * portals have a launch prepared. The latter is no standard; its shape is that of the HSPC sandboxes,
 * which the public CDS Hooks sandbox speaks.
 */
export function launchRoutes({ state, store, path, authPath, rootOf }: LaunchRoutes): Router {
  const router = Router();
  router.use(['/.well-known', '/_services'], crossOrigin);
  router.get('/.well-known/smart-configuration', (request, response) => {
    response.json(smartConfiguration(rootOf(request), authPath));
  });
  router.post('/_services/smart/Launch', express.json({ limit: '100kb' }), (request, response) => {
    const { launchUrl, parameters } = (request.body ?? {}) as {
      launchUrl?: unknown;
      parameters?: { patient?: unknown; appContext?: unknown } | null;
    };
    const { patient, appContext } = parameters ?? {};
    const problem = [
      typeof launchUrl === 'string' && /^https?:\/\//.test(launchUrl) && URL.canParse(launchUrl)
        ? null
        : 'launchUrl must be the URL of the app to open.',
      typeof patient === 'string' && store.read('Patient', patient) !== null
        ? null
        : 'parameters.patient must be the id of a patient of this server.',
      appContext === undefined || typeof appContext === 'string'
        ? null
        : 'parameters.appContext must be text.',
    ].find((sentence) => sentence !== null);
    if (problem !== undefined) {
      response.status(400).json({ error: 'invalid_request', error_description: problem });
      return;
    }
    const bearer = /^Bearer +(\S+)$/i.exec(request.get('Authorization') ?? '')?.[1] ?? '';
    const grant = state.grantOf(bearer);
    if (grant === 'expired' || (typeof grant === 'object' && grant.patient !== patient)) {
      response.status(401).json({
        error: 'invalid_token',
        error_description: 'The token has expired, or is for another patient.',
      });
      return;
    }
    const name = state.launches.issue({
      patient: patient as string,
      appContext: typeof appContext === 'string' && appContext !== '' ? appContext : null,
      audience: path,
    });
    response.json({ launch_id: name });
  });
  const answerUnreadable: ErrorRequestHandler = (_error: unknown, _request, response, next) => {
    if (response.headersSent) next(_error);
    else {
      response
        .status(400)
        .json({ error: 'invalid_request', error_description: 'The body must be JSON.' });
    }
  };
  router.use('/_services', answerUnreadable);
  return router;
}
