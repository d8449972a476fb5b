import { afterAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { PREFETCH_TEMPLATES } from '../../services/cds-hooks/catalogue/prefetchTemplates.ts';
import { decide } from '../../services/cds-hooks/answering/decide.ts';
import {
  orderSelectRequest,
  orderSignRequest,
  patientViewRequest,
} from '../../services/demo-ehr/hookRequest.ts';
import { patientBundle } from '../../services/demo-ehr/patientBundle.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { loadKnowledge } from '../../services/rule-store/loadKnowledge.ts';
import { responseViolations } from '../../services/demo-ehr/sandbox/messages/conformance.ts';
import { serviceUnderTest } from './serviceUnderTest.ts';

const TODAY = '2026-12-01';
const service = serviceUnderTest({
  knowledge: loadKnowledge('rules', { asOf: TODAY, origin: 'draft' }),
  decide,
  clock: () => new Date(2026, 11, 1, 9, 30),
});
afterAll(service.close);

/** The whole record under one key; the other keys say that there is no more. */
function prefetchOf(bundle: object): Record<string, unknown> {
  return Object.fromEntries(
    PREFETCH_TEMPLATES.map(({ key }) => [key, key === 'genomics' ? bundle : null]),
  );
}

const calls = readStories().flatMap((story) => {
  const prefetch = prefetchOf(patientBundle(story, TODAY));
  const about = { patientId: story.id, prefetch };
  return [
    [`${story.id}, chart opened`, patientViewRequest(about)] as const,
    ...story.orders.flatMap((order) => [
      [
        `${story.id}, ${order.text} chosen`,
        orderSelectRequest({ ...about, drugs: [order] }),
      ] as const,
      [
        `${story.id}, ${order.text} signed`,
        orderSignRequest({ ...about, drugs: [order] }),
      ] as const,
    ]),
  ];
});

describe('what the whole service answers about the demo patients conforms to CDS Hooks', () => {
  test.each(calls)('%s', async (_name, call) => {
    const response = await request(service.app)
      .post(`/cds-services/resistance-${call.hook}`)
      .send(call);
    expect({ status: response.status, body: response.body as unknown }).toMatchObject({
      status: 200,
    });
    expect(responseViolations(response.body, call)).toEqual([]);
  });
});
