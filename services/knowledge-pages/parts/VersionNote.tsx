import type { JSX } from 'preact';
import type { PackManifest } from '../../../src/rulebase/ruleFiles.ts';
import type { RuleOrigin } from '../../rule-store/ruleStore.ts';
import { dayInWords } from '../wording/dayInWords.ts';

/** Which version a page shows, whether it is released, and where the other address of it leads. */
export function VersionNote({
  manifest,
  origin,
  isNamed,
  permanent,
  inForce,
}: {
  readonly manifest: PackManifest;
  readonly origin: RuleOrigin;
  /** The address names this version. */
  readonly isNamed: boolean;
  /** The address of this version. */
  readonly permanent: string;
  /** The address of what is in force. */
  readonly inForce: string;
}): JSX.Element {
  const { name, version, effectiveFrom, effectiveTo } = manifest;
  const until = effectiveTo === undefined ? '' : ` to ${dayInWords(effectiveTo)}`;
  if (origin === 'draft') {
    return (
      <p class="version draft">
        <strong>Draft.</strong> This is the working copy of {name} {version}. It is not released,
        and may read differently tomorrow.
      </p>
    );
  }
  return isNamed ? (
    <p class="version">
      <strong>
        {name} {version}
      </strong>
      , made to be in force from {dayInWords(effectiveFrom)}
      {until}. This page stays as it is. <a href={inForce}>What is in force now</a>
    </p>
  ) : (
    <p class="version">
      <strong>
        {name} {version}
      </strong>
      , the version in force, since {dayInWords(effectiveFrom)}
      {until}. <a href={permanent}>Permanent link to this version</a>
    </p>
  );
}
