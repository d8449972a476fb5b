import { firstDifference } from '../domain/ordering.ts';

/** What a release changes, the least first: nothing, wording, additions, advice. */
export const BUMPS = ['none', 'patch', 'minor', 'major'] as const;
export type Bump = (typeof BUMPS)[number];

/** Orders semantic versions: negative when `a` is the older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  return firstDifference(left[0] - right[0], left[1] - right[1], left[2] - right[2]);
}

/** How far one version lies above another; `none` when it does not. */
export function bumpBetween(older: string, newer: string): Bump {
  if (compareVersions(older, newer) >= 0) return 'none';
  const [a, b] = [numbersOf(older), numbersOf(newer)];
  if (a[0] !== b[0]) return 'major';
  return a[1] === b[1] ? 'patch' : 'minor';
}

/** The first version that lies a bump above another. */
export function nextVersion(version: string, bump: Bump): string {
  const [major, minor, patch] = numbersOf(version);
  switch (bump) {
    case 'none':
      return version;
    case 'patch':
      return [major, minor, patch + 1].join('.');
    case 'minor':
      return [major, minor + 1, 0].join('.');
    case 'major':
      return [major + 1, 0, 0].join('.');
    default:
      return bump satisfies never;
  }
}

/** The largest of several bumps; `none` of none. */
export function largestBump(bumps: Iterable<Bump>): Bump {
  let largest = 0;
  for (const bump of bumps) largest = Math.max(largest, BUMPS.indexOf(bump));
  return BUMPS[largest] ?? 'none';
}

/** Whether a bump is at least as large as another. */
export function isAtLeast(bump: Bump, needed: Bump): boolean {
  return BUMPS.indexOf(bump) >= BUMPS.indexOf(needed);
}

function numbersOf(version: string): [number, number, number] {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return [major, minor, patch];
}
