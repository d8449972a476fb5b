import { rulePackChanges } from './packChanges.ts';
import type { RuleFile } from './ruleFiles.ts';

/** A version of a pack in the life of one of its rules. */
export interface RuleVersion {
  readonly version: string;
  /** What differs from the version before, in words. */
  readonly changes: readonly string[];
}

/** The versions that brought or changed a rule, the oldest first. */
export function ruleHistory(
  id: string,
  versions: readonly { readonly version: string; readonly rules: readonly RuleFile[] }[],
): readonly RuleVersion[] {
  const own = (rules: readonly RuleFile[]): readonly RuleFile[] =>
    rules.filter((rule) => rule.id === id);
  return versions.flatMap(({ version, rules }, index): readonly RuleVersion[] => {
    const before = own(versions[index - 1]?.rules ?? []);
    const now = own(rules);
    if (now.length === 0) return [];
    if (before.length === 0) return [{ version, changes: ['first version'] }];
    const changes = rulePackChanges({ rules: before }, { rules: now }).map(({ what }) => what);
    return changes.length === 0 ? [] : [{ version, changes }];
  });
}
