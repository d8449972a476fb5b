import { beforeEach, describe, expect, test } from '@jest/globals';
import express, { type Express } from 'express';
import type { Bundle } from 'fhir/r4.js';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import request from 'supertest';
import { createFhirStore } from '../../services/demo-ehr/fhirStore.ts';
import { createHospital } from '../../services/demo-ehr/hospital.ts';
import { hospitalStaff } from '../../services/demo-ehr/hospitalStaff.ts';
import { theDemoPatient } from '../builders/aPatient.ts';
import {
  answerOf,
  newSession,
  REDIRECT,
  smartApp,
  type SmartAppUnderTest,
  type TokenResponse,
} from './smartApp.ts';

const TODAY = '2026-11-23';
const PATIENT = 'lung-t790m';
const OTHER = 'rechallenge-eligible';

let now = 0;
let app: Express;
let ehr: SmartAppUnderTest;
let secured: SmartAppUnderTest;
beforeEach(() => {
  now = Date.parse('2026-11-23T09:00:00Z');
  app = express().use(
    createHospital({
      serviceUrl: 'http://127.0.0.1:3000',
      clock: () => new Date(now),
      store: createFhirStore([
        hospitalStaff(),
        theDemoPatient(PATIENT).bundle(TODAY),
        theDemoPatient(OTHER).bundle(TODAY),
      ]),
    }),
  );
  ehr = smartApp(app);
  secured = smartApp(app, '/demo/smart-fhir');
});

describe('the SMART configuration', () => {
  test('names the endpoints as the client reached the server, and only what is enforced', async () => {
    const response = await request(app)
      .get('/demo/fhir/.well-known/smart-configuration')
      .set('Host', 'ehr.example:8080')
      .expect(200);
    expect(response.headers['access-control-allow-origin']).toBe('*');
    expect(response.body).toMatchObject({
      authorization_endpoint: 'http://ehr.example:8080/demo/auth/authorize',
      token_endpoint: 'http://ehr.example:8080/demo/auth/token',
      code_challenge_methods_supported: ['S256'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
    });
    const { capabilities } = response.body as { capabilities: string[] };
    expect(capabilities).toEqual(
      expect.arrayContaining(['launch-ehr', 'launch-standalone', 'permission-v2']),
    );
    expect(capabilities).not.toContain('permission-user');
  });

  test('stands in the CapabilityStatement too, for clients that look there', async () => {
    const response = await request(app).get('/demo/fhir/metadata').expect(200);
    expect(JSON.stringify(response.body)).toContain('/demo/auth/token');
  });
});

describe('an EHR launch', () => {
  test('gives the app the patient and the context of the card', async () => {
    const token = await ehr.launched({ patient: PATIENT, appContext: '{"drug":"gefitinib"}' });
    expect(token).toMatchObject({
      token_type: 'Bearer',
      expires_in: 3600,
      patient: PATIENT,
      appContext: '{"drug":"gefitinib"}',
      need_patient_banner: true,
      scope: 'launch openid fhirUser patient/Patient.rs patient/Observation.rs',
    });
    expect(token).not.toHaveProperty('refresh_token');
    const patient = await ehr.get(`Patient/${PATIENT}`, token.access_token);
    expect(patient.status).toBe(200);
  });

  test('sends the state back untouched, and leaves nothing in a cache', async () => {
    const session = newSession();
    const launch = await ehr.launch({ patient: PATIENT });
    const redirected = await ehr.authorize(session, { launch });
    expect(redirected.status).toBe(303);
    expect(redirected.headers['location']).toMatch(new RegExp(`^${REDIRECT}\\?code=`));
    expect(answerOf(redirected).get('state')).toBe(session.state);
    const answer = await ehr.exchange(answerOf(redirected).get('code') ?? '', session);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });

  test('says who the user is, in a signed token, and lets the app read who that is', async () => {
    const token = await ehr.launched({ patient: PATIENT }, { nonce: 'n-1' });
    const keys = await request(app).get('/demo/auth/jwks').expect(200);
    const { payload } = await jwtVerify(
      token.id_token ?? '',
      createLocalJWKSet(keys.body as JSONWebKeySet),
      {
        issuer: 'http://127.0.0.1:3000/demo/auth',
        audience: 'convergent-app',
        currentDate: new Date(now),
      },
    );
    expect(payload).toMatchObject({
      fhirUser: `${ehr.base}/Practitioner/demo-oncologist`,
      nonce: 'n-1',
    });
    const user = await ehr.get('Practitioner/demo-oncologist', token.access_token);
    expect(user.body).toMatchObject({ resourceType: 'Practitioner' });
  });

  test.each([
    ['an unknown patient', { patient: 'nobody' }],
    ['no patient', {}],
    ['a context that is no text', { patient: PATIENT, appContext: { drug: 'x' } }],
  ])('cannot be prepared for %s', async (_what, parameters) => {
    const response = await request(app)
      .post('/demo/fhir/_services/smart/Launch')
      .send({ launchUrl: REDIRECT, parameters })
      .expect(400);
    expect(response.body).toMatchObject({ error: 'invalid_request' });
  });

  test('cannot be prepared from a body that is not JSON, nor for an address that is none', async () => {
    await request(app)
      .post('/demo/fhir/_services/smart/Launch')
      .set('Content-Type', 'application/json')
      .send('{')
      .expect(400);
    await request(app)
      .post('/demo/fhir/_services/smart/Launch')
      .send({ launchUrl: 'javascript:alert(1)', parameters: { patient: PATIENT } })
      .expect(400);
  });
});

describe('a standalone launch', () => {
  const standalone = { scope: 'launch/patient patient/*.read' };

  test('lets the user choose the patient on a page without script, and answers in words of SMART 1', async () => {
    const session = newSession();
    const redirected = await ehr.authorize(session, standalone);
    const pageUrl = new URL(redirected.headers['location'] ?? '');
    expect(pageUrl.pathname).toBe('/demo/auth/approve');
    const page = await request(app).get(`${pageUrl.pathname}${pageUrl.search}`).expect(200);
    expect(page.text).toContain('Testa Synthetic-Lungley');
    expect(page.text).not.toContain('<script');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");

    const approved = await request(app)
      .post('/demo/auth/approve')
      .type('form')
      .send({
        request: pageUrl.searchParams.get('request') ?? '',
        patient: PATIENT,
        decision: 'allow',
      })
      .expect(303);
    const answer = await ehr.exchange(answerOf(approved).get('code') ?? '', session);
    expect(answer.body).toMatchObject({ patient: PATIENT, scope: 'launch/patient patient/*.read' });
  });

  test('finds a patient by a part of the name', async () => {
    const redirected = await ehr.authorize(newSession(), standalone);
    const { pathname, search } = new URL(redirected.headers['location'] ?? '');
    const page = await request(app).get(`${pathname}${search}&find=lungley`).expect(200);
    expect(page.text).toContain(`value="${PATIENT}"`);
    expect(page.text).not.toContain(`value="${OTHER}"`);
  });

  test('tells the app when the user refuses, and the page works once', async () => {
    const redirected = await ehr.authorize(newSession(), standalone);
    const name = new URL(redirected.headers['location'] ?? '').searchParams.get('request') ?? '';
    const refuse = () =>
      request(app)
        .post('/demo/auth/approve')
        .type('form')
        .send({ request: name, patient: PATIENT, decision: 'refuse' });
    expect(answerOf(await refuse().expect(303)).get('error')).toBe('access_denied');
    await refuse().expect(400);
  });
});

describe('an authorisation request', () => {
  test.each([
    ['an unknown client', { client_id: 'somebody' }],
    ['an address that is not registered', { redirect_uri: 'https://evil.example/smart/' }],
    ['an address that only begins like it', { redirect_uri: `${REDIRECT}../evil` }],
    ['an address with more behind it', { redirect_uri: `${REDIRECT}?next=evil` }],
    ['no address', { redirect_uri: null }],
  ])('with %s is refused on a page and leads nowhere', async (_what, changes) => {
    const response = await ehr.authorize(newSession(), changes);
    expect(response.status).toBe(400);
    expect(response.headers).not.toHaveProperty('location');
    expect(response.text).toContain('cannot be opened');
  });

  test.each([
    ['no PKCE', { code_challenge: null, code_challenge_method: null }, 'invalid_request'],
    ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge that is no hash', { code_challenge: 'short' }, 'invalid_request'],
    ['no state', { state: null }, 'invalid_request'],
    ['another FHIR server', { aud: 'https://elsewhere.example/fhir' }, 'invalid_request'],
    ['a path that is no FHIR base', { aud: 'http://127.0.0.1:3000/demo' }, 'invalid_request'],
    ['no FHIR server', { aud: null }, 'invalid_request'],
    ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['an unknown launch', { launch: 'launch.guessed' }, 'invalid_request'],
    ['the scope launch alone', {}, 'invalid_request'],
    ['no scope that opens anything', { scope: 'openid' }, 'invalid_scope'],
    ['only scopes beyond one patient', { scope: 'user/*.rs system/*.rs' }, 'invalid_scope'],
    ['only writing', { scope: 'patient/Observation.cud' }, 'invalid_scope'],
  ])('with %s is refused to the app', async (_what, changes, error) => {
    const response = await ehr.authorize(newSession(), changes);
    expect(response.status).toBe(303);
    expect(answerOf(response).get('error')).toBe(error);
    expect(answerOf(response).get('code')).toBeNull();
  });

  test('takes a launch only at the FHIR base where it was prepared, and for an hour', async () => {
    const launch = await ehr.launch({ patient: PATIENT });
    const elsewhere = await ehr.authorize(newSession(), { launch, aud: secured.base });
    expect(answerOf(elsewhere).get('error')).toBe('invalid_request');
    now += 3_601_000;
    const late = await ehr.authorize(newSession(), { launch });
    expect(answerOf(late).get('error_description')).toContain('expired');
  });

  test('takes the other names of loopback, by which a browser may have come', async () => {
    const response = await ehr.authorize(newSession(), {
      scope: 'patient/*.rs',
      aud: 'http://localhost:3000/demo/fhir',
      redirect_uri: 'http://localhost:3000/smart/',
    });
    expect(response.headers['location']).toContain('/demo/auth/approve');
  });

  test('can be posted', async () => {
    const { challenge, state } = newSession();
    const response = await request(app)
      .post('/demo/auth/authorize')
      .set('Host', '127.0.0.1:3000')
      .type('form')
      .send({
        response_type: 'code',
        client_id: 'convergent-app',
        redirect_uri: REDIRECT,
        scope: 'patient/*.rs',
        state,
        aud: ehr.base,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      })
      .expect(303);
    expect(response.headers['location']).toContain('/demo/auth/approve');
  });
});

describe('scopes', () => {
  test.each([
    ['patient/Observation.rs', 'patient/Observation.rs'],
    ['patient/Observation.read', 'patient/Observation.read'],
    ['patient/*.*', 'patient/*.read'],
    ['patient/*.cruds', 'patient/*.rs'],
    ['patient/Observation.r patient/Condition.s', 'patient/Observation.r patient/Condition.s'],
    // Granted whole, a scope narrowed by a search would give more than was asked.
    ['patient/Observation.rs?category=laboratory patient/Patient.r', 'patient/Patient.r'],
    ['patient/Observation.sr patient/Patient.r', 'patient/Patient.r'],
    ['user/Patient.rs patient/Patient.r system/*.rs', 'patient/Patient.r'],
    ['online_access patient/Spaceship.rs patient/Patient.r', 'patient/Patient.r'],
    ['patient/Patient.r patient/Patient.r', 'patient/Patient.r'],
  ])('%s becomes %s', async (asked, granted) => {
    const token = await ehr.launched({ patient: PATIENT }, { scope: `launch ${asked}` });
    expect(token.scope).toBe(`launch ${granted}`);
  });
});

describe('a code', () => {
  const withCode = async () => {
    const session = newSession();
    const launch = await ehr.launch({ patient: PATIENT });
    const code = answerOf(await ehr.authorize(session, { launch })).get('code') ?? '';
    return { session, code };
  };

  test('works once; who uses it again takes the tokens away from both', async () => {
    const { session, code } = await withCode();
    const first = await ehr.exchange(code, session);
    const { access_token: token } = first.body as TokenResponse;
    expect((await ehr.get(`Patient/${PATIENT}`, token)).status).toBe(200);

    const second = await ehr.exchange(code, session);
    expect(second.status).toBe(400);
    expect(second.body).toMatchObject({ error: 'invalid_grant' });
    expect((await ehr.get(`Patient/${PATIENT}`, token)).status).toBe(401);
  });

  test('expires after a minute', async () => {
    const { session, code } = await withCode();
    now += 61_000;
    expect((await ehr.exchange(code, session)).body).toMatchObject({ error: 'invalid_grant' });
  });

  test.each([
    ['another verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
    ['no verifier', { code_verifier: '' }, 'invalid_grant'],
    ['another address', { redirect_uri: `${REDIRECT}other` }, 'invalid_grant'],
    ['another client', { client_id: 'somebody' }, 'invalid_client'],
    ['another grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
  ])('is refused with %s', async (_what, changes, error) => {
    const { session, code } = await withCode();
    const answer = await ehr.exchange(code, session, changes);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error });
    expect(answer.body).not.toHaveProperty('access_token');
  });
});

describe.each([
  ['the open base', '/demo/fhir'],
  ['the secured base', '/demo/smart-fhir'],
])('a token at %s', (_name, path) => {
  const SCOPE = 'launch patient/Patient.r patient/Observation.rs patient/DiagnosticReport.rs';
  let base: SmartAppUnderTest;
  let token: string;
  const search = async (query: string): Promise<Bundle> =>
    (await base.get(query, token)).body as Bundle;

  beforeEach(async () => {
    base = smartApp(app, path);
    token = (await base.launched({ patient: PATIENT }, { scope: SCOPE })).access_token;
  });

  test('opens the record of its patient', async () => {
    expect((await base.get(`Patient/${PATIENT}`, token)).status).toBe(200);
    expect((await search(`Observation?patient=${PATIENT}`)).total).toBeGreaterThan(10);
  });

  test.each([
    ['another patient', `Patient/${OTHER}`, 403],
    ['a search that names another', `Observation?patient=${OTHER}`, 403],
    ['a search that names another by subject', `Observation?subject=Patient/${OTHER}`, 403],
    ['a search that names another beside', `Observation?patient=${PATIENT},${OTHER}`, 403],
    ['a result of another', `Observation/${OTHER}-plasma-2-region-studied`, 404],
    ['a type beyond its scopes', `Condition?patient=${PATIENT}`, 403],
    ['a read beyond its scopes', `Condition/${PATIENT}-condition-1`, 403],
    ['a search where only reading is granted', 'Patient?name=Testa', 403],
  ])('does not open %s', async (_what, query, status) => {
    const response = await base.get(query, token);
    expect(response.status).toBe(status);
    expect(response.body).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  test('sees in a search without patient only what is of its patient', async () => {
    const bundle = await search('Observation?_count=500');
    const subjects = new Set(
      (bundle.entry ?? []).map(
        ({ resource }) => /Patient\/[\w-]+/.exec(JSON.stringify(resource))?.[0],
      ),
    );
    expect(subjects).toEqual(new Set([`Patient/${PATIENT}`]));
  });

  test('does not see through _include what it could not read', async () => {
    const bundle = await search(
      `DiagnosticReport?patient=${PATIENT}&_include=DiagnosticReport:specimen&_include=DiagnosticReport:patient`,
    );
    const included = (bundle.entry ?? []).filter(({ search: how }) => how?.mode === 'include');
    expect(new Set(included.map(({ resource }) => resource?.resourceType))).toEqual(
      new Set(['Patient']),
    );
  });

  test('writes nothing', async () => {
    await request(app)
      .post(`${path}/MedicationRequest`)
      .set('Authorization', `Bearer ${token}`)
      .send({ resourceType: 'MedicationRequest', subject: { reference: `Patient/${PATIENT}` } })
      .expect(403);
  });

  test('opens no other FHIR base', async () => {
    const elsewhere = path === '/demo/fhir' ? secured : ehr;
    expect((await elsewhere.get(`Patient/${PATIENT}`, token)).status).toBe(401);
  });

  test('expires', async () => {
    now += 3_601_000;
    const response = await base.get(`Patient/${PATIENT}`, token);
    expect(response.status).toBe(401);
    expect(response.headers['www-authenticate']).toContain('error="invalid_token"');
  });

  test('can be given back', async () => {
    await request(app).post('/demo/auth/revoke').type('form').send({ token }).expect(200);
    expect((await base.get(`Patient/${PATIENT}`, token)).status).toBe(401);
    await request(app)
      .post('/demo/auth/revoke')
      .type('form')
      .send({ token: 'unknown' })
      .expect(200);
  });

  test('prepares a launch for its own patient only', async () => {
    const launch = (patient: string) =>
      request(app)
        .post(`${path}/_services/smart/Launch`)
        .set('Authorization', `Bearer ${token}`)
        .send({ launchUrl: REDIRECT, parameters: { patient } });
    await launch(PATIENT).expect(200);
    await launch(OTHER).expect(401);
  });
});

describe('without a token of this server', () => {
  test('the secured base answers nothing but what it is', async () => {
    const refused = await secured.get(`Patient/${PATIENT}`, null);
    expect(refused.status).toBe(401);
    expect(refused.headers['www-authenticate']).toContain('Bearer');
    expect(refused.headers['access-control-allow-origin']).toBe('*');
    expect((await secured.get(`Observation?patient=${PATIENT}`, 'made-up')).status).toBe(401);
    expect((await secured.get('metadata', null)).status).toBe(200);
    expect((await secured.get('.well-known/smart-configuration', null)).status).toBe(200);
    const preflight = await request(app).options(`/demo/smart-fhir/Patient/${PATIENT}`);
    expect(preflight.status).toBe(204);
  });

  test('the open base answers, also to a token that its caller had from elsewhere', async () => {
    expect((await ehr.get(`Patient/${PATIENT}`, null)).status).toBe(200);
    expect((await ehr.get(`Patient/${PATIENT}`, 'token-of-another-server')).status).toBe(200);
  });

  test('a token that looks like one of this server opens neither', async () => {
    const forged = 'demo-hospital-token.forged';
    expect((await ehr.get(`Patient/${PATIENT}`, forged)).status).toBe(401);
    expect((await secured.get(`Patient/${PATIENT}`, forged)).status).toBe(401);
  });
});

describe('offline access', () => {
  const offline = { scope: 'launch offline_access patient/*.rs' };

  test('refreshes once per refresh token, and a stolen one ends it for all', async () => {
    const first = await ehr.launched({ patient: PATIENT, appContext: 'x' }, offline);
    now += 3_601_000;
    const second = (await ehr.refresh(first.refresh_token ?? '')).body as TokenResponse;
    expect(second).toMatchObject({ patient: PATIENT, scope: first.scope });
    expect((await ehr.get(`Patient/${PATIENT}`, second.access_token)).status).toBe(200);

    const stolen = await ehr.refresh(first.refresh_token ?? '');
    expect(stolen.body).toMatchObject({ error: 'invalid_grant' });
    expect((await ehr.get(`Patient/${PATIENT}`, second.access_token)).status).toBe(401);
    const again = await ehr.refresh(second.refresh_token ?? '');
    expect(again.body).toMatchObject({ error: 'invalid_grant' });
  });

  test('can ask for less and never for more', async () => {
    const { refresh_token: token = '' } = await ehr.launched({ patient: PATIENT }, offline);
    const more = await ehr.refresh(token, { scope: 'patient/*.cruds' });
    expect(more.body).toMatchObject({ error: 'invalid_scope' });
  });

  test('is not given without being asked for', async () => {
    expect(await ehr.launched({ patient: PATIENT })).not.toHaveProperty('refresh_token');
  });
});

test.each(['/Encounter/', '/demo/Encounter/'])(
  'the public SMART launcher finds no encounter at %s, and no error either',
  async (path) => {
    const query = `?_count=1&_sort%3Adesc=date&patient=${PATIENT}`;
    const response = await request(app).get(`${path}${query}`).redirects(1).expect(200);
    expect(response.body).toMatchObject({ resourceType: 'Bundle', total: 0 });
  },
);

describe('the hospital on an earlier day', () => {
  // T790M was found in plasma of 2026-08-31 and later.
  const then = '/demo/on/2026-08-25/fhir';

  test('knows only what had happened by then, and says so in links that stay on that day', async () => {
    const plasma = smartApp(app, then);
    const bundle = (await plasma.get(`Specimen?patient=${PATIENT}&_count=1`, null)).body as Bundle;
    const today = (await ehr.get(`Specimen?patient=${PATIENT}`, null)).body as Bundle;
    expect(bundle.total).toBeLessThan(today.total ?? 0);
    expect(bundle.link?.[1]?.url).toContain(`${plasma.base}/Specimen?`);
  });

  test('opens apps on that day only', async () => {
    const earlier = smartApp(app, then);
    const token = await earlier.launched({ patient: PATIENT });
    expect((await earlier.get(`Patient/${PATIENT}`, token.access_token)).status).toBe(200);
    expect((await ehr.get(`Patient/${PATIENT}`, token.access_token)).status).toBe(401);
    const next = smartApp(app, '/demo/on/2026-08-26/fhir');
    expect((await next.get(`Patient/${PATIENT}`, token.access_token)).status).toBe(401);
  });

  test.each(['yesterday', '2026-13-01', '2026'])('is not there for %s', async (day) => {
    await request(app).get(`/demo/on/${day}/fhir/metadata`).expect(404);
  });
});
