import type { ClinicalDate } from '../../../src/domain/date.ts';
import { compileKnowledge } from '../../../src/rulebase/compileKnowledge.ts';
import {
  rulePackChanges,
  sharedChanges,
  type PackChange,
} from '../../../src/rulebase/packChanges.ts';
import { largestBump, type Bump } from '../../../src/rulebase/packVersion.ts';
import type { PackManifest, RuleBaseFiles } from '../../../src/rulebase/ruleFiles.ts';
import { readStories } from '../../demo-ehr/readStories.ts';
import { answerChanges, goldenAnswers, type AnswerChange } from './answerChanges.ts';

/** How two rule bases differ: in what they say, and in what they answer about the golden patients. */
export interface RuleBaseDifference {
  readonly changes: readonly PackChange[];
  /** `null` where one of the two cannot be compiled, with why. */
  readonly answers: readonly AnswerChange[] | null;
  readonly faults: readonly string[];
  /** How many questions were asked of both. */
  readonly asked: number;
  readonly bump: Bump;
}

/** Compares two rule bases by content and by running every golden patient on both. */
export function ruleBaseDifference(
  older: RuleBaseFiles,
  newer: RuleBaseFiles,
  today: ClinicalDate,
): RuleBaseDifference {
  const changes = contentChanges(older, newer);
  const before = compileKnowledge(withoutVersions(older));
  const after = compileKnowledge(withoutVersions(newer));
  if (!before.ok || !after.ok) {
    const faults = [before, after].flatMap((side) => (side.ok ? [] : side.faults));
    return {
      changes,
      answers: null,
      faults,
      asked: 0,
      bump: largestBump(changes.map((c) => c.bump)),
    };
  }
  const stories = readStories();
  const answered = goldenAnswers(stories, before.knowledge, today);
  const answers = answerChanges(answered, goldenAnswers(stories, after.knowledge, today));
  return {
    changes,
    answers,
    faults: [],
    asked: answered.size,
    bump: largestBump([...changes, ...answers].map(({ bump }) => bump)),
  };
}

/** What two rule bases say differently, pack by pack. */
export function contentChanges(older: RuleBaseFiles, newer: RuleBaseFiles): readonly PackChange[] {
  const packs = new Set([...older.packs, ...newer.packs].map(({ manifest }) => manifest.id));
  const rulesOf = (files: RuleBaseFiles, id: string) =>
    files.packs.find(({ manifest }) => manifest.id === id) ?? { rules: [] };
  return [
    ...(older.shared.hash === newer.shared.hash ? [] : sharedChanges(older, newer)),
    ...[...packs].flatMap((id) => rulePackChanges(rulesOf(older, id), rulesOf(newer, id))),
  ];
}

/** A card names the versions of its rules; that they differ is no difference in what it says. */
function withoutVersions(files: RuleBaseFiles): RuleBaseFiles {
  const same = (manifest: PackManifest): PackManifest => ({ ...manifest, version: '0.0.0' });
  return {
    ...files,
    shared: { ...files.shared, manifest: same(files.shared.manifest) },
    packs: files.packs.map((pack) => ({ ...pack, manifest: same(pack.manifest) })),
  };
}
