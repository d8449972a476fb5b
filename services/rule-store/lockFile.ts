import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatedVersion } from '../../src/rulebase/packsInForce.ts';
import { compareVersions } from '../../src/rulebase/packVersion.ts';
import { decidingHash, releaseName, type Release } from './release.ts';
import { RuleFileError } from './ruleFileError.ts';

/** A released version: enough to choose among versions and to know that its file is unchanged. */
export interface LockedRelease extends DatedVersion {
  /** SHA-256 of the release file. */
  readonly sha256: string;
  /** Of what decides: see `decidingHash`. */
  readonly hash: string;
}

export const LOCK_FILE = 'rulebase.lock.json';

/**
 * The released versions of a `rules/` directory, by pack and version; none before the first release.
 * @throws RuleFileError when the lock file can't be read.
 */
export function readLock(directory: string): readonly LockedRelease[] {
  const path = join(directory, LOCK_FILE);
  if (!existsSync(path)) return [];
  try {
    const { releases } = JSON.parse(readFileSync(path, 'utf8')) as {
      releases: Readonly<Record<string, Omit<LockedRelease, 'id' | 'version'>>>;
    };
    return Object.entries(releases).map(([name, release]) => {
      const [id = '', version = ''] = name.split('@');
      return { id, version, ...release };
    });
  } catch {
    throw new RuleFileError([
      `${LOCK_FILE}: can not be read. "convergent rules lock" writes it anew from the releases.`,
    ]);
  }
}

/** Writes the lock file: one entry per release, sorted, so that a difference reads well. */
export function writeLock(directory: string, releases: readonly LockedRelease[]): void {
  const sorted = [...releases].sort((a, b) =>
    a.id === b.id ? compareVersions(a.version, b.version) : a.id < b.id ? -1 : 1,
  );
  const content = {
    about:
      'The released versions of the rule packs. Written by "convergent rules release" and "lock"; sha256sum of a file in releases/ gives the same number.',
    releases: Object.fromEntries(
      sorted.map(({ id, version, ...rest }) => [releaseName({ id, version }), rest]),
    ),
  };
  writeFileSync(join(directory, LOCK_FILE), `${JSON.stringify(content, null, 2)}\n`);
}

/** The entry of a release. */
export function lockedRelease(release: Release, sha256: string): LockedRelease {
  const { id, version, effectiveFrom, effectiveTo } = release.manifest;
  return {
    id,
    version,
    effectiveFrom,
    ...(effectiveTo !== undefined && { effectiveTo }),
    sha256,
    hash: decidingHash(release),
  };
}
