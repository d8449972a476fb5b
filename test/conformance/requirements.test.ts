import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { conformancePage, withoutResults } from './conformancePage.ts';
import { readRequirementGroups, taggedTests } from './requirements.ts';

const groups = readRequirementGroups();
const requirements = groups.flatMap((group) => group.requirements);
const tests = taggedTests();

test('every requirement has an id of its own', () => {
  const ids = requirements.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test('every requirement has a test, or a reason why it has none', () => {
  const shown = new Set(tests.flatMap(({ ids }) => ids));
  const wrong = requirements.filter(({ id, gap }) => shown.has(id) === (gap !== undefined));
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

test('no test names a requirement that is not known', () => {
  const known = new Set(requirements.map(({ id }) => id));
  const unknown = tests.flatMap(({ file, ids }) =>
    ids.filter((id) => !known.has(id)).map((id) => `${file}: ${id}`),
  );
  expect(unknown).toEqual([]);
});

test('docs/conformance.md says what requirements and tests say: npm run conformance writes it', async () => {
  const page = readFileSync('docs/conformance.md', 'utf8');
  const now = await conformancePage(groups, tests, new Map());
  expect(withoutResults(page)).toBe(withoutResults(now));
  expect(page).not.toMatch(/ — _(?:failed|not run)_$/m);
});
