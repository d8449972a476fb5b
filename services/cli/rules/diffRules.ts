import { packsInForce } from '../../../src/rulebase/packsInForce.ts';
import type { RuleBaseFiles } from '../../../src/rulebase/ruleFiles.ts';
import { readLock, type LockedRelease } from '../../rule-store/lockFile.ts';
import { releaseName, withRelease } from '../../rule-store/release.ts';
import { readRelease } from '../../rule-store/releaseFiles.ts';
import { readRuleBase } from '../../rule-store/readRuleBase.ts';
import { openRuleStore } from '../../rule-store/ruleStore.ts';
import { UsageError } from '../usageError.ts';
import { ruleBaseDifference, type RuleBaseDifference } from './packDifference.ts';
import type { RulesTask, RulesTaskInput } from './rulesTask.ts';

const HOW =
  'Name two versions: "rules diff lung@1.0.0 lung@1.1.0"; "lung" alone is the working copy of the pack, "released" and "draft" are all packs.';

/**
 * `convergent rules diff A B`: what two versions say differently, whose cards that changes among the
 * golden patients, and how large a step the version must take.
 */
export const diffRules: RulesTask = (input) => {
  const [a = 'released', b = 'draft', ...more] = input.names;
  if (more.length > 0) throw new UsageError(HOW);
  const sides = [a, b].map((name) => sideOf(name, input));
  // What is not compared is the same on both sides: the working copy when one of them is.
  const others = sides.some((side) => side.isDraft)
    ? readRuleBase(input.directory)
    : openRuleStore(input.directory).files(input.asOf);
  const [older = others, newer = others] = sides.map((side) => side.in(others));
  for (const line of differenceLines(ruleBaseDifference(older, newer, input.asOf))) {
    input.print(line);
  }
  return 0;
};

interface Side {
  readonly isDraft: boolean;
  readonly in: (others: RuleBaseFiles) => RuleBaseFiles;
}

function sideOf(name: string, { directory, asOf }: RulesTaskInput): Side {
  const locked = readLock(directory);
  const at = (releases: readonly LockedRelease[]): Side => ({
    isDraft: false,
    in: (others) =>
      releases.reduce(
        (files, entry) => withRelease(files, readRelease(directory, entry), entry.hash),
        others,
      ),
  });
  if (name === 'released') return at(packsInForce(locked, asOf));
  const release = locked.find((entry) => releaseName(entry) === name);
  if (release !== undefined) return at([release]);
  const draft = readRuleBase(directory);
  const packs = [draft.shared, ...draft.packs].map(({ manifest }) => manifest);
  const isKnown = packs.some((pack) => pack.id === name || releaseName(pack) === name);
  if (name !== 'draft' && !isKnown) {
    throw new UsageError(
      `There is no version "${name}". ${HOW} Released are: ${locked.length === 0 ? 'none yet' : locked.map(releaseName).join(', ')}.`,
    );
  }
  return { isDraft: true, in: (others) => others };
}

/** A difference, for the curator who decides on the version. */
export function differenceLines({
  changes,
  answers,
  faults,
  asked,
  bump,
}: RuleBaseDifference): readonly string[] {
  return [
    `What the rules say: ${changes.length === 0 ? 'the same' : `${String(changes.length)} changes`}`,
    ...changes.map(({ of, what, bump: step }) => `  ${of}: ${what} (${step})`),
    ...(answers === null
      ? ['The golden patients cannot be asked:', ...faults.map((fault) => `  ${fault}`)]
      : [
          `Golden patients: ${String(asked)} questions asked of both, ${answers.length === 0 ? 'all answered alike' : `${String(answers.length)} answered otherwise`}`,
          ...answers.flatMap(({ patient, question, what, bump: step }) => [
            `  ${patient}, ${question} (${step})`,
            ...what.map((line) => `    ${line}`),
          ]),
        ]),
    bump === 'none' ? 'No new version is needed.' : `Proposed: a ${bump} version.`,
  ];
}
