import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request, { type Response, type Test } from 'supertest';
import { Agent } from 'undici';
import { CATALOGUE } from '../../services/cds-hooks/catalogue/catalogue.ts';
import type { Dependencies } from '../../services/cds-hooks/dependencies.ts';
import { GUESSES } from '../../services/cds-hooks/middleware/limitGuesses.ts';
import type { RulesChange } from '../../services/cds-hooks/runningRules.ts';
import { createTrust } from '../../services/cds-hooks/trust/trust.ts';
import { NotRecordedError, type DecisionLog } from '../../services/decision-log/decisionLog.ts';
import { readConfig } from '../../services/cds-hooks/config.ts';
import type { Drafting } from '../../services/cds-hooks/drafting.ts';
import { rulesInForce } from '../../services/cds-hooks/rulesInForce.ts';
import { pseudonymiser } from '../../services/decision-log/pseudonym.ts';
import { openRuleStore } from '../../services/rule-store/ruleStore.ts';
import { aClient, type ClientUnderTest } from './aClient.ts';
import { DESCRIBED } from './describedAnswers.ts';
import { orderSelectRequest, orderSignRequest, patientViewRequest } from './hookRequests.ts';
import { fullCard, serviceUnderTest, type ServiceUnderTest } from './serviceUnderTest.ts';

const NOW = new Date(2026, 4, 17, 9, 30);
const SECRET = 'correct-horse-battery';
const ADMIN = { Authorization: `Basic ${btoa(`ops:${SECRET}`)}` };
const SCRAPER = { Authorization: `Bearer ${SECRET}` };
const HASH = 'cd34';
const FEEDBACK = {
  feedback: [{ card: '1', outcome: 'overridden', outcomeTimestamp: '2026-05-17T09:31:00Z' }],
};

const DRAFTING: Drafting = {
  pseudonyms: pseudonymiser(Buffer.alloc(32)),
  keepInputs: false,
  inputKey: null,
};

type World = Parameters<typeof serviceUnderTest>[0];
type Headers = Readonly<Record<string, string>>;

const services: ServiceUnderTest[] = [];
let client: ClientUnderTest;
beforeAll(async () => {
  client = await aClient();
});
afterAll(async () => {
  for (const service of services) await service.close();
});

function demo(world: World = {}): ServiceUnderTest {
  const service = serviceUnderTest({ cards: (newId) => [fullCard(newId)], ...world });
  services.push(service);
  return service;
}

/** As in production, for one client. */
function production(
  world: World = {},
  {
    secret = SECRET,
    calls = 1_000,
    hooks = client.entry.hooks,
  }: {
    secret?: string | null;
    calls?: number;
    hooks?: ClientUnderTest['entry']['hooks'];
  } = {},
): ServiceUnderTest {
  return demo({
    ...world,
    trust: createTrust(
      {
        clients: [{ ...client.entry, hooks }],
        limits: { perAddress: calls, perClient: calls },
        certificateHeader: null,
        adminPassword: secret,
        metricsToken: secret,
        trustedProxies: [],
      },
      { dispatcher: () => new Agent(), claimOnce: null, onReplayStoreAway: () => undefined },
    ),
  });
}

/** A log of decisions whose disk and database are as told. */
function recording(state: 'well' | 'broken' | 'failing'): Pick<Dependencies, 'recording'> {
  const store: Partial<DecisionLog['store']> = {
    feedbackReport: () =>
      state === 'well'
        ? Promise.resolve({ rules: [], onUnknownCards: 2 })
        : Promise.reject(new Error('away')),
  };
  const decisionLog: Partial<DecisionLog> = {
    record: () =>
      state === 'well'
        ? Promise.resolve()
        : Promise.reject(state === 'failing' ? new NotRecordedError() : new Error('broken')),
    status: () => ({
      database: state === 'well' ? 'up' : 'down',
      spool: state === 'well' ? 'ok' : 'failing',
      waitingBytes: 0,
      setAside: 0,
      head: null,
    }),
    store: store as DecisionLog['store'],
  };
  return {
    recording: {
      decisionLog: decisionLog as DecisionLog,
      software: '0.0.0-test',
      informAfterOverrideDays: null,
    },
  };
}

const broken = (): never => {
  throw new Error('broken');
};
/** Rules that can be exchanged with this outcome. */
function rules(change: RulesChange | 'broken'): Pick<Dependencies, 'rules'> {
  const work =
    change === 'broken' ? () => Promise.reject(new Error('broken')) : () => Promise.resolve(change);
  const since = new Date('2026-05-17T09:00:00Z');
  const packs = [{ pack: 'lung', version: '1.0.0', hash: 'ab12' }];
  return {
    rules: {
      reload: work,
      rollBack: work,
      status:
        change === 'broken'
          ? broken
          : () => ({
              current: { sha256: HASH, packs, since },
              previous: { sha256: HASH, packs, since },
              refused: { at: since, faults: ['A fault.'] },
              rolledBackAt: since,
            }),
    },
  };
}

type Asked = (service: ServiceUnderTest) => Test;
const get =
  (path: string, headers: Headers = {}): Asked =>
  ({ app }) =>
    request(app).get(path).set(headers);
const post =
  (path: string, body?: object | string, headers: Headers = {}): Asked =>
  ({ app }) =>
    request(app)
      .post(path)
      .set({ 'Content-Type': 'application/json', ...headers })
      .send(body ?? '');
const patch =
  (path: string): Asked =>
  ({ app }) =>
    request(app).patch(path);

/** How an answer with a status comes about. */
type Way = () => Promise<Response> | Test;

/** Of a path for administrators or scrapers. */
function behindSecret(ask: (headers: Headers) => Asked, right: Headers): Record<number, Way> {
  const wrong = { Authorization: `${(right['Authorization'] ?? '').split(' ')[0] ?? ''} YTpi` };
  return {
    401: () => ask({})(production()),
    404: () => ask(right)(production({}, { secret: null })),
    429: async () => {
      const service = production();
      for (let guess = 0; guess < GUESSES; guess += 1) await ask(wrong)(service);
      return ask(right)(service);
    },
  };
}

/** Of a path to which clients post. */
function called(path: string, body: object): Record<number, Way> {
  const token = async (): Promise<Headers> => ({
    Authorization: `Bearer ${await client.token(`http://127.0.0.1:3000${path}`, NOW)}`,
  });
  return {
    200: () => post(path, body)(demo()),
    400: () => post(path, '{')(demo()),
    401: () => post(path, body)(production()),
    403: async () => post(path, body, await token())(production({}, { hooks: [] })),
    405: () => patch(path)(demo()),
    413: () =>
      post(
        path,
        `"${'x'.repeat(1_100_000)}"`,
      )(demo({ environment: { CONVERGENT_BODY_LIMIT_MB: '1' } })),
    415: () => post(path, '<a/>', { 'Content-Type': 'text/xml' })(demo()),
    429: async () => {
      const service = production({}, { calls: 1 });
      await post(path, body, await token())(service);
      return post(path, body, await token())(service);
    },
  };
}

function hookCalls(): Record<string, Record<number, Way>> {
  const bodies = {
    'patient-view': patientViewRequest,
    'order-select': orderSelectRequest,
    'order-sign': orderSignRequest,
  };
  return Object.fromEntries(
    CATALOGUE.map(({ id, hook }) => {
      const path = `/cds-services/${id}`;
      const body = bodies[hook]();
      return [
        `POST ${path}`,
        {
          ...called(path, body),
          412: () => post(path, { ...body, prefetch: {} })(demo()),
          500: () => post(path, body)(demo({ decide: broken })),
          503: () => post(path, body)(demo({ ...recording('failing'), drafting: DRAFTING })),
        },
      ];
    }),
  );
}

function ways(): Readonly<Record<string, Readonly<Record<number, Way>>>> {
  const clock = (): Date => new Date('2026-11-23T09:30:00');
  const inForce = rulesInForce(openRuleStore('rules', 'released'), readConfig({}), clock);
  const pages = demo({ clock, rulesInForce: inForce });
  const adminPage = (path: string) => behindSecret((headers) => get(path, headers), ADMIN);
  const adminChange = (path: string) => behindSecret((headers) => post(path, '', headers), ADMIN);
  const foreign = { ...ADMIN, Origin: 'https://elsewhere.example' };
  const unchanged = async (path: string): Promise<Response> => {
    const { headers } = await get(path)(pages);
    return get(path, { 'If-None-Match': String(headers['etag']) })(pages);
  };
  const feedback = '/cds-services/resistance-order-select/feedback';
  const bundle = `/rules/bundle/${HASH}.json`;
  const noRules = (): ServiceUnderTest => demo({ rulesInForce: broken });
  return {
    'GET /cds-services': {
      200: () => get('/cds-services')(demo()),
      405: () => patch('/cds-services')(demo()),
    },
    ...hookCalls(),
    'POST /cds-services/{id}/feedback': {
      ...called(feedback, FEEDBACK),
      404: () => post('/cds-services/nothing/feedback', FEEDBACK)(demo()),
      500: () => post(feedback, FEEDBACK_ON_A_CARD)(demo(recording('broken'))),
      503: () => post(feedback, FEEDBACK_ON_A_CARD)(demo(recording('failing'))),
    },
    'GET /admin/feedback': {
      ...adminPage('/admin/feedback'),
      200: () => get('/admin/feedback', { Accept: 'application/json' })(demo(recording('well'))),
      405: () => patch('/admin/feedback')(demo()),
      500: () => get('/admin/feedback')(demo({ ...recording('well'), rulesInForce: broken })),
      503: () => get('/admin/feedback')(demo(recording('failing'))),
    },
    'GET /admin/rules': {
      ...adminPage('/admin/rules'),
      200: () => get('/admin/rules')(demo(rules({ kind: 'unchanged' }))),
      405: () => patch('/admin/rules')(demo()),
      500: () => get('/admin/rules')(demo(rules('broken'))),
    },
    'POST /admin/rules/reload': {
      ...adminChange('/admin/rules/reload'),
      200: () => post('/admin/rules/reload')(demo(rules({ kind: 'taken-over' }))),
      403: () => post('/admin/rules/reload', '', foreign)(production()),
      405: () => get('/admin/rules/reload')(demo()),
      422: () =>
        post('/admin/rules/reload')(demo(rules({ kind: 'refused', faults: ['A fault.'] }))),
      500: () => post('/admin/rules/reload')(demo(rules('broken'))),
    },
    'POST /admin/rules/rollback': {
      ...adminChange('/admin/rules/rollback'),
      200: () => post('/admin/rules/rollback')(demo(rules({ kind: 'taken-over' }))),
      403: () => post('/admin/rules/rollback', '', foreign)(production()),
      405: () => get('/admin/rules/rollback')(demo()),
      409: () => post('/admin/rules/rollback')(demo(rules({ kind: 'none-before' }))),
      500: () => post('/admin/rules/rollback')(demo(rules('broken'))),
    },
    'GET /service-info': {
      200: () => get('/service-info')(demo()),
      405: () => patch('/service-info')(demo()),
      500: () => get('/service-info')(noRules()),
    },
    'GET /knowledge': {
      200: () => get('/knowledge')(pages),
      304: () => unchanged('/knowledge'),
      405: () => patch('/knowledge')(demo()),
      500: () => get('/knowledge')(noRules()),
    },
    'GET /knowledge/{page}': {
      200: () => get('/knowledge/lung/rules/egfr')(pages),
      304: () => unchanged('/knowledge/lung/rules/egfr'),
      404: () => get('/knowledge/lung/rules/no-such-rule')(pages),
      405: () => patch('/knowledge/lung')(demo()),
      500: () => get('/knowledge/lung')(noRules()),
    },
    'GET /rules/bundle/{sha256}.json': {
      200: () => get(bundle)(demo()),
      404: () => get('/rules/bundle/ef56.json')(demo()),
      405: () => patch(bundle)(demo()),
      500: () => get(bundle)(noRules()),
    },
    'GET /openapi.json': {
      200: () => get('/openapi.json')(demo()),
      405: () => patch('/openapi.json')(demo()),
    },
    'GET /metrics': {
      ...behindSecret((headers) => get('/metrics', headers), SCRAPER),
      200: () => get('/metrics')(demo()),
      405: () => patch('/metrics')(demo()),
      500: () => get('/metrics')(demo({ metrics: brokenMetrics() })),
    },
    'GET /health/live': {
      200: () => get('/health/live')(demo()),
      405: () => patch('/health/live')(demo()),
    },
    'GET /health/ready': {
      200: () =>
        get('/health/ready')(demo({ ...recording('well'), ...rules({ kind: 'unchanged' }) })),
      405: () => patch('/health/ready')(demo()),
      500: () => get('/health/ready')(demo(rules('broken'))),
      503: () => get('/health/ready')(demo(recording('failing'))),
    },
  };
}

const FEEDBACK_ON_A_CARD = {
  feedback: [{ ...FEEDBACK.feedback[0], card: '4e0a3a1e-3283-4575-ab82-028d55fe2719' }],
};

function brokenMetrics(): Dependencies['metrics'] {
  return {
    requested: () => undefined,
    refused: () => undefined,
    answered: () => undefined,
    text: () => Promise.reject(new Error('broken')),
    contentType: 'text/plain',
  };
}

describe('every answer that openapi.json describes', () => {
  const described = DESCRIBED.map((one) => {
    const [, operation = '', status = ''] = /^(.*) (\d{3})$/.exec(one) ?? [];
    return [operation, Number(status), one] as const;
  });
  let given: ReturnType<typeof ways>;
  beforeAll(() => {
    given = ways();
  });

  // That it is answered as described, and that nothing else is, `close` of the service finds.
  test.each(described)('%s %i is given by the service', async (operation, status, one) => {
    const response = await given[operation]?.[status]?.();
    expect(response?.status).toBe(status);
    expect(services.some((service) => service.given().has(one))).toBe(true);
    for (const service of services.splice(1)) await service.close();
  });

  test('and an answer that it does not describe is found', async () => {
    const service = serviceUnderTest({
      recording: null,
      isReady: () => {
        throw Object.assign(new Error('tea'), { type: 'entity.too.large' });
      },
    });
    await get('/health/ready')(service).expect(413);
    await expect(service.close()).rejects.toThrow('GET /health/ready 413 is not described');
  });
});
