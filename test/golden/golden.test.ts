import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { goldenAnswer } from '../builders/goldenAnswer.ts';

const stories = readStories();

/**
 * Whole answers about the demo patients, read line by line by a person before they became golden.
 * After a change that is meant, `npm run golden:write` writes them anew; read the difference.
 */
describe('golden answers', () => {
  test.each(stories.map((story) => [story.id, story] as const))('%s', (id, story) => {
    expect(goldenAnswer(story)).toBe(readFileSync(`test/golden/${id}.md`, 'utf8'));
  });

  test('stand for the demo patients, and for no others', () => {
    const golden = readdirSync('test/golden').flatMap((name) => /^(.*)\.md$/.exec(name)?.[1] ?? []);
    expect(golden.sort()).toEqual(stories.map(({ id }) => id).sort());
  });
});
