import { afterAll, describe, expect, test } from '@jest/globals';
import request, { type Response } from 'supertest';
import { complaints, expectError } from './expectError.ts';
import { serviceUnderTest } from './serviceUnderTest.ts';

const service = serviceUnderTest();
afterAll(service.close);

const CARD = '4e0a3a1e-3283-4575-ab82-028d55fe2719';

function give(...feedback: object[]): Promise<Response> {
  return request(service.app)
    .post('/cds-services/resistance-order-select/feedback')
    .send({ feedback });
}

const accepted = {
  card: CARD,
  outcome: 'accepted',
  acceptedSuggestions: [{ id: 'e56e1945-20b3-4393-8503-a1a20fd73152' }],
  outcomeTimestamp: '2026-05-17T09:31:00Z',
};

const overridden = {
  card: CARD,
  outcome: 'overridden',
  overrideReason: { reason: { code: 'known', system: 'https://example.org' } },
  outcomeTimestamp: '2026-05-17T09:31:00.123+02:00',
};

describe('feedback', () => {
  test.each([
    ['accepted', [accepted]],
    ['overridden', [overridden]],
    ['overridden without a reason', [{ ...overridden, overrideReason: undefined }]],
    [
      'overridden with a comment only [cds-fb-3]',
      [{ ...overridden, overrideReason: { userComment: 'no' } }],
    ],
    [
      'overridden with a blank comment',
      [{ ...overridden, overrideReason: { reason: { code: 'known' }, userComment: '' } }],
    ],
    ['several times for one card, and for several cards', [accepted, accepted, overridden]],
  ])(
    '%s is 200, and the answer says that nothing is recorded here [ANS-20, FB-1]',
    async (_name, feedback) => {
      const response = await give(...feedback);
      expect({ status: response.status, body: response.body as unknown }).toEqual({
        status: 200,
        body: { received: feedback.length, stored: 0 },
      });
    },
  );

  test.each([
    [
      'another outcome [ANS-22, cds-fb-1]',
      { ...accepted, outcome: 'ignored' },
      ['feedback[0].outcome'],
    ],
    [
      'accepted without the suggestion [cds-fb-2]',
      { ...accepted, acceptedSuggestions: undefined },
      ['feedback[0].acceptedSuggestions'],
    ],
    ['no card', { ...accepted, card: undefined }, ['feedback[0].card']],
    [
      'a time without zone [FB-2]',
      { ...accepted, outcomeTimestamp: '2026-05-17T09:31:00' },
      ['feedback[0].outcomeTimestamp'],
    ],
    [
      'an empty override reason [cds-fb-3]',
      { ...overridden, overrideReason: { userComment: '' } },
      ['feedback[0].overrideReason'],
    ],
  ])('%s is 400 with its path', async (_name, feedback, paths) => {
    const response = await give(feedback);
    expectError(response, 400, 'invalid-request');
    expect(complaints(response)).toEqual(paths);
  });

  test('an empty list is 400', async () => {
    expectError(await give(), 400, 'invalid-request');
  });

  test('is logged by ids: no comment, and no card id that is not ours', async () => {
    await give(
      { ...overridden, overrideReason: { userComment: 'Jane is dying' } },
      { ...overridden, card: 'Jane-Q-Public' },
    );
    const line = service.logged.findLast((entry) => entry.includes('feedback received'));
    expect(line).toContain(CARD);
    expect(service.logged.join('')).not.toContain('Jane');
  });
});
