import { ruleFaults } from '../../../src/rulebase/checkRules.ts';
import { compileKnowledge } from '../../../src/rulebase/compileKnowledge.ts';
import { LOCK_FILE, readLock, type LockedRelease } from '../../rule-store/lockFile.ts';
import { releaseName } from '../../rule-store/release.ts';
import { readRelease, releaseFiles } from '../../rule-store/releaseFiles.ts';
import { readRuleBase, type WorkingCopy } from '../../rule-store/readRuleBase.ts';
import { draftReleases } from '../../rule-store/ruleStore.ts';
import { RuleFileError } from '../../rule-store/ruleFileError.ts';
import { checkedCases } from './ruleCases.ts';
import { draftStates, type DraftState } from './releaseFaults.ts';
import { ruleBaseCounts } from './ruleBaseCounts.ts';
import type { RulesTask, RulesTaskInput } from './rulesTask.ts';

/**
 * `convergent rules check`: every file against its schema, every name and case, contradictions, what
 * can never match, the frozen releases, and whether what changed since may be released as it is.
 */
export const checkRules: RulesTask = (input) => {
  const { faults, states } = examined(input);
  // Before its first release a pack promises nothing that a change could break.
  const all = [...faults, ...states.flatMap((state) => (state.last === null ? [] : state.faults))];
  for (const fault of all) input.complain(fault);
  return all.length === 0 ? 0 : 1;
};

export interface Examined {
  readonly files: WorkingCopy;
  readonly locked: readonly LockedRelease[];
  readonly faults: readonly string[];
  /** None while there are faults: such a rule base is not compared. */
  readonly states: readonly DraftState[];
}

/** Checks the working copy and prints its numbers. */
export function examined({ directory, asOf, print }: RulesTaskInput): Examined {
  const files = readRuleBase(directory);
  const compiled = compileKnowledge(files);
  const faults = [...ruleFaults(files), ...lockFaults(directory)];
  for (const line of ruleBaseCounts(files, compiled)) print(line);
  if (compiled.ok) {
    const cases = checkedCases(files, asOf, compiled.knowledge);
    print(`${String(cases.count)} cases checked, ${String(cases.failures.length)} failed`);
    faults.push(...cases.failures);
  }
  const locked = readLock(directory);
  if (faults.length > 0) return { files, locked, faults, states: [] };
  const states = draftStates(directory, draftReleases(files), files, locked, asOf);
  const changed = states.filter(({ isChanged }) => isChanged).length;
  print(
    `${String(locked.length)} releases frozen and unchanged, ${String(changed)} of ${String(states.length)} packs not released as they are`,
  );
  return { files, locked, faults, states };
}

/** Releases that differ from what the lock file says of them, or that it does not know. */
export function lockFaults(directory: string): readonly string[] {
  const locked = readLock(directory);
  const changed = locked.flatMap((entry): readonly string[] => {
    try {
      readRelease(directory, entry);
      return [];
    } catch (error) {
      if (error instanceof RuleFileError) return error.faults;
      throw error;
    }
  });
  const names = new Set(locked.map(releaseName));
  const strays = releaseFiles(directory)
    .map(({ release }) => releaseName(release.manifest))
    .filter((name) => !names.has(name));
  return [
    ...changed,
    ...strays.map((name) => `releases/${name}.json: is not in ${LOCK_FILE}; "rules lock" adds it.`),
  ];
}
