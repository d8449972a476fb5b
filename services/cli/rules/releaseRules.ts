import { lockedRelease, writeLock } from '../../rule-store/lockFile.ts';
import { releaseName } from '../../rule-store/release.ts';
import { writeRelease } from '../../rule-store/releaseFiles.ts';
import { UsageError } from '../usageError.ts';
import { examined } from './checkRules.ts';
import { differenceLines } from './diffRules.ts';
import { ruleBaseDifference } from './packDifference.ts';
import type { RulesTask } from './rulesTask.ts';

/**
 * `convergent rules release [PACK...]`: freezes every pack that differs from its last release, or those
 * named, and enters them in the lock file. Nothing is written unless the whole rule base passes the
 * check, each version is raised far enough and each changelog says what changes.
 */
export const releaseRules: RulesTask = (input) => {
  const { directory, names, asOf, print, complain } = input;
  const { files, locked, faults, states } = examined(input);
  const packs = states.map(({ draft }) => draft.release.manifest.id);
  const unknown = names.filter((name) => faults.length === 0 && !packs.includes(name));
  if (unknown.length > 0) throw new UsageError(`There is no pack ${unknown.join(', ')}.`);
  const asked = states.filter(
    ({ draft }) => names.length === 0 || names.includes(draft.release.manifest.id),
  );
  const hindrances = [...faults, ...asked.flatMap((state) => state.faults)];
  for (const fault of hindrances) complain(fault);
  if (hindrances.length > 0) {
    complain('Nothing is released.');
    return 1;
  }
  const released = asked
    .filter(({ isChanged }) => isChanged)
    .map(({ draft, last, older }) => {
      const { manifest } = draft.release;
      const entry = lockedRelease(draft.release, writeRelease(directory, draft.release));
      const after = last === null ? ', the first version' : ` after ${last.version}`;
      print('');
      print(`Released ${releaseName(manifest)}${after}, in force from ${manifest.effectiveFrom}`);
      if (older !== null) {
        differenceLines(ruleBaseDifference(older, files, asOf)).forEach(print);
      }
      return entry;
    });
  if (released.length > 0) writeLock(directory, [...locked, ...released]);
  else print('Every pack is released as it is.');
  return 0;
};
