import type { ClinicalDate } from '../../../src/domain/date.ts';
import {
  bumpBetween,
  compareVersions,
  isAtLeast,
  largestBump,
  nextVersion,
  type Bump,
} from '../../../src/rulebase/packVersion.ts';
import type { RuleBaseFiles } from '../../../src/rulebase/ruleFiles.ts';
import type { LockedRelease } from '../../rule-store/lockFile.ts';
import { releaseName, withRelease } from '../../rule-store/release.ts';
import { readRelease } from '../../rule-store/releaseFiles.ts';
import type { Loaded } from '../../rule-store/ruleStore.ts';
import { contentChanges, ruleBaseDifference } from './packDifference.ts';

/** A pack of the working copy beside what was released of it. */
export interface DraftState {
  readonly draft: Loaded;
  /** `null` before its first release. */
  readonly last: LockedRelease | null;
  readonly isChanged: boolean;
  /** The rule base with this pack as it was released; `null` where there is nothing to compare. */
  readonly older: RuleBaseFiles | null;
  /** What keeps it from being released as it is. */
  readonly faults: readonly string[];
}

/** What each pack of the working copy would need to be released. */
export function draftStates(
  directory: string,
  drafts: readonly Loaded[],
  files: RuleBaseFiles,
  locked: readonly LockedRelease[],
  asOf: ClinicalDate,
): readonly DraftState[] {
  return drafts.map((draft) => {
    const last = lastRelease(locked, draft.release.manifest.id);
    const isChanged = draft.hash !== last?.hash;
    if (last === null) {
      return { draft, last, isChanged, older: null, faults: entryFaults(draft) };
    }
    if (!isChanged) return { draft, last, isChanged, older: null, faults: [] };
    const older = withRelease(files, readRelease(directory, last), last.hash);
    const needed = (): Bump => neededBump(older, files, asOf);
    const faults = [...versionFaults(draft, last, needed), ...entryFaults(draft)];
    return { draft, last, isChanged, older, faults };
  });
}

/** The golden patients are asked only where the content does not settle it. */
function neededBump(older: RuleBaseFiles, newer: RuleBaseFiles, asOf: ClinicalDate): Bump {
  const byContent = largestBump(contentChanges(older, newer).map(({ bump }) => bump));
  return byContent === 'major' ? byContent : ruleBaseDifference(older, newer, asOf).bump;
}

function lastRelease(locked: readonly LockedRelease[], pack: string): LockedRelease | null {
  const releases = locked.filter(({ id }) => id === pack);
  return releases.reduce<LockedRelease | null>(
    (last, one) => (last === null || compareVersions(one.version, last.version) > 0 ? one : last),
    null,
  );
}

function versionFaults(
  { release: { manifest } }: Loaded,
  last: LockedRelease,
  neededBump: () => Bump,
): readonly string[] {
  const { id, version, effectiveFrom } = manifest;
  const taken = bumpBetween(last.version, version);
  const needed = taken === 'major' ? 'patch' : neededBump();
  const next = nextVersion(last.version, needed === 'none' ? 'patch' : needed);
  if (taken === 'none') {
    return [
      `Pack ${id} differs from ${releaseName(last)}, which is released and stays as it is: set its version to ${next} or higher ("rules diff ${releaseName(last)} ${id}" shows what changed).`,
    ];
  }
  return [
    ...(isAtLeast(taken, needed)
      ? []
      : [
          `Pack ${id} goes from ${last.version} to ${version}, a ${taken} step, but its changes are ${needed}: the version must be ${next} or higher ("rules diff ${releaseName(last)} ${id}" shows why).`,
        ]),
    ...(effectiveFrom < last.effectiveFrom
      ? [
          `Pack ${id}: version ${version} would be in force from ${effectiveFrom}, before ${last.version} (${last.effectiveFrom}).`,
        ]
      : []),
  ];
}

/** What changes for patients must be said in the changelog, under the version's own heading. */
function entryFaults({ release: { manifest, changelog } }: Loaded): readonly string[] {
  const { id, version } = manifest;
  return changelogEntry(changelog, version) === null
    ? [
        `Pack ${id}: its CHANGELOG.md has no entry "## ${version}" that says what changes for patients.`,
      ]
    : [];
}

/** The text under a version's heading, or `null` when there is none. */
export function changelogEntry(changelog: string, version: string): string | null {
  const sections = changelog.split(/^## /m).slice(1);
  const entry = sections.find((section) => /^\S+/.exec(section)?.[0] === version);
  const text = entry?.slice(entry.indexOf('\n') + 1).trim() ?? '';
  return text === '' ? null : text;
}
