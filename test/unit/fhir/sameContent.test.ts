import { expect, test } from '@jest/globals';
import { isSameContent } from '../../../src/fhir/contentHash.ts';

const reading = { id: 'a', code: { coding: [{ code: '69548-6' }, { code: '48018-6' }] }, value: 1 };

test('a resource that comes twice is the same, whatever the order of its members', () => {
  const again = { value: 1, code: { coding: [{ code: '69548-6' }, { code: '48018-6' }] }, id: 'a' };
  expect(isSameContent(reading, again)).toBe(true);
});

test.each<[string, unknown]>([
  ['another value', { ...reading, value: 2 }],
  ['null, where there was a value', { ...reading, value: null }],
  ['a text, where there was a number', { ...reading, value: '1' }],
  ['a member more', { ...reading, status: 'final' }],
  ['another member', { id: 'a', code: reading.code, status: 1 }],
  ['another order of a list', { ...reading, code: { coding: reading.code.coding.toReversed() } }],
  [
    'an object, where there was a list',
    { ...reading, code: { coding: Object.fromEntries(reading.code.coding.entries()) } },
  ],
  ['nothing', null],
])('it is not the same with %s', (_what, other) => {
  expect(isSameContent(reading, other)).toBe(false);
  expect(isSameContent(other, reading)).toBe(false);
});

test('what is nested without end is not followed', () => {
  const nested = (): unknown => {
    let value: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) value = [value];
    return value;
  };
  expect(isSameContent(nested(), nested())).toBe(false);
});
