import { STATUS_WORDS } from '../../../src/cards/detail.ts';
import type { MechanismClass } from '../../../src/domain/conclusion.ts';
import type { EvidenceKind, EvidenceLevel } from '../../../src/domain/evidence.ts';
import type { GeneEntry, Region } from '../../../src/nomenclature/terminologyFiles.ts';
import type {
  OptionRule,
  OrderRule,
  RuleFile,
  SensitivityCell,
  ThresholdName,
} from '../../../src/rulebase/ruleFiles.ts';

/** The words of the pages for the terms of the rule files. */
export { STATUS_WORDS as STATUSES };

export const KINDS: Readonly<Record<RuleFile['kind'], string>> = {
  mechanism: 'Resistance mechanism',
  sensitivity: 'Sensitivity table',
  option: 'Option',
  rechallenge: 'Re-challenge',
  order: 'Warning about an order',
  thresholds: 'Thresholds',
};

/** As headings over several; also the order in which they are shown. */
export const KINDS_OF_SEVERAL: Readonly<Record<RuleFile['kind'], string>> = {
  sensitivity: 'Sensitivity tables',
  mechanism: 'Resistance mechanisms',
  order: 'Warnings about orders',
  option: 'Options',
  rechallenge: 'Re-challenge',
  thresholds: 'Thresholds',
};

export const EVIDENCE_KINDS: Readonly<Record<EvidenceKind, string>> = {
  label: 'drug label',
  guideline: 'guideline',
  'randomised-trial': 'randomised trial',
  'single-arm-trial': 'single-arm trial',
  observational: 'observational study',
  'case-report': 'case report',
  preclinical: 'laboratory work',
};

/** AMP/ASCO/CAP levels (Li 2017), as `src/domain/evidence.ts` takes them. */
export const LEVELS: Readonly<Record<EvidenceLevel, string>> = {
  A: 'label or guideline',
  B: 'well-powered studies',
  C: 'another disease or small studies',
  D: 'laboratory work or case reports',
};

export const MECHANISM_CLASSES: Readonly<Record<MechanismClass, string>> = {
  'on-target': 'changes the target of the drug',
  bypass: 'goes around the target of the drug',
  downstream: 'acts below the target of the drug',
  lineage: 'the cancer has become another',
  'immune-evasion': 'escapes the immune system',
  'target-loss': 'loses what the drug binds',
};

export const VERDICTS: Readonly<Record<OrderRule['verdict'], string>> = {
  harmful: 'may harm',
  incomplete: 'falls short alone',
  'clone-mismatch': 'reaches a part of the tumour only',
  'target-absent': 'has nothing to act on',
  untested: 'comes before the test that decides on it',
};

export const FORMS: Readonly<Record<OptionRule['form'], string>> = {
  switch: 'switch to',
  add: 'add to what is given',
  combine: 'give together',
  'non-targeted': 'not targeted',
};

export const CALLS: Readonly<Record<SensitivityCell['call'], string>> = {
  S: 'works',
  R: 'does not work',
  I: 'in between or disputed',
};

export const ROLES: Readonly<Record<GeneEntry['role'], string>> = {
  oncogene: 'oncogene',
  'tumour-suppressor': 'tumour suppressor',
  other: 'other',
};

export const REGIONS: Readonly<Record<Region, string>> = {
  US: 'United States',
  EU: 'European Union',
  CA: 'Canada',
  JP: 'Japan',
  CN: 'China',
};

export const THRESHOLDS: Readonly<Record<ThresholdName, string>> = {
  informativeTumourFraction: 'Tumour fraction from which plasma is informative',
  lineGapDays: 'Gap that ends a line of therapy',
  foldChange: 'Change of a fraction that counts as rising or falling',
  subclonalRatio: 'Fraction of the truncal one below which a clone is a minority',
  haematopoiesisMaxFraction: 'Fraction up to which a finding in blood may come from blood cells',
  standingMaxAgeDays: 'Age up to which a sample tells what is in the tumour now',
  amplificationCopies: 'Copies that count as amplification',
  intervalConfidence: 'Confidence of intervals',
  overlappingAxes: 'Shared axes of toxicity that count as overlap',
  retestHorizonMonths: 'How far ahead a date for testing again is given',
};
