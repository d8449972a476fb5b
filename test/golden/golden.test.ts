import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { goldenAnswer } from '../builders/goldenAnswer.ts';

/**
 * Whole answers about the demo patients, read line by line by a person before they became golden.
 * After a change that is meant, `npm run golden:write` writes them anew; read the difference.
 */
describe('golden answers', () => {
  for (const story of readStories()) {
    const file = `test/golden/${story.id}.md`;
    test(story.id, () => {
      expect(existsSync(file)).toBe(true);
      expect(goldenAnswer(story)).toBe(readFileSync(file, 'utf8'));
    });
  }
});
