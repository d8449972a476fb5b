/** Where a statement comes from, and how much it carries. */
export interface Evidence {
  /** Source id of `rules/evidence/sources.json`. */
  readonly source: string;
  /** `Author et al., Journal Year` or the label's or guideline's name and year. */
  readonly citation: string;
  readonly url: string | null;
  readonly kind: EvidenceKind;
  /** AMP/ASCO/CAP level (Li 2017): A label or guideline, B well-powered studies, C other disease or small studies, D preclinical or case reports. */
  readonly level: EvidenceLevel;
  /** What it shows for the rule, in one sentence. */
  readonly shows: string | null;
}

export type EvidenceKind =
  | 'label'
  | 'guideline'
  | 'randomised-trial'
  | 'single-arm-trial'
  | 'observational'
  | 'case-report'
  | 'preclinical';

export type EvidenceLevel = 'A' | 'B' | 'C' | 'D';

/** The AMP/ASCO/CAP tier of a level (Li 2017): strong clinical significance (I) or potential (II). */
export function tierOf(level: EvidenceLevel): 'I' | 'II' {
  return level === 'A' || level === 'B' ? 'I' : 'II';
}

/** The rule a conclusion follows, fixed by pack and version. */
export interface RuleRef {
  readonly pack: string;
  readonly version: string;
  readonly rule: string;
}
