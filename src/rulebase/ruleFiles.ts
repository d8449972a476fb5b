/**
 * The shapes of the files under `rules/`, as their JSON Schemas (`rules/schema/`) allow them.
 * The schemas are the definition; these types repeat them for the compiler and are checked against
 * them by loading every file in the tests.
 */
import type { Phase } from '../domain/reading.ts';
import type { EvidenceKind, EvidenceLevel } from '../domain/evidence.ts';
import type { GateCodes, TerminologyFiles } from '../nomenclature/terminologyFiles.ts';
import type {
  MechanismClass,
  PathwayEntry,
  TestQuestion,
  TherapyStatus,
} from '../domain/conclusion.ts';

/** `rules/terminology/pathways.json`. */
export interface PathwaysFile {
  readonly pathways: readonly {
    readonly id: string;
    readonly name: string;
    /** The node whose activity is the pathway's effect. */
    readonly output: string;
    readonly nodes: readonly { readonly id: string; readonly name: string }[];
    readonly edges: readonly {
      readonly from: string;
      readonly to: string;
      readonly kind: 'activates' | 'inhibits' | 'feedback';
      readonly source?: string;
      /** The edge exists only in these diseases. */
      readonly diseases?: readonly string[];
      /** The edge exists only under drugs of these classes. */
      readonly under?: readonly string[];
      /** The edge is known in tumours with one of these alterations. */
      readonly background?: readonly string[];
      /** The members of the last node that it switches on, where not all are. */
      readonly genes?: readonly string[];
    }[];
  }[];
}

/** `rules/terminology/tests.json`, by test id: what a card may ask for. */
export interface TestEntry {
  readonly name: string;
  readonly loinc?: string;
  readonly snomed?: string;
  /** Sentence for the order's reason. */
  readonly purpose: string;
  /** The questions for which it is proposed first. */
  readonly settles?: readonly TestQuestion[];
  /** What is sampled for it. */
  readonly sampleOf?: 'tissue' | 'plasma';
  /** The questions for which it is proposed where the sample of the first choice gave no result. */
  readonly fallbackFor?: readonly TestQuestion[];
  /** Where it takes the place of the general test of the same question. */
  readonly diseases?: readonly string[];
  /** The lesion of which it tells, for a test that settles `lesion-not-sampled`. */
  readonly lesion?: {
    /** Condition of `gates.json` that says that the lesion is there. */
    readonly condition: string;
    /** What the lesions are called in a sentence. */
    readonly name: string;
    /** Beginnings of words that a body site or a fluid of the lesion has, in small letters. */
    readonly sites: readonly string[];
    readonly evidence: readonly EvidenceItem[];
  };
}

/** `rules/terminology/toxicities.json`, by id: what drugs and combinations harm. */
export interface ToxicityEntry {
  readonly name: string;
  /** Organs and functions; two drugs of one regimen on one axis add up. */
  readonly axes: readonly string[];
  /** Only with, or after, one of `with`; absent for a toxicity of the drug alone. */
  readonly when?: 'together' | 'after';
  /** Drug ids or class ids. */
  readonly of: readonly string[];
  readonly with?: readonly string[];
  /** For `after`: months since the other drug was last given. */
  readonly withinMonths?: number;
  readonly weight: 'major' | 'moderate';
  readonly combining?: 'avoid' | 'caution' | 'acceptable';
  /** Measurements and examinations: ids of `gates.json`. */
  readonly gates?: readonly string[];
  /** Ids of `gates.json` that count when the record holds them and are not asked for when it does not. */
  readonly gatesWhenRecorded?: readonly string[];
  readonly conditions?: readonly ConditionOfPatient[];
  /** What lets a card speak when both drugs are ordered or active together. */
  readonly evidence?: readonly EvidenceItem[];
  readonly watch?: string;
  readonly advice?: string;
  readonly source: string;
  /** How the entry was compared with its source. */
  readonly verified?: { readonly on: string; readonly against: string };
}

/** A condition of the patient that a drug's label speaks of. */
export interface ConditionOfPatient {
  /** Id of a condition of `gates.json`. */
  readonly gate: string;
  /** Only `contraindicated` holds a drug back; the others are said beside it. */
  readonly force: 'contraindicated' | 'control-first' | 'monitor';
  /** It holds the drug back also after it is over. */
  readonly alsoWhenOver?: boolean;
  /** What the label says or wants, in a few words. */
  readonly ask: string;
}

/** `rules/terminology/gates.json`, by id: what the record is asked before a drug. */
export interface GateEntry extends GateCodes {
  readonly name: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** How long a value, an examination or a passing condition speaks for today. */
  readonly maxAgeDays?: number;
  /** Test of `tests.json` that answers it. */
  readonly test?: string;
  readonly because: string;
  readonly source: string;
  readonly verified?: { readonly on: string; readonly against: string };
}

/** `rules/terminology/override-reasons.json`: why a clinician may set a card aside. */
export interface OverrideReason {
  readonly code: string;
  readonly display: string;
}

/** `rules/evidence/sources.json`, by source id. */
export interface SourceEntry {
  readonly kind: EvidenceKind;
  readonly title: string;
  /** Absent where the record that was seen names none. */
  readonly authors?: string;
  readonly journal?: string;
  readonly year: number;
  readonly pmid?: string;
  readonly doi?: string;
  readonly url?: string;
  /** How the record was checked. Sources without it never appear on a card. */
  readonly verified?: { readonly on: string; readonly against: string };
}

export interface EvidenceItem {
  readonly source: string;
  readonly level: EvidenceLevel;
  /** What this source shows for the rule, in one sentence. */
  readonly shows?: string;
}

/** `pack.json`. */
export interface PackManifest {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly effectiveFrom: string;
  readonly effectiveTo?: string;
  readonly reviewers: readonly string[];
}

/** A rule that speaks no more. It stays, so that old decisions can be read and nobody adds it again unawares. */
export interface Retirement {
  /** First day without it. */
  readonly on: string;
  readonly reason: string;
  /** Id of the rule that says it now. */
  readonly replacedBy?: string;
}

export type RuleFile =
  MechanismRule | SensitivityTable | OptionRule | RechallengeRule | OrderRule | ThresholdTable;

interface RuleCommon {
  readonly id: string;
  readonly title: string;
  /** Diseases it holds for, with all that lie below them in the tree. */
  readonly diseases: readonly string[];
  /** Statements of the review that it carries (S001-S112). */
  readonly seed?: readonly string[];
  readonly reviewed: string;
  readonly retired?: Retirement;
}

/** How sure the reviewers are. What is of low confidence is kept and drives no card. */
export type Confidence = 'high' | 'medium' | 'low';

/** An alteration that makes drugs or classes fail other than by changing their target. */
export interface MechanismRule extends RuleCommon {
  readonly kind: 'mechanism';
  readonly confidence: Confidence;
  /** Any of these patterns. */
  readonly alterations: readonly string[];
  /** At least one of these must be present too. */
  readonly background?: readonly string[];
  /** None of these may be present. */
  readonly unless?: readonly string[];
  /** Speaks only after one of these drugs or classes was given. */
  readonly prior?: readonly string[];
  /** Speaks not where the alteration is known to have come otherwise: before the drugs, or under them. */
  readonly timing?: 'upfront' | 'acquired';
  /** Both copies of the gene must be lost; after one hit it cannot be told. */
  readonly biallelic?: true;
  /** Alterations that make one look for this mechanism although it was not seen. */
  readonly suspectedBy?: readonly string[];
  /** Drug ids or class ids. */
  readonly resistantTo: readonly string[];
  readonly mechanismClass: MechanismClass;
  readonly entersAt: readonly PathwayEntry[];
  readonly statement: string;
  readonly evidence: readonly EvidenceItem[];
}

/** On-target knowledge: which drug holds against which alteration. */
export interface SensitivityTable extends RuleCommon {
  readonly kind: 'sensitivity';
  readonly gene: string;
  readonly entersAt: readonly PathwayEntry[];
  readonly statement: string;
  readonly rows: readonly SensitivityRow[];
}

export interface SensitivityRow {
  readonly alteration: string;
  readonly background?: readonly string[];
  /** How the alteration must lie to one of the background: on the same allele or on different ones. */
  readonly phase?: Phase;
  readonly unless?: readonly string[];
  /** How one of `unless` must lie to the alteration to lift the row. */
  readonly unlessPhase?: Phase;
  /** By drug id. */
  readonly calls: Readonly<Record<string, SensitivityCell>>;
}

export interface SensitivityCell {
  /** S sensitive, R resistant, I intermediate or disputed. A drug without a cell is not known. */
  readonly call: 'S' | 'R' | 'I';
  readonly confidence: Confidence;
  readonly evidence: readonly EvidenceItem[];
  readonly note?: string;
}

/** A therapy that may be offered. */
export interface OptionRule extends RuleCommon {
  readonly kind: 'option';
  readonly confidence: Confidence;
  readonly drugs: readonly string[];
  readonly form: 'switch' | 'add' | 'combine' | 'non-targeted';
  readonly status: TherapyStatus;
  /** The curator's order among options alike in coverage and status; the lowest first. */
  readonly rank?: number;
  /** Regulator or guideline and year that give the status. */
  readonly statusBasis: string;
  readonly when: {
    /** At least one of these alterations is in the tumour now (any time, for truncal drivers). */
    readonly present?: readonly string[];
    /** None of these is in the tumour now. */
    readonly absent?: readonly string[];
    /** Each group: at least one of its drugs or classes was given before. */
    readonly prior?: readonly { readonly name: string; readonly anyOf: readonly string[] }[];
    /** None of these drugs or classes was given before. */
    readonly noPrior?: readonly string[];
  };
  /** Patterns that this therapy is known to overcome, beyond the sensitivity tables. */
  readonly overcomes?: readonly {
    readonly alterations: readonly string[];
    /** At least one of these must be in the tumour too. */
    readonly background?: readonly string[];
    /** How the alteration must lie to one of the background. */
    readonly phase?: Phase;
    readonly evidence: readonly EvidenceItem[];
  }[];
  readonly statement: string;
  /** What speaks against it, in a few words. */
  readonly tradeOff?: string;
  readonly evidence: readonly EvidenceItem[];
}

/** When a drug of an earlier line may be tried again. */
export interface RechallengeRule extends RuleCommon {
  readonly kind: 'rechallenge';
  readonly confidence: Confidence;
  readonly drugs: readonly string[];
  readonly criteria: {
    readonly priorBenefit: {
      readonly responses: readonly string[];
      readonly orMonthsOnTherapy?: number;
    };
    readonly drugFreeMonths: number;
    /** Whether another line must lie between; with what drugs, and how it must have worked, when it matters. */
    readonly interveningLine:
      | boolean
      | {
          readonly name: string;
          readonly anyOf: readonly string[];
          readonly responses?: readonly string[];
        };
    /** Keyed to clearance: mechanisms against the drug must be absent from an informative plasma sample not older than this. */
    readonly sampleMaxAgeDays?: number;
    /** Genes that the plasma assay must have covered; `MET amplification` where a result for mutations does not do. */
    readonly genesToClear?: readonly string[];
    /** Keyed to genotype: at least one of these is in the tumour now, or is its truncal driver. */
    readonly present?: readonly string[];
    /** None of these is in the tumour now, looked for since the drug was stopped. */
    readonly absent?: readonly string[];
    /** Ids of conditions of `gates.json` that exclude it. */
    readonly excludedBy?: readonly string[];
  };
  /** Drugs or classes after which alone the question arises. */
  readonly after?: readonly string[];
  /** Trials speak against giving it again, whatever is found. */
  readonly notSupported?: true;
  readonly decay?: readonly {
    readonly alterations: readonly string[];
    readonly halfLifeMonths: number;
    readonly evidence: readonly EvidenceItem[];
  }[];
  /** Below this allele fraction (0-1) a clone counts as cleared, for the re-test estimate. */
  readonly clearedBelow?: number;
  readonly test: string;
  readonly statement: string;
  readonly evidence: readonly EvidenceItem[];
}

/** An order that harms or falls short whatever else is found. */
export interface OrderRule extends RuleCommon {
  readonly kind: 'order';
  readonly confidence: Confidence;
  readonly verdict: 'harmful' | 'incomplete' | 'clone-mismatch' | 'target-absent' | 'untested';
  readonly drugs: readonly string[];
  readonly when: {
    readonly present?: readonly string[];
    /** Each gene must have been tested in tumour tissue or informative plasma and the patterns not found. */
    readonly testedAbsent?: readonly string[];
    /** None of these drugs or classes is ordered or active with it. */
    readonly without?: readonly string[];
    /** What the drugs need: the rule speaks when it is in the tumour, but only in some lesions or a minority of cells. */
    readonly target?: readonly string[];
    /** The same of the alterations for which a label names each drug (`indications` of drugs.json). */
    readonly targetOfLabel?: true;
    /** What decides on the drugs: the rule speaks when none of these was found and a gene of them has no result. */
    readonly untested?: readonly string[];
    /** What decides on the drugs where lesions differ: the rule speaks when one of these is known from a single lesion. */
    readonly oneLesion?: readonly string[];
    /** Only results since progression under one of these drugs or classes count. */
    readonly sinceProgressionUnder?: readonly string[];
    /** What else answers an `untested` rule. */
    readonly answeredBy?: {
      /** A result of one of these markers, such as HER2 by immunohistochemistry. */
      readonly markers?: readonly string[];
      /** A diagnosis whose name says it. */
      readonly diseases?: readonly string[];
      /** Germline results count as well. */
      readonly germline?: true;
    };
  };
  /** The test of `tests.json` that gives the missing result. */
  readonly test?: string;
  readonly statement: string;
  readonly evidence: readonly EvidenceItem[];
}

/** Numbers the engine uses, each with its source. */
export interface ThresholdTable extends RuleCommon {
  readonly kind: 'thresholds';
  readonly values: Readonly<
    Record<
      ThresholdName,
      {
        readonly value: number;
        readonly unit: string;
        readonly because: string;
        readonly evidence: readonly EvidenceItem[];
      }
    >
  >;
}

export type ThresholdName =
  | 'informativeTumourFraction'
  | 'lineGapDays'
  | 'foldChange'
  | 'subclonalRatio'
  | 'haematopoiesisMaxFraction'
  | 'standingMaxAgeDays'
  | 'amplificationCopies'
  | 'intervalConfidence'
  | 'overlappingAxes'
  | 'retestHorizonMonths';

/** `<id>.cases.json` beside a rule. */
export interface RuleCases {
  readonly rule: string;
  readonly matches: readonly RuleCase[];
  readonly doesNotMatch: readonly RuleCase[];
}

export interface RuleCase {
  readonly reason: string;
  readonly disease: string;
  /** Alterations now in the tumour, as rule patterns name them. */
  readonly tumour: readonly string[];
  /** Drugs given before, first to last, by line. */
  readonly prior?: readonly (readonly string[])[];
  readonly ordered?: readonly string[];
  /** Genes that were not looked at; all others were. */
  readonly notTested?: readonly string[];
  /** Alterations of another lesion of the same day, in which those of `tumour` were looked for. */
  readonly otherLesion?: readonly string[];
  /** Alterations of a biopsy before the first line, in which those of `tumour` were looked for. */
  readonly baseline?: readonly string[];
  /** What the laboratory says of the phase of two alterations of `tumour`; not said is not known. */
  readonly phases?: readonly {
    readonly of: string;
    readonly with: string;
    readonly phase: Phase;
  }[];
  /** The same must hold with each of these in the place of the case's own. */
  readonly inTurn?: {
    readonly disease?: readonly string[];
    readonly tumour?: readonly (readonly string[])[];
    readonly prior?: readonly (readonly (readonly string[])[])[];
    readonly ordered?: readonly (readonly string[])[];
  };
}

/** What all packs share: names, pathways, tests, harms and sources. Released together as one pack. */
export interface SharedFiles {
  readonly terminology: TerminologyFiles;
  readonly pathways: PathwaysFile['pathways'];
  readonly tests: Readonly<Record<string, TestEntry>>;
  readonly toxicities: Readonly<Record<string, ToxicityEntry>>;
  readonly gates: Readonly<Record<string, GateEntry>>;
  readonly overrideReasons: readonly OverrideReason[];
  readonly sources: Readonly<Record<string, SourceEntry>>;
}

/** The rule base as read from disk or network: each file already valid by its schema. */
export interface RuleBaseFiles extends SharedFiles {
  /** The version of what is shared. */
  readonly shared: PackVersion;
  readonly packs: readonly PackInForce[];
}

export interface PackVersion {
  readonly manifest: PackManifest;
  /** SHA-256 of the canonical JSON of what decides: manifest and rules, or manifest and what is shared. */
  readonly hash: string;
}

/** The part of a pack that decides. */
export interface PackInForce extends PackVersion {
  readonly rules: readonly RuleFile[];
}

/** A pack with what explains it. */
export interface PackFiles extends PackInForce {
  /** In clinicians' words, Markdown. */
  readonly changelog: string;
  readonly cases: readonly RuleCases[];
}

/** A rule base with its cases, to be checked. */
export interface RuleBaseWithCases extends RuleBaseFiles {
  readonly packs: readonly PackFiles[];
}
