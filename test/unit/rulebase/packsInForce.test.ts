import { describe, expect, test } from '@jest/globals';
import { packsInForce, unknownPins } from '../../../src/rulebase/packsInForce.ts';
import { bumpBetween, compareVersions, nextVersion } from '../../../src/rulebase/packVersion.ts';

const versions = [
  { id: 'lung', version: '1.0.0', effectiveFrom: '2026-01-01' },
  { id: 'lung', version: '1.9.0', effectiveFrom: '2026-03-01' },
  { id: 'lung', version: '1.10.0', effectiveFrom: '2026-06-01' },
  { id: 'breast', version: '1.0.0', effectiveFrom: '2026-01-01', effectiveTo: '2026-06-30' },
];

const inForce = (asOf: string, pins = {}): readonly string[] =>
  packsInForce(versions, asOf, pins).map(({ id, version }) => `${id}@${version}`);

describe('the version of a pack that judges', () => {
  test('is the highest that is in force on the day, as numbers and not as letters', () => {
    expect(inForce('2026-02-01')).toEqual(['breast@1.0.0', 'lung@1.0.0']);
    expect(inForce('2026-05-31')).toEqual(['breast@1.0.0', 'lung@1.9.0']);
    expect(inForce('2026-06-01')).toEqual(['breast@1.0.0', 'lung@1.10.0']);
  });

  test('is none before the first and after the last day', () => {
    expect(inForce('2025-12-31')).toEqual([]);
    expect(inForce('2026-06-30')).toContain('breast@1.0.0');
    expect(inForce('2026-07-01')).toEqual(['lung@1.10.0']);
  });

  test('is the pinned one whatever its dates, and only that pack is pinned', () => {
    expect(inForce('2026-02-01', { lung: '1.10.0' })).toEqual(['breast@1.0.0', 'lung@1.10.0']);
    expect(inForce('2026-07-01', { breast: '1.0.0' })).toEqual(['breast@1.0.0', 'lung@1.10.0']);
  });

  test('must exist: pins of versions or packs that do not are told', () => {
    expect(unknownPins(versions, { lung: '1.9.0', breast: '2.0.0', gist: '1.0.0' })).toEqual([
      'breast@2.0.0',
      'gist@1.0.0',
    ]);
  });
});

describe('a semantic version', () => {
  test('is ordered by its numbers', () => {
    expect(['2.0.0', '1.10.0', '1.9.9', '1.9.10'].sort(compareVersions)).toEqual([
      '1.9.9',
      '1.9.10',
      '1.10.0',
      '2.0.0',
    ]);
  });

  test.each([
    ['1.2.3', '2.0.0', 'major'],
    ['1.2.3', '1.3.0', 'minor'],
    ['1.2.3', '1.2.4', 'patch'],
    ['1.2.3', '1.2.3', 'none'],
    ['1.2.3', '1.2.2', 'none'],
    ['0.1.0', '1.0.0', 'major'],
  ])('from %s to %s is a %s step', (older, newer, step) => {
    expect(bumpBetween(older, newer)).toBe(step);
  });

  test('has a next one for each step', () => {
    expect(nextVersion('1.2.3', 'patch')).toBe('1.2.4');
    expect(nextVersion('1.2.3', 'minor')).toBe('1.3.0');
    expect(nextVersion('1.2.3', 'major')).toBe('2.0.0');
    expect(nextVersion('1.2.3', 'none')).toBe('1.2.3');
  });
});
