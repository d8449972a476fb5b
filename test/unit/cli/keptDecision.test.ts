import { beforeAll, describe, expect, test } from '@jest/globals';
import { payloadHash } from '../../../services/cds-hooks/answering/decisionDraft.ts';
import { keptDecision } from '../../../services/cli/keptDecision.ts';
import { packPayload } from '../../../services/decision-log/keptPayload.ts';
import { aDecision } from '../../builders/logRecords.ts';

const KEY = Buffer.alloc(32, 1);
const QUESTION = { question: { patient: 'p1' }, cards: [] };
const decision = aDecision();
const recorded = (payload: Buffer | null): typeof decision => ({
  ...decision,
  input: { ...decision.input, kept: payload === null ? null : payloadHash(payload) },
});

describe.each([
  ['encrypted', KEY],
  ['as it is', null],
])('what is kept of a decision, %s', (_name, key) => {
  let payload: Buffer;
  beforeAll(async () => {
    payload = await packPayload(QUESTION, decision.id, key);
  });

  test('is read as it was', async () => {
    expect(await keptDecision(recorded(payload), payload, key)).toEqual(QUESTION);
  });

  test('is not read when it is not what was recorded', async () => {
    const other = await packPayload({ ...QUESTION, cards: [{}] }, decision.id, key);
    await expect(keptDecision(recorded(payload), other, key)).rejects.toThrow(
      'What is kept of this decision is not what was recorded: it was changed.',
    );
  });

  test('is told of when it was kept and is deleted, or was never kept', async () => {
    await expect(keptDecision(recorded(payload), null, key)).rejects.toThrow('is deleted');
    await expect(keptDecision(recorded(null), null, key)).rejects.toThrow('was not kept');
  });
});

test('what was encrypted for one decision is not taken for that of another', async () => {
  const payload = await packPayload(QUESTION, aDecision().id, KEY);
  await expect(keptDecision(recorded(payload), payload, KEY)).rejects.toThrow(
    'It is encrypted with another key, or was changed.',
  );
});
