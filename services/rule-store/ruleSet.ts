import type { DatedVersion } from '../../src/rulebase/packsInForce.ts';
import { readLock } from './lockFile.ts';
import { readRuleBase } from './readRuleBase.ts';
import { releaseName, releaseText, type Release } from './release.ts';
import { readRelease } from './releaseFiles.ts';
import {
  draftReleases,
  storeOf,
  type Loaded,
  type RuleOrigin,
  type RuleStore,
} from './ruleStore.ts';
import { sha256 } from './sha256.ts';

/**
 * A rule base read whole: plain data, in memory that threads share. What was checked is what they
 * judge by, whatever becomes of the files meanwhile.
 */
export interface RuleSet {
  /** Over the bytes of all its releases. */
  readonly sha256: string;
  readonly origin: RuleOrigin;
  readonly releases: readonly RuleSetRelease[];
}

export interface RuleSetRelease extends DatedVersion {
  /** Of what decides: see `decidingHash`. */
  readonly hash: string;
  /** The release file. */
  readonly bytes: SharedArrayBuffer;
}

/**
 * Reads every version that a `rules/` directory holds, also those that are not in force: requests may
 * name them.
 * @throws RuleFileError with a sentence for every fault.
 */
export function readRuleSet(directory: string, origin: RuleOrigin): RuleSet {
  const locked = origin === 'released' ? readLock(directory) : [];
  const loaded: readonly Loaded[] =
    locked.length > 0
      ? locked.map((entry) => ({ release: readRelease(directory, entry), hash: entry.hash }))
      : draftReleases(readRuleBase(directory));
  const releases = loaded.map(({ release, hash }) => {
    const { id, version, effectiveFrom, effectiveTo } = release.manifest;
    return {
      id,
      version,
      effectiveFrom,
      ...(effectiveTo !== undefined && { effectiveTo }),
      hash,
      bytes: shared(releaseText(release)),
    };
  });
  const names = releases.map((one) => `${releaseName(one)} ${sha256(Buffer.from(one.bytes))}\n`);
  return {
    sha256: sha256(names.sort().join('')),
    origin: locked.length > 0 ? 'released' : 'draft',
    releases,
  };
}

/** The versions of a set, compiled as they are asked for. */
export function ruleStoreOf({ origin, releases }: RuleSet): RuleStore {
  const byName = new Map(releases.map((release) => [releaseName(release), release]));
  const loaded = new Map<string, Loaded>();
  return storeOf(origin, releases, (name) => {
    const known = loaded.get(name);
    if (known !== undefined) return known;
    const found = byName.get(name);
    if (found === undefined) throw new Error(`The set holds no version ${name}.`);
    const text = Buffer.from(found.bytes).toString('utf8');
    const read = { release: JSON.parse(text) as Release, hash: found.hash };
    loaded.set(name, read);
    return read;
  });
}

function shared(text: string): SharedArrayBuffer {
  const bytes = Buffer.from(text);
  const memory = new SharedArrayBuffer(bytes.byteLength);
  new Uint8Array(memory).set(bytes);
  return memory;
}
