import { mkdirSync, readdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from './sha256.ts';
import { RELEASE_FORMAT, releaseName, releaseText, type Release } from './release.ts';
import type { LockedRelease } from './lockFile.ts';
import { RuleFileError } from './ruleFileError.ts';

const FOLDER = 'releases';
const SUFFIX = '.json';

/**
 * A frozen release, as the lock file vouches for it: what was valid when it was frozen is not
 * validated again.
 * @throws RuleFileError when it is missing, was changed, or is of a later format.
 */
export function readRelease(directory: string, locked: LockedRelease): Release {
  const name = `${FOLDER}/${releaseName(locked)}${SUFFIX}`;
  const bytes = bytesOf(directory, name);
  const hash = sha256(bytes);
  if (hash !== locked.sha256) {
    throw new RuleFileError([
      `${name}: is not the file that was released. Its SHA-256 is ${hash}, the lock file says ${locked.sha256}. Restore it; a correction is a new version.`,
    ]);
  }
  const release = JSON.parse(bytes.toString('utf8')) as Release;
  if (release.format > RELEASE_FORMAT) {
    throw new RuleFileError([
      `${name}: is of format ${String(release.format)}, which this version of Convergent does not read. Update the software.`,
    ]);
  }
  return release;
}

function bytesOf(directory: string, name: string): Buffer {
  try {
    return readFileSync(join(directory, name));
  } catch {
    throw new RuleFileError([
      `${name}: is named by the lock file and is not there, or can not be read.`,
    ]);
  }
}

/**
 * Freezes a release and gives its hash.
 * @throws RuleFileError when another content was released under that name.
 */
export function writeRelease(directory: string, release: Release): string {
  const text = releaseText(release);
  const name = `${FOLDER}/${releaseName(release.manifest)}${SUFFIX}`;
  const path = join(directory, name);
  if (existsSync(path) && readFileSync(path, 'utf8') !== text) {
    throw new RuleFileError([
      `${name}: was released before with another content. Raise the version.`,
    ]);
  }
  mkdirSync(join(directory, FOLDER), { recursive: true });
  writeFileSync(path, text);
  return sha256(text);
}

/** Every release file in the folder with its hash, whether the lock names it or not. */
export function releaseFiles(
  directory: string,
): readonly { readonly release: Release; readonly sha256: string }[] {
  const folder = join(directory, FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => {
      const bytes = readFileSync(join(folder, name));
      const release = JSON.parse(bytes.toString('utf8')) as Release;
      if (`${releaseName(release.manifest)}${SUFFIX}` !== name) {
        throw new RuleFileError([
          `${FOLDER}/${name}: holds ${releaseName(release.manifest)}; file and content must have one name.`,
        ]);
      }
      return { release, sha256: sha256(bytes) };
    });
}
