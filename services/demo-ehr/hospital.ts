import { type Request, Router } from 'express';
import { type ClinicalDate, clinicalDate } from '../../src/domain/date.ts';
import { createFhirServer } from './fhirServer.ts';
import { createFhirStore, type FhirStore } from './fhirStore.ts';
import { RESOURCE_TYPES } from './resourceTypes.ts';
import { rootReached } from './reachedAt.ts';
import { recordOn } from './recordOn.ts';
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

/** FHIR base of the record as it stood on an earlier day. */
export const pathOn = (day: ClinicalDate): string => `/demo/on/${day}/fhir`;

const EARLIER_DAYS_KEPT = 20;

function isDay(text: string): boolean {
  return text.length === 10 && clinicalDate(text) !== null;
}

/** What is written to it later stays apart from the record of today. */
function storeOn(store: FhirStore, day: ClinicalDate): FhirStore {
  const resources = RESOURCE_TYPES.flatMap((type) => recordOn(store.all(type), day));
  return createFhirStore([
    {
      resourceType: 'Bundle',
      type: 'collection',
      entry: resources.map((resource) => ({ resource })),
    },
  ]);
}

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
  const fhirBase = (path: string, held: FhirStore, mode: 'open' | 'token-required'): Router =>
    Router().use(
      launchRoutes({ state, store: held, path, authPath: AUTH_PATH, rootOf }),
      createFhirServer({
        store: held,
        rootOf,
        judgeAccess: enforceGrants({ state, path, mode }),
        authPath: AUTH_PATH,
      }),
    );
  router.use(FHIR_PATHS.open, fhirBase(FHIR_PATHS.open, store, 'open'));
  router.use(FHIR_PATHS.secured, fhirBase(FHIR_PATHS.secured, store, 'token-required'));

  const earlier = new Map<ClinicalDate, Router>();
  router.use('/demo/on/:day/fhir', (request, response, next) => {
    const { day } = request.params;
    if (!isDay(day)) {
      next();
      return;
    }
    const base = earlier.get(day) ?? fhirBase(pathOn(day), storeOn(store, day), 'open');
    // Put last again: the first is the one that was not asked for the longest time.
    earlier.delete(day);
    earlier.set(day, base);
    const [oldest] = earlier.keys();
    if (earlier.size > EARLIER_DAYS_KEPT && oldest !== undefined) earlier.delete(oldest);
    base(request, response, next);
  });
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
      isFhirPath: (path) =>
        Object.values<string>(FHIR_PATHS).includes(path) ||
        isDay(/^\/demo\/on\/([^/]+)\/fhir$/.exec(path)?.[1] ?? ''),
    }),
  );
  return router;
}
