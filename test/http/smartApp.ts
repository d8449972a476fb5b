import { createHash, randomBytes } from 'node:crypto';
import type { Express } from 'express';
import request, { type Response } from 'supertest';

/** What a SMART app does, step by step, so that a test can do each step wrongly. */
export interface AppSession {
  readonly verifier: string;
  readonly challenge: string;
  readonly state: string;
}

export const CLIENT = 'convergent-app';
export const REDIRECT = 'http://127.0.0.1:3000/smart/';
export const SCOPES = 'launch openid fhirUser patient/Patient.rs patient/Observation.rs';

export function newSession(): AppSession {
  const verifier = randomBytes(32).toString('base64url');
  return {
    verifier,
    challenge: createHash('sha256').update(verifier).digest('base64url'),
    state: randomBytes(8).toString('hex'),
  };
}

export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly scope: string;
  readonly patient: string;
  readonly appContext?: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  readonly need_patient_banner: boolean;
}

type Changes = Readonly<Record<string, string | null>>;

export interface SmartAppUnderTest {
  /** Absolute base of the FHIR server. */
  readonly base: string;
  readonly launch: (parameters: object) => Promise<string>;
  readonly authorize: (session: AppSession, changes?: Changes) => Promise<Response>;
  readonly exchange: (
    code: string,
    session: AppSession,
    changes?: Readonly<Record<string, string>>,
  ) => Promise<Response>;
  readonly refresh: (
    token: string,
    changes?: Readonly<Record<string, string>>,
  ) => Promise<Response>;
  /** The whole EHR launch, as it goes well. */
  readonly launched: (parameters: object, changes?: Changes) => Promise<TokenResponse>;
  /** Reads below the FHIR base, with a token or without. */
  readonly get: (path: string, token: string | null) => Promise<Response>;
}

/** Reaches the server by the address that is registered, whatever port it listens on. */
export function smartApp(app: Express, fhirPath = '/demo/fhir'): SmartAppUnderTest {
  const host = '127.0.0.1:3000';
  const base = `http://${host}${fhirPath}`;
  const launch = async (parameters: object): Promise<string> => {
    const response = await request(app)
      .post(`${fhirPath}/_services/smart/Launch`)
      .send({ launchUrl: `${REDIRECT}launch.html`, parameters })
      .expect(200);
    return (response.body as { launch_id: string }).launch_id;
  };
  const authorize = (session: AppSession, changes: Changes = {}): Promise<Response> => {
    const query = new URLSearchParams();
    const parameters: Changes = {
      response_type: 'code',
      client_id: CLIENT,
      redirect_uri: REDIRECT,
      scope: SCOPES,
      state: session.state,
      aud: base,
      code_challenge: session.challenge,
      code_challenge_method: 'S256',
      ...changes,
    };
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== null) query.set(name, value);
    }
    return request(app).get(`/demo/auth/authorize?${query.toString()}`).set('Host', host);
  };
  const exchange = (
    code: string,
    session: AppSession,
    changes: Readonly<Record<string, string>> = {},
  ): Promise<Response> =>
    request(app)
      .post('/demo/auth/token')
      .set('Host', host)
      .type('form')
      .send({
        grant_type: 'authorization_code',
        code,
        redirect_uri: REDIRECT,
        client_id: CLIENT,
        code_verifier: session.verifier,
        ...changes,
      });
  return {
    base,
    launch,
    authorize,
    exchange,
    refresh: (token: string, changes: Readonly<Record<string, string>> = {}): Promise<Response> =>
      request(app)
        .post('/demo/auth/token')
        .set('Host', host)
        .type('form')
        .send({
          grant_type: 'refresh_token',
          refresh_token: token,
          client_id: CLIENT,
          ...changes,
        }),
    launched: async (parameters, changes = {}) => {
      const session = newSession();
      const launchId = await launch(parameters);
      const redirected = await authorize(session, { launch: launchId, ...changes });
      const answer = await exchange(answerOf(redirected).get('code') ?? '', session);
      return answer.body as TokenResponse;
    },
    get: (path: string, token: string | null): Promise<Response> => {
      const call = request(app).get(`${fhirPath}/${path}`).set('Host', host);
      return token === null ? call : call.set('Authorization', `Bearer ${token}`);
    },
  };
}

/** What the authorisation server sent back to the app, in the redirect. */
export function answerOf(response: Response): URLSearchParams {
  return new URL(response.headers['location'] ?? '', 'http://nowhere.example').searchParams;
}
