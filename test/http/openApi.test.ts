import { afterAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import request, { type Response } from 'supertest';
import { CATALOGUE } from '../../services/cds-hooks/catalogue/catalogue.ts';
import { createDemo } from '../../services/cds-hooks/demo.ts';
import { readJsonFile } from '../../services/cds-hooks/readJsonFile.ts';
import { orderSelectRequest } from './hookRequests.ts';
import { fullCard, serviceUnderTest } from './serviceUnderTest.ts';

interface OpenApi {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, object>>;
}

const openApi = readJsonFile('services/cds-hooks/openapi.json') as unknown as OpenApi;
const service = serviceUnderTest({
  cards: (newId) => [fullCard(newId)],
  demo: createDemo({ serviceUrl: 'http://127.0.0.1:3000', packs: () => [], today: '2026-05-17' }),
});
afterAll(service.close);

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(openApi, 'openapi');

const get = (path: string): Promise<Response> => request(service.app).get(path);
const post = (path: string, body: object): Promise<Response> =>
  request(service.app).post(path).send(body);

describe('openapi.json describes what is answered', () => {
  test.each<[string, string, () => Promise<Response>]>([
    ['discovery', 'Discovery', () => get('/cds-services')],
    ['service-info', 'ServiceInfo', () => get('/service-info')],
    ['live', 'Health', () => get('/health/live')],
    ['ready', 'Health', () => get('/health/ready')],
    [
      'cards',
      'CdsResponse',
      () => post('/cds-services/resistance-order-select', orderSelectRequest()),
    ],
    [
      'feedback',
      'FeedbackResponse',
      () =>
        post('/cds-services/resistance-order-select/feedback', {
          feedback: [
            { card: '1', outcome: 'overridden', outcomeTimestamp: '2026-05-17T09:31:00Z' },
          ],
        }),
    ],
    ['a problem', 'OperationOutcome', () => post('/cds-services/resistance-order-select', {})],
    ['an unknown path', 'OperationOutcome', () => get('/nowhere')],
  ])('%s', async (_name, schema, ask) => {
    const { body } = (await ask()) as { body: unknown };
    const validate = ajv.compile({ $ref: `openapi#/components/schemas/${schema}` });
    validate(body);
    expect(validate.errors ?? []).toEqual([]);
  });

  test('every CDS service has its path', () => {
    for (const { id } of CATALOGUE) expect(openApi.paths).toHaveProperty([`/cds-services/${id}`]);
  });

  test('under the version of the software, and with the address of the service', async () => {
    expect(openApi.info.version).toBe(readJsonFile('package.json')['version']);
    const { body } = (await get('/openapi.json')) as { body: { servers: unknown } };
    expect(body.servers).toEqual([{ url: 'http://127.0.0.1:3000' }]);
  });
});
