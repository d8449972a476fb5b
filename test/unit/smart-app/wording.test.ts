import { expect, test } from '@jest/globals';
import { testsToTake } from '../../../services/smart-app/options/testsToTake.ts';
import { formatFor } from '../../../services/smart-app/wording/format.ts';
import type { Strategy } from '../../../src/domain/conclusion.ts';

test('a sentence of the engine has its dates and percentages as the reader writes them', () => {
  const sentence = 'EGFR T790M 2.4 % (plasma, 2026-11-11), below 0.05 %';
  expect(formatFor('en-GB').sentence(sentence)).toBe(
    'EGFR T790M 2.4% (plasma, 11 Nov 2026), below 0.05%',
  );
  expect(formatFor('de-DE').sentence(sentence)).toBe(
    'EGFR T790M 2,4\u00a0% (plasma, 11. Nov. 2026), below 0,05\u00a0%',
  );
});

test('a test that two open questions ask for is told once, with both', () => {
  const asked = (title: string, question: string): Strategy =>
    ({
      title,
      statement: 'Sequence a lesion.',
      conditions: [{ question, verdict: 'cannot-be-told', answer: 'no sample.' }],
    }) as unknown as Strategy;
  expect(
    testsToTake([asked('Biopsy', 'Not known why'), asked('Biopsy', 'Not known what')]),
  ).toEqual([
    {
      title: 'Biopsy',
      statement: 'Sequence a lesion.',
      reasons: ['Not known why: no sample.', 'Not known what: no sample.'],
    },
  ]);
});
