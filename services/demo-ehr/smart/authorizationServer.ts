import { createHash } from 'node:crypto';
import express, { type Request, type Response, Router } from 'express';
import { crossOrigin } from '../crossOrigin.ts';
import type { FhirStore } from '../fhirStore.ts';
import { pagePolicy } from '../page.ts';
import { formOf, queryOf } from '../requestParameters.ts';
import type { AuthorizationState, LaunchContext, PendingRequest } from './authorizationState.ts';
import type { SmartClient } from './clients.ts';
import type { Grant } from './grant.ts';
import type { IdTokens } from './idTokens.ts';
import { approvalPage, refusalPage } from './pages.ts';
import { patientChoices } from './patientChoices.ts';
import { grantedScopes, isResourceScope } from './scopes.ts';
import { openIdConfiguration } from './smartConfiguration.ts';

export interface AuthorizationServerOptions {
  readonly state: AuthorizationState;
  readonly clients: readonly SmartClient[];
  /** Whom to choose from. */
  readonly store: FhirStore;
  readonly idTokens: IdTokens;
  readonly clock: () => Date;
  /** Address of the root of this server as the client knows it. */
  readonly rootOf: (request: Request) => string;
  /** `Type/id` of who is logged in. */
  readonly user: string;
  /** Where the router is mounted. */
  readonly path: string;
  /** Whether there is a FHIR base at that path. */
  readonly isFhirPath: (path: string) => boolean;
}

/**
 * SMART App Launch 2.2 for public clients: authorisation codes with PKCE, tokens and their refresh.
 * https://hl7.org/fhir/smart-app-launch/app-launch.html
 */
export function createAuthorizationServer(options: AuthorizationServerOptions): Router {
  const { state, clients, path, idTokens, rootOf } = options;
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: '100kb' });
  router.use(['/token', '/revoke', '/jwks', '/.well-known'], crossOrigin);
  router.use((_request, response, next) => {
    response.set({ 'Cache-Control': 'no-store', Pragma: 'no-cache' });
    next();
  });

  const authorize = (request: Request, response: Response, asked: URLSearchParams): void => {
    const client = clients.find(({ id }) => id === asked.get('client_id'));
    const redirectUri = asked.get('redirect_uri') ?? '';
    if (client === undefined) {
      refuseByPage(
        response,
        'This hospital does not know the app that asked (client_id).',
        'Ask whoever runs the hospital to register it.',
      );
      return;
    }
    if (!client.redirectUris.includes(redirectUri)) {
      refuseByPage(
        response,
        'The app asked to be answered at an address that is not registered for it (redirect_uri).',
        `Registered: ${client.redirectUris.join(', ')}`,
      );
      return;
    }
    const verdict = judged(request, asked, client, options);
    if ('error' in verdict) {
      redirect(response, redirectUri, { ...verdict, state: asked.get('state') });
      return;
    }
    if (verdict.launch !== null) {
      redirect(response, redirectUri, answerWithCode(verdict.request, verdict.launch, options));
      return;
    }
    const name = state.pending.issue(verdict.request);
    response.redirect(303, `${rootOf(request)}${path}/approve?request=${name}`);
  };
  router
    .route('/authorize')
    .get((request, response) => {
      authorize(request, response, queryOf(request));
    })
    .post(form, (request, response) => {
      authorize(request, response, formOf(request));
    });

  router.get('/approve', (request, response) => {
    const query = queryOf(request);
    const name = query.get('request') ?? '';
    const pending = state.pending.read(name);
    if (pending === null) {
      refuseExpired(response);
      return;
    }
    const find = query.get('find') ?? '';
    response
      .set('Content-Security-Policy', pagePolicy([new URL(pending.redirectUri).origin]))
      .type('html')
      .send(
        approvalPage({
          clientName: clients.find(({ id }) => id === pending.clientId)?.name ?? pending.clientId,
          scopes: pending.scopes,
          request: name,
          find,
          ...patientChoices(options.store, find),
        }),
      );
  });
  router.post('/approve', form, (request, response) => {
    const sent = formOf(request);
    const name = sent.get('request') ?? '';
    const pending = state.pending.read(name);
    if (pending === null) {
      refuseExpired(response);
      return;
    }
    state.pending.withdraw(name);
    const patient = sent.get('patient') ?? '';
    if (sent.get('decision') !== 'allow' || options.store.read('Patient', patient) === null) {
      redirect(response, pending.redirectUri, {
        error: 'access_denied',
        error_description: 'The user did not allow the app to see a patient.',
        state: pending.state,
      });
      return;
    }
    const launch = { patient, appContext: null, audience: pending.audience };
    redirect(response, pending.redirectUri, answerWithCode(pending, launch, options));
  });

  router.post('/token', form, async (request, response) => {
    const answer = await tokenAnswer(request, formOf(request), options);
    response.status('error' in answer ? 400 : 200).json(answer);
  });
  router.post('/revoke', form, (request, response) => {
    const token = formOf(request).get('token') ?? '';
    const link = state.accessTokens.read(token) ?? state.refreshTokens.read(token);
    // RFC 7009: a token that is not known is as good as revoked.
    if (link !== null) state.chains.withdraw(link.chain);
    response.status(200).end();
  });

  router.get('/jwks', async (_request, response) => {
    response.json(await idTokens.publicKeys());
  });
  router.get('/.well-known/openid-configuration', (request, response) => {
    response.json(openIdConfiguration(rootOf(request), path));
  });
  return router;
}

/** https://www.rfc-editor.org/rfc/rfc6749#section-5.2 and 4.1.2.1 */
interface OAuthError {
  readonly error: string;
  readonly error_description: string;
}

interface Accepted {
  readonly request: PendingRequest;
  /** `null` in a standalone launch. */
  readonly launch: LaunchContext | null;
}

function fault(error: string, description: string): OAuthError {
  return { error, error_description: description };
}

/** Everything about a request but client and address, which come first. */
function judged(
  request: Request,
  asked: URLSearchParams,
  client: SmartClient,
  { state, isFhirPath, rootOf }: AuthorizationServerOptions,
): Accepted | OAuthError {
  if (asked.get('response_type') !== 'code') {
    return fault('unsupported_response_type', 'response_type must be code.');
  }
  const csrfState = asked.get('state') ?? '';
  if (csrfState === '') return fault('invalid_request', 'state is missing.');

  const codeChallenge = asked.get('code_challenge') ?? '';
  // 43 characters: a SHA-256 hash in base64url.
  if (asked.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(codeChallenge)) {
    return fault('invalid_request', 'PKCE is required: code_challenge with method S256.');
  }

  const root = rootOf(request);
  const aud = (asked.get('aud') ?? '').replace(/\/+$/, '');
  const audience = sameAddress(aud, root) ? pathBelow(aud, root) : null;
  if (audience === null || !isFhirPath(audience)) {
    return fault('invalid_request', 'aud must be the FHIR base URL of this hospital.');
  }

  const requested = asked.get('scope') ?? '';
  const scopes = grantedScopes(requested, client.grantable);
  if (!scopes.some(isResourceScope)) {
    return fault('invalid_scope', 'None of the scopes opens a resource that this app may read.');
  }

  const accepted: PendingRequest = {
    clientId: client.id,
    redirectUri: asked.get('redirect_uri') ?? '',
    scopes,
    state: csrfState,
    audience,
    codeChallenge,
    nonce: asked.get('nonce'),
  };
  const launchName = asked.get('launch') ?? '';
  if (launchName === '') {
    return scopes.includes('launch')
      ? fault('invalid_request', 'The scope launch needs the parameter launch.')
      : { request: accepted, launch: null };
  }
  if (!scopes.includes('launch')) {
    return fault('invalid_scope', 'The parameter launch needs the scope launch.');
  }
  const launch = state.launches.read(launchName);
  if (launch?.audience !== audience) {
    return fault(
      'invalid_request',
      'This launch is not known or has expired: open the app from the record again.',
    );
  }
  return { request: accepted, launch };
}

const LOOPBACK = /^(https?:\/\/)(?:127\.0\.0\.1|localhost|\[::1\])(?=[:/]|$)/;

/** The names of loopback are one address. */
function sameAddress(url: string, root: string): boolean {
  const canonical = (text: string): string => text.replace(LOOPBACK, '$1localhost');
  return canonical(url).startsWith(`${canonical(root)}/`);
}

function pathBelow(url: string, root: string): string | null {
  if (!URL.canParse(url)) return null;
  const prefix = new URL(root).pathname.replace(/\/+$/, '');
  return new URL(url).pathname.slice(prefix.length);
}

function answerWithCode(
  asked: PendingRequest,
  { patient, appContext }: LaunchContext,
  { state, user }: AuthorizationServerOptions,
): Readonly<Record<string, string>> {
  const { clientId, scopes, audience, redirectUri, codeChallenge, nonce } = asked;
  const grant: Grant = { clientId, scopes, patient, user, audience, appContext };
  const chain = state.chains.issue(grant);
  const code = state.codes.issue({ grant, chain, redirectUri, codeChallenge, nonce });
  return { code, state: asked.state };
}

async function tokenAnswer(
  request: Request,
  sent: URLSearchParams,
  options: AuthorizationServerOptions,
): Promise<object> {
  const { state, clients } = options;
  const client = clients.find(({ id }) => id === sent.get('client_id'));
  if (client === undefined) return fault('invalid_client', 'This client_id is not registered.');
  switch (sent.get('grant_type')) {
    case 'authorization_code': {
      const taken = state.codes.take(sent.get('code') ?? '');
      if (taken === null) return fault('invalid_grant', 'The code is not known or has expired.');
      const { value, again } = taken;
      if (again) {
        state.chains.withdraw(value.chain);
        return fault('invalid_grant', 'The code was used before: its tokens no longer hold.');
      }
      if (value.grant.clientId !== client.id) {
        return fault('invalid_grant', 'The code was issued to another client.');
      }
      if (value.redirectUri !== sent.get('redirect_uri')) {
        return fault('invalid_grant', 'redirect_uri is not that of the authorisation request.');
      }
      if (value.codeChallenge !== s256(sent.get('code_verifier') ?? '')) {
        return fault('invalid_grant', 'code_verifier does not match the code_challenge.');
      }
      return tokens(request, value.grant, value.chain, value.nonce, options);
    }
    case 'refresh_token': {
      const taken = state.refreshTokens.take(sent.get('refresh_token') ?? '');
      const link = taken?.value;
      if (taken === null || link?.grant.clientId !== client.id) {
        return fault('invalid_grant', 'The refresh token is not known or has expired.');
      }
      if (taken.again) state.chains.withdraw(link.chain);
      if (state.chains.read(link.chain) === null) {
        return fault('invalid_grant', 'The refresh token no longer holds.');
      }
      const wanted = sent.get('scope')?.split(/\s+/) ?? link.grant.scopes;
      if (!wanted.every((scope) => link.grant.scopes.includes(scope))) {
        return fault('invalid_scope', 'A refresh cannot add scopes.');
      }
      return tokens(request, { ...link.grant, scopes: wanted }, link.chain, null, options);
    }
    default:
      return fault(
        'unsupported_grant_type',
        'grant_type must be authorization_code or refresh_token.',
      );
  }
}

/** https://hl7.org/fhir/smart-app-launch/app-launch.html#obtain-access-token */
async function tokens(
  request: Request,
  grant: Grant,
  chain: string,
  nonce: string | null,
  { state, idTokens, clock, path, rootOf }: AuthorizationServerOptions,
): Promise<object> {
  const root = rootOf(request);
  const lifetimeSeconds = state.accessTokenSeconds;
  return {
    access_token: state.accessTokens.issue({ grant, chain }),
    token_type: 'Bearer',
    expires_in: lifetimeSeconds,
    scope: grant.scopes.join(' '),
    patient: grant.patient,
    need_patient_banner: true,
    ...(grant.appContext === null ? {} : { appContext: grant.appContext }),
    ...(grant.scopes.includes('offline_access')
      ? { refresh_token: state.refreshTokens.issue({ grant, chain }) }
      : {}),
    ...(grant.scopes.includes('openid')
      ? {
          id_token: await idTokens.sign({
            issuer: `${root}${path}`,
            clientId: grant.clientId,
            user: grant.user,
            fhirUser: grant.scopes.includes('fhirUser')
              ? `${root}${grant.audience}/${grant.user}`
              : null,
            nonce,
            at: clock(),
            lifetimeSeconds,
          }),
        }
      : {}),
  };
}

function s256(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

function redirect(
  response: Response,
  redirectUri: string,
  parameters: Readonly<Record<string, string | null>>,
): void {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null) url.searchParams.set(name, value);
  }
  response.redirect(303, url.href);
}

function refuseByPage(response: Response, why: string, whatToDo: string): void {
  response
    .status(400)
    .set('Content-Security-Policy', pagePolicy())
    .type('html')
    .send(refusalPage(why, whatToDo));
}

function refuseExpired(response: Response): void {
  refuseByPage(
    response,
    'This request is not known or has expired.',
    'Open the app again: from the record, or from its own launch page.',
  );
}
