import { describe, expect, test } from '@jest/globals';
import request, { type Response } from 'supertest';
import type { Card } from '../../src/cards/cdsHooks.ts';
import { responseViolations } from '../../services/demo-ehr/sandbox/messages/conformance.ts';
import { expectError } from './expectError.ts';
import { orderSelectRequest } from './hookRequests.ts';
import { fullCard, serviceUnderTest } from './serviceUnderTest.ts';

async function answerWith(change: (card: Card) => unknown): Promise<{
  response: Response;
  logged: readonly string[];
}> {
  const service = serviceUnderTest({
    cards: (newId) => [change(fullCard(newId)) as Card],
  });
  const response = await request(service.app)
    .post('/cds-services/resistance-order-select')
    .send(orderSelectRequest());
  await service.close();
  return { response, logged: service.logged };
}

describe('the answer', () => {
  test('with a full card conforms to CDS Hooks [CARD-03]', async () => {
    const { response } = await answerWith((card) => card);
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toMatch(/^application\/json/);
    expect(responseViolations(response.body, orderSelectRequest())).toEqual([]);
  });

  test.each<[string, (card: Card) => unknown]>([
    ['a summary of 140 characters [CARD-04]', (card) => ({ ...card, summary: 'x'.repeat(140) })],
    ['no summary [CARD-03]', (card) => ({ ...card, summary: '' })],
    ['an unknown indicator [CARD-05]', (card) => ({ ...card, indicator: 'hard-stop' })],
    ['a member of null [CARD-07, CH-3]', (card) => ({ ...card, detail: null })],
    ['an empty list [CARD-07, CH-3]', (card) => ({ ...card, links: [] })],
    [
      'suggestions without selectionBehavior [CARD-08, cds-resp-6]',
      ({ selectionBehavior: _none, ...card }) => card,
    ],
    [
      'a relative link [CARD-10]',
      (card) => ({ ...card, links: [{ label: 'x', url: '/x', type: 'smart' }] }),
    ],
    [
      'appContext on an absolute link [CARD-11, cds-resp-3, CH-147]',
      (card) => ({
        ...card,
        links: [{ label: 'x', url: 'https://x.org', type: 'absolute', appContext: '1' }],
      }),
    ],
    [
      'an override reason without display [CARD-09, cds-resp-4, CH-219]',
      (card) => ({ ...card, overrideReasons: [{ code: '1' }] }),
    ],
    [
      'two recommended of at most one [cds-resp-1, CH-122]',
      (card) => twice(card, { isRecommended: true }),
    ],
    [
      'a delete with a resource [CARD-15, cds-resp-2, CH-133]',
      (card) => withAction(card, { type: 'delete', resource: {} }),
    ],
    ['a create without resource [CARD-14]', (card) => withAction(card, { type: 'create' })],
    [
      'an empty member deep in a resource [CARD-07, CH-3]',
      (card) =>
        withAction(card, {
          type: 'create',
          resource: { resourceType: 'MedicationRequest', note: [{ text: '' }] },
        }),
    ],
    ['a member of no standard', (card) => ({ ...card, severity: 'high' })],
  ])('is never a broken card: %s becomes a 500 with request id [ANS-27]', async (_name, change) => {
    const { response, logged } = await answerWith(change);
    expectError(response, 500, 'internal-error');
    expect(logged.join('')).toContain(String(response.headers['x-request-id']));
  });

  test('is a 500 without trace when the core throws, and the log holds no message', async () => {
    const { response, logged } = await answerWith(() => {
      throw new TypeError('patient Jane Q. Public');
    });
    expectError(response, 500, 'internal-error');
    expect(logged.join('')).toContain('TypeError');
    expect(response.text + logged.join('')).not.toContain('Jane');
  });
});

function twice(card: Card, change: object): unknown {
  const [one] = card.suggestions ?? [];
  return { ...card, suggestions: [one, { ...one, ...change }] };
}

function withAction(card: Card, action: object): unknown {
  const [one] = card.suggestions ?? [];
  return { ...card, suggestions: [{ ...one, actions: [{ description: 'x', ...action }] }] };
}
