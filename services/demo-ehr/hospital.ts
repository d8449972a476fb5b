import { type Request, Router } from 'express';
import { createFhirServer } from './fhirServer.ts';
import type { FhirStore } from './fhirStore.ts';
import { rootReached } from './reachedAt.ts';
import { queryOf } from './requestParameters.ts';
import { createAuthorizationServer } from './smart/authorizationServer.ts';
import {
  createAuthorizationState,
  type AuthorizationStateOptions,
} from './smart/authorizationState.ts';
import { ownApp, rootsOf, type SmartClient } from './smart/clients.ts';
import { enforceGrants } from './smart/fhirAccess.ts';
import { createIdTokens } from './smart/idTokens.ts';
import { launchRoutes } from './smart/launchRoutes.ts';

/** Who is logged in at the demo hospital, in every request that it makes. */
export const DEMO_USER = 'Practitioner/demo-oncologist';

export const FHIR_PATHS = {
  /** Lets in who brings no token: sandboxes and the CDS service itself. */
  open: '/demo/fhir',
  /** The same record for who brings a token only. */
  secured: '/demo/smart-fhir',
} as const;

const AUTH_PATH = '/demo/auth';

interface HospitalOptions extends AuthorizationStateOptions {
  /** Base URL under which clients reach the server, without a trailing slash. */
  readonly serviceUrl: string;
  /** The one address that clients know, where it is configured; else each is answered as it came. */
  readonly publicUrl?: string | null;
  readonly store: FhirStore;
  /** Apps beside our own. */
  readonly clients?: readonly SmartClient[];
}

/** The demo hospital: its FHIR server, open and secured, and the SMART authorisation before it. */
export function createHospital({
  serviceUrl,
  publicUrl = null,
  store,
  clients = [],
  ...stateOptions
}: HospitalOptions): Router {
  const { clock } = stateOptions;
  const state = createAuthorizationState(stateOptions);
  const rootOf = (request: Request): string => publicUrl ?? rootReached(request);
  const router = Router();
  const fhirBase = (path: string, mode: 'open' | 'token-required'): void => {
    router.use(path, launchRoutes({ state, store, path, authPath: AUTH_PATH, rootOf }));
    router.use(
      path,
      createFhirServer({
        store,
        rootOf,
        judgeAccess: enforceGrants({ state, path, mode }),
        authPath: AUTH_PATH,
      }),
    );
  };
  fhirBase(FHIR_PATHS.open, 'open');
  fhirBase(FHIR_PATHS.secured, 'token-required');
  // The public SMART launcher resolves its encounter search against the FHIR base without a slash at
  // its end, and so asks one folder higher; an error there would fail the launch.
  router.get(['/Encounter', '/demo/Encounter'], (request, response) => {
    response.redirect(
      307,
      `${rootOf(request)}${FHIR_PATHS.open}/Encounter?${queryOf(request).toString()}`,
    );
  });
  router.use(
    AUTH_PATH,
    createAuthorizationServer({
      state,
      store,
      clock,
      clients: [ownApp(rootsOf(serviceUrl)), ...clients],
      idTokens: createIdTokens(),
      user: DEMO_USER,
      path: AUTH_PATH,
      rootOf,
      isFhirPath: (path) => Object.values<string>(FHIR_PATHS).includes(path),
    }),
  );
  return router;
}
