import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { goldenAnswer } from '../builders/goldenAnswer.ts';
import { AWAITED } from './awaited.ts';

const stories = readStories();

/**
 * Whole answers about the demo patients, read line by line by a person before they became golden.
 * After a change that is meant, `npm run golden:write` writes them anew; read the difference.
 */
describe('golden answers', () => {
  for (const story of stories) {
    const missing = AWAITED[story.id];
    if (missing !== undefined) {
      test.todo(`${story.id}: ${missing}`);
      continue;
    }
    const file = `test/golden/${story.id}.md`;
    test(story.id, () => {
      expect(existsSync(file)).toBe(true);
      expect(goldenAnswer(story)).toBe(readFileSync(file, 'utf8'));
    });
  }

  test('stand for demo patients, and for none that is awaited', () => {
    const golden = readdirSync('test/golden').flatMap((name) => /^(.*)\.md$/.exec(name)?.[1] ?? []);
    const expected = stories.map(({ id }) => id).filter((id) => AWAITED[id] === undefined);
    expect(golden.sort()).toEqual(expected.sort());
  });
});
