import { compileKnowledge } from '../../src/rulebase/compileKnowledge.ts';
import type { KnowledgeBase } from '../../src/rulebase/knowledge.ts';
import type { RuleBaseFiles, RuleFile, SensitivityTable } from '../../src/rulebase/ruleFiles.ts';
import {
  STRENGTHS,
  type Assertion,
  type BaseContent,
  type BaseName,
  type Direction,
  type Strength,
} from './assertion.ts';
import { mapper, type Mapped } from './terms.ts';
import { whatWeSay, type AskedBase, type Said } from './whatWeSay.ts';

/**
 * How our answer stands to what a base says:
 * - `agrees`: we say the same, whatever else is in the tumour;
 * - `agrees in context`: we say the same under a condition (another alteration beside it, an earlier
 *   treatment, a partner drug), or for some of the changes, drugs or diseases that the base leaves open;
 * - `in part`: we call it intermediate, disputed or not enough by itself, or one of the two, the same
 *   and the opposite, is said only under a condition that the base does not name;
 * - `disagrees`: we say the opposite and nowhere the same;
 * - `silent`: we say nothing, for the reason given.
 */
export type Verdict = 'agrees' | 'agrees in context' | 'in part' | 'disagrees' | 'silent';

/** Why the rule base says nothing, the first that holds. */
export type Silence =
  | 'source not verified'
  | 'low confidence'
  | 'said of another disease'
  | 'no rule about the drug in that disease'
  | 'drug never licensed or withdrawn'
  | 'not a targeted drug'
  | 'case reports or laboratory only'
  | 'not carried';

export interface Judged {
  readonly base: BaseName;
  readonly direction: Direction;
  readonly strength: Strength;
  readonly levels: readonly string[];
  readonly at: readonly string[];
  readonly label: Mapped['label'];
  readonly genes: readonly string[];
  readonly verdict: Verdict;
  readonly silence: Silence | null;
  /** What we say, the distinct answers. */
  readonly said: readonly Said[];
  /** Whether all that agrees rests on sources that were themselves checked against a record of this base. */
  readonly leansOnBase: boolean;
}

/** Assertions of one base, merged where they say the same, each judged; and what could not be mapped. */
export interface Agreement {
  readonly base: BaseName;
  readonly stated: number;
  readonly others: BaseContent['others'];
  readonly unmapped: ReadonlyMap<string, number>;
  readonly judged: readonly Judged[];
}

/** Compares a base with the rule base, assertion by assertion. */
export function judge(content: BaseContent, files: RuleBaseFiles): Agreement {
  const ours = compiled(files);
  const counterfactual = counterfactualBases(files);
  const map = mapper(files, ours.knowledge);
  const unmapped = new Map<string, number>();
  const merged = new Map<string, { mapped: Mapped; assertions: Assertion[] }>();
  for (const assertion of content.assertions) {
    const mapping = map(assertion);
    if ('unmapped' in mapping) {
      unmapped.set(mapping.unmapped, (unmapped.get(mapping.unmapped) ?? 0) + 1);
      continue;
    }
    const { label } = mapping.mapped;
    const key = [assertion.direction, label.alteration, label.drug, label.disease].join('|');
    const same = merged.get(key);
    if (same === undefined) merged.set(key, { mapped: mapping.mapped, assertions: [assertion] });
    else same.assertions.push(assertion);
  }
  const judged = [...merged.values()].map(({ mapped, assertions }) =>
    judgeOne(content.base, mapped, assertions, ours, counterfactual),
  );
  const { base } = content;
  return { base, stated: content.assertions.length, others: content.others, unmapped, judged };
}

function judgeOne(
  base: BaseName,
  mapped: Mapped,
  assertions: readonly Assertion[],
  ours: AskedBase,
  counterfactual: ReadonlyMap<Silence, AskedBase>,
): Judged {
  const direction = assertions[0]?.direction ?? 'resistance';
  const answers = answersTo(mapped, ours);
  const verdict = verdictOn(direction, answers);
  const strength = strongestOf(assertions);
  return {
    base,
    direction,
    strength,
    levels: [...new Set(assertions.map(({ level }) => level))],
    at: [...new Set(assertions.map(({ at }) => at))],
    label: mapped.label,
    genes: [...new Set(mapped.alterations.flat().map((text) => text.split(' ')[0] ?? ''))],
    verdict,
    silence: verdict === 'silent' ? whySilent(mapped, strength, ours, counterfactual) : null,
    said: distinct(answers.flat()),
    leansOnBase: leansOn(base, direction, answers.flat(), ours.files),
  };
}

function leansOn(
  base: BaseName,
  direction: Direction,
  said: readonly Said[],
  { sources }: RuleBaseFiles,
): boolean {
  const same = direction === 'resistance' ? 'resistant' : 'sensitive';
  const agreeing = said.filter(({ call }) => call === same).flatMap((one) => one.sources);
  return (
    agreeing.length > 0 &&
    agreeing.every((id) => sources[id]?.verified?.against.includes(base) === true)
  );
}

/** What we say to each combination that an assertion leaves open. */
function answersTo(
  { alterations, drugs, diseases }: Mapped,
  base: AskedBase,
): readonly (readonly Said[])[] {
  return diseases.flatMap((disease) =>
    alterations.flatMap((present) =>
      drugs.map((given) => whatWeSay({ disease, alterations: present, drugs: given }, base)),
    ),
  );
}

/** Circumstances that change nothing add nothing: only the questions to which we have an answer count. */
export function verdictOn(direction: Direction, answers: readonly (readonly Said[])[]): Verdict {
  const said = answers.flat();
  const [same, opposite] =
    direction === 'resistance'
      ? (['resistant', 'sensitive'] as const)
      : (['sensitive', 'resistant'] as const);
  const agreeing = said.filter(({ call }) => call === same);
  const opposing = said.filter(({ call }) => call === opposite);
  const isPlain = ({ when }: Said): boolean => when === null;
  if (agreeing.length > 0) {
    if (agreeing.some(isPlain)) return opposing.length === 0 ? 'agrees' : 'agrees in context';
    return opposing.some(isPlain) ? 'in part' : 'agrees in context';
  }
  const partly = said.some(
    ({ call }) => call === 'intermediate' || (direction === 'resistance' && call === 'falls short'),
  );
  if (partly || (opposing.length > 0 && !opposing.some(isPlain))) return 'in part';
  return opposing.length > 0 ? 'disagrees' : 'silent';
}

function whySilent(
  mapped: Mapped,
  strength: Strength,
  ours: AskedBase,
  counterfactual: ReadonlyMap<Silence, AskedBase>,
): Silence {
  for (const [silence, base] of counterfactual) {
    if (hasAnswer(mapped, silence, base)) return silence;
  }
  const { drugs, classAncestors } = ours.knowledge.terminology;
  const entries = mapped.drugs.flat().flatMap((id) => drugs.get(id) ?? []);
  if (entries.every(({ status }) => status !== 'approved'))
    return 'drug never licensed or withdrawn';
  const isTargeted = entries.some(
    ({ class: of }) => classAncestors.get(of)?.has('targeted-therapy') === true,
  );
  if (!isTargeted) return 'not a targeted drug';
  if (strength === 'case report' || strength === 'preclinical') {
    return 'case reports or laboratory only';
  }
  return isSpokenOf(mapped, ours.knowledge)
    ? 'not carried'
    : 'no rule about the drug in that disease';
}

function hasAnswer(mapped: Mapped, silence: Silence, base: AskedBase): boolean {
  // Rules for every disease answer the same in each.
  const diseases =
    silence === 'said of another disease' ? mapped.diseases.slice(0, 1) : mapped.diseases;
  return diseases.some((disease) =>
    mapped.alterations.some((alterations) =>
      mapped.drugs.some((drugs) => whatWeSay({ disease, alterations, drugs }, base).length > 0),
    ),
  );
}

/** Whether any rule for one of the diseases is about one of the drugs, whatever the alteration. */
function isSpokenOf({ drugs, diseases }: Mapped, knowledge: KnowledgeBase): boolean {
  const asked = [...new Set(drugs.flat())];
  const holdsFor = (rule: { readonly diseases: ReadonlySet<string> }): boolean =>
    diseases.some((disease) => rule.diseases.has(disease));
  return (
    [...knowledge.mechanisms.values()]
      .flat()
      .some((rule) => holdsFor(rule) && asked.some((drug) => rule.resistantTo.has(drug))) ||
    [...knowledge.sensitivities.values()]
      .flat()
      .some((row) => holdsFor(row) && asked.some((drug) => row.calls.has(drug))) ||
    knowledge.options.some((o) => holdsFor(o) && asked.some((drug) => o.drugs.includes(drug)))
  );
}

/**
 * The rule base as it would be without one of its restraints: an answer that appears then was held
 * back by that restraint.
 */
function counterfactualBases(files: RuleBaseFiles): ReadonlyMap<Silence, AskedBase> {
  const verified: RuleBaseFiles = {
    ...files,
    sources: Object.fromEntries(
      Object.entries(files.sources).map(([id, source]) => [
        id,
        { ...source, verified: source.verified ?? { on: '2026-11-23', against: 'supposed' } },
      ]),
    ),
  };
  const everywhere = (rule: RuleFile): RuleFile => ({ ...rule, diseases: ['cancer'] });
  return new Map([
    ['source not verified', compiled(verified)],
    ['low confidence', compiled(withRules(verified, trusting))],
    ['said of another disease', compiled(withRules(files, everywhere))],
  ]);
}

function trusting(rule: RuleFile): RuleFile {
  if (rule.kind === 'thresholds') return rule;
  if (rule.kind !== 'sensitivity') return { ...rule, confidence: 'medium' };
  const rows = rule.rows.map((row): SensitivityTable['rows'][number] => ({
    ...row,
    calls: Object.fromEntries(
      Object.entries(row.calls).map(([drug, cell]) => [drug, { ...cell, confidence: 'medium' }]),
    ),
  }));
  return { ...rule, rows };
}

function withRules(files: RuleBaseFiles, change: (rule: RuleFile) => RuleFile): RuleBaseFiles {
  return {
    ...files,
    packs: files.packs.map((pack) => ({ ...pack, rules: pack.rules.map(change) })),
  };
}

function compiled(files: RuleBaseFiles): AskedBase {
  const result = compileKnowledge(files);
  if (!result.ok) throw new Error(result.faults.join('\n'));
  return { files, knowledge: result.knowledge };
}

function strongestOf(assertions: readonly Assertion[]): Strength {
  const found = assertions.map(({ strength }) => strength);
  return STRENGTHS.find((strength) => found.includes(strength)) ?? 'preclinical';
}

/** Each call of each rule once, with the circumstance only where it takes one. */
function distinct(said: readonly Said[]): readonly Said[] {
  const byRule = new Map<string, Said>();
  for (const one of said) {
    const key = `${one.call} ${one.rule}`;
    if (!byRule.has(key) || one.when === null) byRule.set(key, one);
  }
  return [...byRule.values()];
}
