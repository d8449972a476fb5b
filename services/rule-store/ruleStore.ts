import type { ClinicalDate } from '../../src/domain/date.ts';
import { compileKnowledge } from '../../src/rulebase/compileKnowledge.ts';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import { packsInForce, type DatedVersion, type PackPins } from '../../src/rulebase/packsInForce.ts';
import type { RuleBaseFiles } from '../../src/rulebase/ruleFiles.ts';
import { readLock, type LockedRelease } from './lockFile.ts';
import { readRuleBase, type WorkingCopy } from './readRuleBase.ts';
import {
  packInForce,
  releaseName,
  rulePackRelease,
  SHARED_PACK,
  sharedRelease,
  type Release,
  type RulePackRelease,
  type SharedRelease,
} from './release.ts';
import { readRelease } from './releaseFiles.ts';
import { RuleFileError } from './ruleFileError.ts';

/** The versions of a rule base, compiled as they are asked for. */
export interface RuleStore {
  /** What the versions are: `draft` also before the first release. */
  readonly origin: RuleOrigin;
  /** Every version that can be loaded. */
  readonly versions: readonly DatedVersion[];
  /** One version, with what explains it. It must be among `versions`. */
  readonly release: (version: Pick<DatedVersion, 'id' | 'version'>) => Loaded;
  /** The files of the versions for a day. Pins must be among `versions`. */
  readonly files: (asOf: ClinicalDate, pins?: PackPins) => RuleBaseFiles;
  /**
   * The compiled versions for a day; the same choice gives the same object.
   * @throws RuleFileError when the versions chosen do not go together.
   */
  readonly knowledge: (asOf: ClinicalDate, pins?: PackPins) => KnowledgeBase;
}

/** Where the rules come from: what was released, or the files that curators work on. */
export type RuleOrigin = 'released' | 'draft';

/** Choices kept compiled; pins of requests must not fill the memory. */
const KEPT = 8;

/**
 * The rule base of a `rules/` directory. Released versions are frozen and vouched for by the lock file;
 * before the first release, and on request, the files that curators work on stand for them.
 * @throws RuleFileError with a sentence for every fault.
 */
export function openRuleStore(directory: string, origin: RuleOrigin = 'released'): RuleStore {
  const locked = origin === 'released' ? readLock(directory) : [];
  return locked.length > 0
    ? storeOf('released', locked, releaseReader(directory, locked))
    : draftStore(readRuleBase(directory));
}

/** The working copy as a store of one version per pack. */
function draftStore(files: WorkingCopy): RuleStore {
  const drafts = new Map(
    draftReleases(files).map((draft) => [releaseName(draft.release.manifest), draft]),
  );
  return storeOf(
    'draft',
    [...drafts.values()].map(({ release }) => release.manifest),
    (name) => drafts.get(name) ?? unknown(name),
  );
}

/** What would be released of each pack of the working copy. */
export function draftReleases(files: WorkingCopy): readonly Loaded[] {
  const { shared, sharedChangelog, packs } = files;
  return [
    { release: sharedRelease(shared.manifest, sharedChangelog, files), hash: shared.hash },
    ...packs.map((pack) => ({ release: rulePackRelease(pack), hash: pack.hash })),
  ];
}

/** A release with the hash of what decides. */
export interface Loaded {
  readonly release: Release;
  readonly hash: string;
}

function releaseReader(
  directory: string,
  locked: readonly LockedRelease[],
): (name: string) => Loaded {
  const byName = new Map(locked.map((entry) => [releaseName(entry), entry]));
  const loaded = new Map<string, Loaded>();
  return (name) => {
    const known = loaded.get(name);
    if (known !== undefined) return known;
    const entry = byName.get(name) ?? unknown(name);
    const read = { release: readRelease(directory, entry), hash: entry.hash };
    loaded.set(name, read);
    return read;
  };
}

/** Versions whose releases are read as they are asked for. */
export function storeOf(
  origin: RuleOrigin,
  versions: readonly DatedVersion[],
  read: (name: string) => Loaded,
): RuleStore {
  const compiled = new Map<string, KnowledgeBase>();
  const chosen = (asOf: ClinicalDate, pins: PackPins = {}): readonly string[] =>
    packsInForce(
      origin === 'draft' ? versions.map((draft) => begunBy(asOf, draft)) : versions,
      asOf,
      pins,
    ).map(releaseName);
  return {
    origin,
    versions,
    release: (version) => read(releaseName(version)),
    files: (asOf, pins) => assembled(chosen(asOf, pins).map(read), asOf),
    knowledge: (asOf, pins) => {
      const names = chosen(asOf, pins);
      const key = names.join(' ');
      const known = compiled.get(key);
      if (known !== undefined) return known;
      const compilation = compileKnowledge(assembled(names.map(read), asOf));
      if (!compilation.ok) throw new RuleFileError(compilation.faults);
      const [oldest] = compiled.keys();
      if (compiled.size >= KEPT && oldest !== undefined) compiled.delete(oldest);
      compiled.set(key, compilation.knowledge);
      return compilation.knowledge;
    },
  };
}

/** A draft is looked at before the day on which it is to come into force. */
function begunBy(asOf: ClinicalDate, draft: DatedVersion): DatedVersion {
  return draft.effectiveFrom > asOf ? { ...draft, effectiveFrom: asOf } : draft;
}

function assembled(loaded: readonly Loaded[], asOf: ClinicalDate): RuleBaseFiles {
  const shared = loaded.find(({ release }) => release.manifest.id === SHARED_PACK);
  if (shared === undefined) {
    throw new RuleFileError([`No version of the pack "${SHARED_PACK}" is in force on ${asOf}.`]);
  }
  const base = shared.release as SharedRelease;
  return {
    ...base.shared,
    shared: { manifest: base.manifest, hash: shared.hash },
    packs: loaded
      .filter((one) => one !== shared)
      .map(({ release, hash }) => packInForce(release as RulePackRelease, hash)),
  };
}

function unknown(name: string): never {
  throw new RuleFileError([`There is no version ${name}.`]);
}
