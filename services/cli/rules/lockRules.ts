import { readLock, lockedRelease, writeLock, LOCK_FILE } from '../../rule-store/lockFile.ts';
import { releaseName } from '../../rule-store/release.ts';
import { releaseFiles } from '../../rule-store/releaseFiles.ts';
import type { RulesTask } from './rulesTask.ts';

/**
 * `convergent rules lock`: writes the lock file from the frozen releases. A release that the lock file
 * knows with another hash was changed after it was frozen: then nothing is written.
 */
export const lockRules: RulesTask = ({ directory, print, complain }) => {
  const known = new Map(readLock(directory).map((entry) => [releaseName(entry), entry]));
  const found = releaseFiles(directory).map(({ release, sha256 }) =>
    lockedRelease(release, sha256),
  );
  const changed = found.filter((entry) => {
    const before = known.get(releaseName(entry));
    return before !== undefined && before.sha256 !== entry.sha256;
  });
  const names = new Set(found.map(releaseName));
  const missing = [...known.keys()].filter((name) => !names.has(name));
  for (const entry of changed) {
    complain(`releases/${releaseName(entry)}.json: was changed after it was released. Restore it.`);
  }
  for (const name of missing) complain(`releases/${name}.json: is missing. Restore it.`);
  if (changed.length + missing.length > 0) return 1;
  writeLock(directory, found);
  print(
    `${String(found.length)} releases in ${LOCK_FILE}, ${String(found.length - known.size)} new`,
  );
  return 0;
};
