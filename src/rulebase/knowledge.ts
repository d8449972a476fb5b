import type { GeneSymbol } from '../domain/alteration.ts';
import type { MechanismClass, PathwayEntry, TherapyStatus } from '../domain/conclusion.ts';
import type { PackRef } from '../domain/evaluation.ts';
import type { Evidence, EvidenceLevel, RuleRef } from '../domain/evidence.ts';
import type { Phase } from '../domain/reading.ts';
import type { DrugId } from '../domain/therapy.ts';
import type { Terminology } from '../nomenclature/terminology.ts';
import type { AlterationPattern, MutationsOf, PatternContext } from './alterationPattern.ts';
import type { Pathway } from './pathway.ts';
import type {
  ConditionOfPatient,
  GateEntry,
  OverrideReason,
  TestEntry,
  ThresholdName,
} from './ruleFiles.ts';

/**
 * Everything the engine knows, compiled once: names resolved, classes and diseases expanded to
 * their members, patterns parsed, rules indexed by gene. Plain readonly data.
 */
export interface KnowledgeBase {
  readonly packs: readonly PackRef[];
  readonly terminology: Terminology;
  readonly patternContext: PatternContext;
  readonly pathways: ReadonlyMap<string, Pathway>;
  readonly tests: ReadonlyMap<string, TestEntry>;
  /** Lesions that a profile from elsewhere may not speak for, each with verified evidence. */
  readonly lesionsApart: readonly LesionApart[];
  readonly toxicities: readonly CompiledToxicity[];
  readonly gates: ReadonlyMap<string, GateEntry>;
  readonly overrideReasons: readonly OverrideReason[];
  readonly thresholds: Readonly<Record<ThresholdName, number>>;
  /** Rules and table rows that make drugs fail or hold, by gene; histology under `null`. */
  readonly mechanisms: ReadonlyMap<GeneSymbol | null, readonly CompiledMechanism[]>;
  /** Mechanisms that other alterations make one look for. */
  readonly suspectable: readonly CompiledMechanism[];
  readonly sensitivities: ReadonlyMap<GeneSymbol, readonly CompiledRow[]>;
  readonly options: readonly CompiledOption[];
  readonly rechallenges: readonly CompiledRechallenge[];
  readonly orderRules: readonly CompiledOrderRule[];
  /** Drugs in use or in trials, by the pathway node on which they act. */
  readonly drugsAtNode: ReadonlyMap<string, readonly DrugId[]>;
  /** Drugs that hit only altered forms of their target, with those forms. */
  readonly actsOnlyOn: ReadonlyMap<DrugId, readonly AlterationPattern[]>;
  /** The alterations for which the labels name each drug, with the diseases of that indication. */
  readonly labelledFor: ReadonlyMap<
    DrugId,
    readonly {
      readonly diseases: ReadonlySet<string>;
      readonly alterations: readonly AlterationPattern[];
    }[]
  >;
  /** Patterns that prove tumour DNA, by disease. */
  readonly truncal: ReadonlyMap<string, readonly AlterationPattern[]>;
}

/** A lesion that often carries what the rest of the tumour does not show. */
export interface LesionApart {
  /** Condition of `gates` that says that it is there. */
  readonly condition: string;
  readonly name: string;
  /** Beginnings of words of its body sites and fluids, in small letters. */
  readonly sites: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** What a drug, or two drugs together or in sequence, may harm. */
export interface CompiledToxicity {
  readonly id: string;
  /** The entry among what all packs share. */
  readonly rule: RuleRef;
  readonly name: string;
  readonly axes: readonly string[];
  readonly when: 'alone' | 'together' | 'after';
  readonly of: ReadonlySet<DrugId>;
  /** The other drugs, unless alone. */
  readonly with: ReadonlySet<DrugId>;
  readonly withinMonths: number | null;
  readonly weight: 'major' | 'moderate';
  readonly combining: 'avoid' | 'caution' | 'acceptable' | null;
  readonly gates: readonly string[];
  /** What counts when the record holds it, and is not asked for when it does not. */
  readonly gatesWhenRecorded: readonly string[];
  readonly conditions: readonly ConditionOfPatient[];
  /** Verified sources; without any, the entry only holds options back. */
  readonly evidence: readonly Evidence[];
  readonly watch: string | null;
  readonly source: string;
  /** False while nobody has compared it with its source: it may hold an option back, and says so. */
  readonly verified: boolean;
}

interface Compiled {
  readonly rule: RuleRef;
  /** Every disease it holds for, descendants included. */
  readonly diseases: ReadonlySet<string>;
  readonly title: string;
  readonly statement: string;
}

export interface CompiledMechanism extends Compiled {
  readonly alterations: readonly AlterationPattern[];
  readonly background: readonly AlterationPattern[];
  readonly unless: readonly AlterationPattern[];
  /** Speaks only after one of these was given; `null` when earlier treatment does not matter. */
  readonly prior: ReadonlySet<DrugId> | null;
  /** When the alteration must have come, as far as that is known; `null` when it does not matter. */
  readonly timing: 'upfront' | 'acquired' | null;
  /** Both copies of the gene must be lost. */
  readonly biallelic: boolean;
  /** Alterations that make one look for it although it was not seen. */
  readonly suspectedBy: readonly AlterationPattern[];
  readonly resistantTo: ReadonlySet<DrugId>;
  readonly mechanismClass: MechanismClass;
  readonly entersAt: readonly PathwayEntry[];
  readonly evidence: readonly Evidence[];
}

/** One row of a sensitivity table. */
export interface CompiledRow extends Compiled {
  readonly alteration: AlterationPattern;
  readonly background: readonly AlterationPattern[];
  /** How the alteration must lie to one of the background; `null` when it does not matter. */
  readonly phase: Phase | null;
  readonly unless: readonly AlterationPattern[];
  /** How one of these must lie to the alteration to lift the row; `null` when it does not matter. */
  readonly unlessPhase: Phase | null;
  readonly entersAt: readonly PathwayEntry[];
  /** Only cells that may drive a card: confidence above low, and a verified source. */
  readonly calls: ReadonlyMap<DrugId, CompiledCell>;
}

export interface CompiledCell {
  readonly call: 'S' | 'R' | 'I';
  readonly level: EvidenceLevel;
  readonly evidence: readonly Evidence[];
  readonly note: string | null;
  /** What to tell of this drug and alteration: the note, else what the strongest source shows. */
  readonly statement: string;
}

export interface CompiledOption extends Compiled {
  readonly drugs: readonly DrugId[];
  readonly form: 'switch' | 'add' | 'combine' | 'non-targeted';
  readonly status: TherapyStatus;
  readonly rank: number;
  readonly statusBasis: string;
  readonly present: readonly AlterationPattern[];
  readonly absent: readonly AlterationPattern[];
  readonly prior: readonly { readonly name: string; readonly drugs: ReadonlySet<DrugId> }[];
  readonly noPrior: ReadonlySet<DrugId>;
  readonly overcomes: readonly {
    readonly alterations: readonly AlterationPattern[];
    readonly background: readonly AlterationPattern[];
    readonly phase: Phase | null;
    readonly evidence: readonly Evidence[];
  }[];
  readonly tradeOff: string | null;
  readonly evidence: readonly Evidence[];
}

export interface CompiledRechallenge extends Compiled {
  readonly drugs: ReadonlySet<DrugId>;
  readonly responses: ReadonlySet<string>;
  readonly orMonthsOnTherapy: number | null;
  readonly drugFreeMonths: number;
  /** The line that must lie between, with any drugs when `drugs` is `null`; `null` when none needs to. */
  readonly interveningLine: {
    readonly name: string | null;
    readonly drugs: ReadonlySet<DrugId> | null;
    readonly responses: ReadonlySet<string> | null;
  } | null;
  /** What plasma must show to be clear; `null` when re-challenge is not keyed to clearance. */
  readonly clearance: {
    readonly sampleMaxAgeDays: number;
    /** What the sample must have been looked at for. */
    readonly sought: readonly (AlterationPattern | MutationsOf)[];
    /** Allele fraction, 0-1. */
    readonly clearedBelow: number;
  } | null;
  /** At least one of these is in the tumour now, or is its truncal driver; empty when not asked for. */
  readonly present: readonly AlterationPattern[];
  readonly absent: readonly AlterationPattern[];
  readonly excludedBy: readonly string[];
  /** Drugs after which alone the question arises; any when empty. */
  readonly after: ReadonlySet<DrugId>;
  /** False where trials speak against giving it again. */
  readonly supportedByTrials: boolean;
  readonly decay: readonly {
    readonly alterations: readonly AlterationPattern[];
    readonly halfLifeMonths: number;
    readonly evidence: readonly Evidence[];
  }[];
  readonly test: string;
  readonly evidence: readonly Evidence[];
}

export interface CompiledOrderRule extends Compiled {
  readonly verdict: 'harmful' | 'incomplete' | 'clone-mismatch' | 'target-absent' | 'untested';
  readonly drugs: ReadonlySet<DrugId>;
  readonly present: readonly AlterationPattern[];
  readonly testedAbsent: readonly AlterationPattern[];
  readonly without: ReadonlySet<DrugId>;
  /** What the drugs need in all of the tumour; empty unless the verdict is `clone-mismatch`. */
  readonly target: readonly AlterationPattern[];
  /** The same of each drug's label: see `labelledFor`. */
  readonly targetOfLabel: boolean;
  /** What decides on the drugs; empty unless the verdict is `untested`. */
  readonly untested: readonly AlterationPattern[];
  /** What decides on them where lesions differ; empty unless the verdict is `untested`. */
  readonly oneLesion: readonly AlterationPattern[];
  /** Only results since progression under one of these count; all when empty. */
  readonly sinceProgressionUnder: ReadonlySet<DrugId>;
  /** What else answers it: see `OrderRule`. */
  readonly answeredBy: {
    readonly markers: ReadonlySet<string>;
    readonly diseases: ReadonlySet<string>;
    readonly germline: boolean;
  };
  readonly test: string | null;
  readonly evidence: readonly Evidence[];
}
