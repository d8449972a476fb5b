import { canonicalJson } from '../../src/rulebase/canonicalJson.ts';
import type {
  PackFiles,
  PackInForce,
  PackManifest,
  PackVersion,
  RuleBaseFiles,
  RuleCases,
  RuleFile,
  SharedFiles,
} from '../../src/rulebase/ruleFiles.ts';
import { sha256 } from './sha256.ts';

/** Of the layout of a release file. Raised when an older program could not read a newer one. */
export const RELEASE_FORMAT = 1;

/** The pack of what all others share: terminology, pathways, harms and sources. */
export const SHARED_PACK = 'terminology';

interface ReleaseOf {
  readonly format: number;
  readonly manifest: PackManifest;
  readonly changelog: string;
}

/** One version of a rule pack as it is frozen. */
export interface RulePackRelease extends ReleaseOf {
  readonly rules: readonly RuleFile[];
  readonly cases: readonly RuleCases[];
}

/** One version of what all packs share as it is frozen. */
export interface SharedRelease extends ReleaseOf {
  readonly shared: SharedFiles;
}

export type Release = RulePackRelease | SharedRelease;

/** A release's name, also that of its file: `lung@1.0.0`. */
export function releaseName({ id, version }: Pick<PackManifest, 'id' | 'version'>): string {
  return `${id}@${version}`;
}

/** What would be frozen of a pack. */
export function rulePackRelease(pack: Omit<PackFiles, 'hash'>): RulePackRelease {
  const { manifest, changelog, rules, cases } = pack;
  return { format: RELEASE_FORMAT, manifest, changelog, rules, cases };
}

/** What would be frozen of what all packs share. */
export function sharedRelease(
  manifest: PackManifest,
  changelog: string,
  files: SharedFiles,
): SharedRelease {
  return { format: RELEASE_FORMAT, manifest, changelog, shared: sharedFilesOf(files) };
}

/** What all packs share, and nothing else of a rule base. */
export function sharedFilesOf(files: SharedFiles): SharedFiles {
  const { terminology, pathways, tests, toxicities, gates, overrideReasons, sources } = files;
  return { terminology, pathways, tests, toxicities, gates, overrideReasons, sources };
}

/** The hash that answers and records name: of what decides, without cases and changelog. */
export function decidingHash(release: Release): string {
  const { manifest } = release;
  return sha256(
    canonicalJson(
      'shared' in release ? { manifest, ...release.shared } : { manifest, rules: release.rules },
    ),
  );
}

/** The part of a release that decides. */
export function packInForce({ manifest, rules }: RulePackRelease, hash: string): PackInForce {
  return { manifest, hash, rules };
}

/** A rule base with one of its packs at the version of a release. */
export function withRelease(files: RuleBaseFiles, release: Release, hash: string): RuleBaseFiles {
  const version: PackVersion = { manifest: release.manifest, hash };
  if ('shared' in release) return { ...files, ...release.shared, shared: version };
  const others = files.packs.filter(({ manifest }) => manifest.id !== release.manifest.id);
  return {
    ...files,
    packs: [...others, packInForce(release, hash)].sort((a, b) =>
      a.manifest.id < b.manifest.id ? -1 : 1,
    ),
  };
}

/** The bytes of a release file: canonical JSON, so that equal content has one file. */
export function releaseText(release: Release): string {
  return canonicalJson(release);
}
