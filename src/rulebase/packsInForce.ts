import type { ClinicalDate } from '../domain/date.ts';
import { compareVersions } from './packVersion.ts';
import type { PackManifest } from './ruleFiles.ts';

/** What choosing among versions needs to know of one. */
export type DatedVersion = Pick<PackManifest, 'id' | 'version' | 'effectiveFrom' | 'effectiveTo'>;

/** Versions asked for by name, by pack id, whatever their dates. */
export type PackPins = Readonly<Record<string, string>>;

/**
 * The version of each pack to judge by on a day: the pinned one, else the highest whose dates include
 * the day. Sorted by pack.
 */
export function packsInForce<T extends DatedVersion>(
  versions: readonly T[],
  asOf: ClinicalDate,
  pins: PackPins = {},
): readonly T[] {
  const inForce = new Map<string, T>();
  for (const version of versions) {
    const pinned = Object.hasOwn(pins, version.id) ? pins[version.id] : undefined;
    if (pinned === undefined ? !isInForce(version, asOf) : pinned !== version.version) continue;
    const other = inForce.get(version.id);
    if (other === undefined || compareVersions(version.version, other.version) > 0) {
      inForce.set(version.id, version);
    }
  }
  return [...inForce.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function isInForce({ effectiveFrom, effectiveTo }: DatedVersion, asOf: ClinicalDate): boolean {
  return effectiveFrom <= asOf && (effectiveTo === undefined || asOf <= effectiveTo);
}

/** Pins that name no known version, as `pack@version`. */
export function unknownPins(versions: readonly DatedVersion[], pins: PackPins): readonly string[] {
  const known = new Set(versions.map(({ id, version }) => `${id}@${version}`));
  return Object.entries(pins)
    .map(([pack, version]) => `${pack}@${version}`)
    .filter((pin) => !known.has(pin));
}
