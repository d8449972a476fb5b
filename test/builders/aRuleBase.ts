import { readRuleBase } from '../../services/rule-store/readRuleBase.ts';
import type {
  MechanismRule,
  OptionRule,
  OrderRule,
  PackFiles,
  RuleBaseWithCases,
  RuleFile,
  SensitivityRow,
  SensitivityTable,
} from '../../src/rulebase/ruleFiles.ts';

/** The project's own rule base as files, read once per test file. */
export const ruleBase = readRuleBase('rules');

/** The version on which curators work. */
export function versionOf(pack: string): string {
  const found = [ruleBase.shared, ...ruleBase.packs].find(({ manifest }) => manifest.id === pack);
  if (found === undefined) throw new Error(`There is no pack ${pack}.`);
  return found.manifest.version;
}

/** The rule base with more rules in the lung pack. */
export function withRules(...rules: readonly RuleFile[]): RuleBaseWithCases {
  return changed('lung', (pack) => ({ ...pack, rules: [...pack.rules, ...rules] }));
}

/** The rule base with one pack changed. */
export function changed(id: string, change: (pack: PackFiles) => PackFiles): RuleBaseWithCases {
  return {
    ...ruleBase,
    packs: ruleBase.packs.map((pack) => (pack.manifest.id === id ? change(pack) : pack)),
  };
}

/** A source that was verified against a record, as those of a test must be. */
const SOURCE = 'mok-2017-aura3';
const COMMON = { diseases: ['nsclc'], title: 'A rule of a test', reviewed: '2026-11-23' } as const;
const EVIDENCE = [{ source: SOURCE, level: 'A', shows: 'What a test needs.' }] as const;

/** A mechanism nobody else has; each member can be said otherwise. */
export function aMechanism(members: Partial<MechanismRule> = {}): MechanismRule {
  return {
    ...COMMON,
    kind: 'mechanism',
    confidence: 'medium',
    id: 'lung/of-a-test',
    alterations: ['SMAD4 amplification'],
    resistantTo: ['gefitinib'],
    mechanismClass: 'lineage',
    entersAt: [],
    statement: 'Only tests say this of gefitinib.',
    evidence: EVIDENCE,
    ...members,
  };
}

export function anOption(members: Partial<OptionRule> = {}): OptionRule {
  return {
    ...COMMON,
    kind: 'option',
    confidence: 'medium',
    id: 'lung/option-of-a-test',
    drugs: ['gefitinib', 'everolimus'],
    form: 'combine',
    status: 'investigational',
    statusBasis: 'Not licensed',
    when: { present: ['SMAD4 amplification'] },
    statement: 'Only tests say this of gefitinib.',
    evidence: EVIDENCE,
    ...members,
  };
}

export function anOrderRule(members: Partial<OrderRule> = {}): OrderRule {
  return {
    ...COMMON,
    kind: 'order',
    confidence: 'medium',
    id: 'lung/order-of-a-test',
    verdict: 'incomplete',
    drugs: ['gefitinib'],
    when: { present: ['SMAD4 amplification'] },
    statement: 'Only tests say this of gefitinib.',
    evidence: EVIDENCE,
    ...members,
  };
}

/** A table of what is said of one drug: per row the alteration, `S`, `R` or `I`, and what else there is. */
export function aTable(
  drug: string,
  ...rows: readonly (readonly [
    alteration: string,
    call: 'S' | 'R' | 'I',
    context?: Omit<SensitivityRow, 'alteration' | 'calls'>,
  ])[]
): SensitivityTable {
  return {
    ...COMMON,
    kind: 'sensitivity',
    id: 'lung/table-of-a-test',
    gene: 'SMAD4',
    entersAt: [],
    statement: 'Only tests say this of a drug.',
    rows: rows.map(([alteration, call, context = {}]) => ({
      alteration,
      ...context,
      calls: { [drug]: { call, confidence: 'high', evidence: EVIDENCE } },
    })),
  };
}
