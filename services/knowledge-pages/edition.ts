import type { ClinicalDate } from '../../src/domain/date.ts';
import { packsInForce, type DatedVersion, type PackPins } from '../../src/rulebase/packsInForce.ts';
import { compareVersions } from '../../src/rulebase/packVersion.ts';
import type { PackManifest, RuleCases, RuleFile } from '../../src/rulebase/ruleFiles.ts';
import { SHARED_PACK, type RulePackRelease, type SharedRelease } from '../rule-store/release.ts';
import type { RuleOrigin, RuleStore } from '../rule-store/ruleStore.ts';

/** The versions that pages are made of. */
export interface Edition {
  readonly origin: RuleOrigin;
  /** The one version that the address names; `null` for what is in force. */
  readonly named: PackManifest | null;
  readonly shared: SharedRelease;
  readonly packs: readonly RulePackRelease[];
  readonly rules: ReadonlyMap<string, ShelvedRule>;
  /** Drugs of a class and of the classes below it. */
  readonly drugsOfClass: ReadonlyMap<string, readonly string[]>;
}

/** A rule with the pack it stands in and its cases. */
export interface ShelvedRule {
  readonly rule: RuleFile;
  readonly pack: PackManifest;
  readonly cases: RuleCases | null;
}

/** What the service judges by on a day. */
export function editionInForce(store: RuleStore, today: ClinicalDate, pins: PackPins): Edition {
  const chosen = packsInForce(store.versions, today, pins);
  const releases = chosen.map((version) => store.release(version).release);
  const shared = releases.find((one): one is SharedRelease => 'shared' in one);
  if (shared === undefined) throw new Error('No version of the names is in force.');
  const packs = releases.filter((one): one is RulePackRelease => 'rules' in one);
  return edition(store, null, shared, packs);
}

/**
 * One version of one pack, for good: a rule pack is shown with the names and sources that were in
 * force when it came into force. `null` when there is no such version.
 */
export function editionOf(store: RuleStore, pack: string, version: string): Edition | null {
  const found = store.versions.find((one) => one.id === pack && one.version === version);
  if (found === undefined) return null;
  const { release } = store.release(found);
  if ('shared' in release) return edition(store, release.manifest, release, []);
  const names = namesOn(store, found.effectiveFrom);
  return names === null ? null : edition(store, release.manifest, names, [release]);
}

/** Every version of a pack, the oldest first. */
export function versionsOf(store: RuleStore, pack: string): readonly DatedVersion[] {
  return store.versions
    .filter(({ id }) => id === pack)
    .sort((a, b) => compareVersions(a.version, b.version));
}

function namesOn(store: RuleStore, day: ClinicalDate): SharedRelease | null {
  const versions = versionsOf(store, SHARED_PACK);
  const [chosen = versions[0]] = packsInForce(versions, day);
  return chosen === undefined ? null : (store.release(chosen).release as SharedRelease);
}

function edition(
  { origin }: RuleStore,
  named: PackManifest | null,
  shared: SharedRelease,
  packs: readonly RulePackRelease[],
): Edition {
  const rules = new Map<string, ShelvedRule>();
  for (const { manifest, rules: own, cases } of packs) {
    const casesOf = new Map(cases.map((one) => [one.rule, one]));
    for (const rule of own) {
      rules.set(rule.id, { rule, pack: manifest, cases: casesOf.get(rule.id) ?? null });
    }
  }
  return { origin, named, shared, packs, rules, drugsOfClass: drugsOfClass(shared) };
}

function drugsOfClass({
  shared: { terminology },
}: SharedRelease): ReadonlyMap<string, readonly string[]> {
  const { drugs, drugClasses } = terminology;
  const members = new Map<string, string[]>(Object.keys(drugClasses).map((id) => [id, []]));
  for (const [id, drug] of Object.entries(drugs)) {
    const seen = new Set<string>();
    for (let at: string | undefined = drug.class; at !== undefined && !seen.has(at);) {
      seen.add(at);
      members.get(at)?.push(id);
      at = drugClasses[at]?.parent;
    }
  }
  return members;
}
