import type { Alteration, GeneSymbol } from './alteration.ts';
import type { ClinicalDate } from './date.ts';
import type { Evidence, EvidenceLevel, RuleRef } from './evidence.ts';
import type { ResourceRef } from './resourceRef.ts';
import type { DrugId } from './therapy.ts';
import type { AlterationTrack } from './track.ts';

/** What the engine concludes. Each conclusion says which rules, evidence and resources it stands on. */
export type Conclusion =
  | ResistanceMechanism
  | Heterogeneity
  | Convergence
  | Strategy
  | CombinationOrSequence
  | Rechallenge
  | OrderReview
  | DataGap;

export interface Because {
  readonly rules: readonly RuleRef[];
  readonly evidence: readonly Evidence[];
  readonly resources: readonly ResourceRef[];
}

/** An alteration that makes drugs fail. */
export interface ResistanceMechanism {
  readonly kind: 'resistance-mechanism';
  /** Unique among the mechanisms of one evaluation. */
  readonly id: string;
  readonly alteration: Alteration;
  readonly against: readonly Resistance[];
  readonly mechanismClass: MechanismClass;
  /** Present before the therapy it acts against, or emerged under it. */
  readonly timing: 'upfront' | 'acquired' | 'unknown';
  /** Whether it is in the tumour now, as far as the latest informative samples tell. */
  readonly standing: Standing;
  /** The pathways it reactivates, and where it enters them. Empty for lineage and immune escape. */
  readonly entersAt: readonly PathwayEntry[];
  readonly track: AlterationTrack;
  readonly because: Because;
}

/** One drug that the alteration defeats, and on what grounds. */
export interface Resistance {
  readonly drug: DrugId;
  readonly level: EvidenceLevel;
  /** The rule's title and sentence. */
  readonly title: string;
  readonly statement: string;
  readonly evidence: readonly Evidence[];
  readonly rule: RuleRef;
  /** What must still be known before it counts, such as the phase or the second hit; `null` when nothing. */
  readonly open: OpenQuestion | null;
}

/** A question that a test of `rules/terminology/tests.json` may settle. */
export interface OpenQuestion {
  readonly about: TestQuestion;
  /** The question in words: `whether ...`. */
  readonly what: string;
  /** Why the record does not answer it. */
  readonly why: string;
}

/** What a test may be asked for. */
export type TestQuestion =
  | 'uninformative-plasma'
  | 'histology'
  | 'phase'
  | 'second-hit'
  | 'lesions-disagree'
  | 'lesion-not-sampled'
  | 'no-mechanism-found'
  | 'copies-in-plasma'
  | 'board'
  | 'trial';

export type MechanismClass =
  'on-target' | 'bypass' | 'downstream' | 'lineage' | 'immune-evasion' | 'target-loss';

export type Standing = 'current' | 'cleared' | 'cannot-be-told';

/** How the tumour differs from place to place or from day to day, in a way that bears on treatment. */
export interface Heterogeneity {
  readonly kind: 'heterogeneity';
  readonly pattern: HeterogeneityPattern;
  /** What was seen of each alteration. */
  readonly parts: readonly HeterogeneityPart[];
  readonly statement: string;
  readonly because: Because;
}

/**
 * `clonal-replacement`: one resistant clone falls while another rises under the same line;
 * `mixed-response`: the same, and the two are known from different lesions;
 * `wild-type-outgrowth`: the driver rises while the change of its gene that resists drugs does not,
 * so cells without that change grow;
 * `plasma-tissue-discordance`: plasma and tissue of the same time disagree;
 * `target-in-some-lesions`, `target-in-minority`: what a drug acts on is not in all of the tumour;
 * `parallel-evolution`: one gene is altered differently in several lesions;
 * `baseline-and-emerged`: some resistance was there before the drug, other came under it.
 */
export type HeterogeneityPattern =
  | 'clonal-replacement'
  | 'mixed-response'
  | 'wild-type-outgrowth'
  | 'plasma-tissue-discordance'
  | 'target-in-some-lesions'
  | 'target-in-minority'
  | 'parallel-evolution'
  | 'baseline-and-emerged';

export interface HeterogeneityPart {
  readonly alteration: Alteration;
  readonly seen:
    | 'rising'
    | 'not-rising'
    | 'falling'
    | 'found'
    | 'not-found'
    | 'minority'
    | 'at-baseline'
    | 'emerged';
  /** Sample id or lesion in the record's words; `null` when it speaks for the whole tumour. */
  readonly where: string | null;
}

/** Where an alteration acts on a pathway: nodes of `rules/terminology/pathways.json`. */
export interface PathwayEntry {
  readonly pathway: string;
  readonly node: string;
}

/** Two or more independent mechanisms (or lesions) that one node, or the smallest set of nodes, would intercept. */
export interface Convergence {
  readonly kind: 'convergence';
  readonly mechanisms: readonly string[];
  /** Ways that earlier therapy is known to open without any alteration; nodes must intercept them too. */
  readonly escapes: readonly AdaptiveEscape[];
  /** Lesions in which the mechanisms were found. */
  readonly lesions: readonly string[];
  /** Best first: covers most, then not tried before, then least far downstream, then best available. */
  readonly nodes: readonly InterceptingNode[];
  /** The smallest set of nodes that intercepts all, when no single one does and a set exists. */
  readonly smallestSet: readonly string[] | null;
  readonly because: Because;
}

/** A node that signals again under drugs through a released feedback. */
export interface AdaptiveEscape extends PathwayEntry {
  readonly id: string;
  /** Members of the node that come alive; empty when the node is one protein. */
  readonly genes: readonly GeneSymbol[];
  /** The drugs that opened it. */
  readonly under: readonly DrugId[];
  /** The paper that shows it, as the pathway names it. */
  readonly source: string | null;
}

export interface InterceptingNode {
  readonly node: string;
  readonly pathway: string;
  readonly intercepts: readonly string[];
  /** Ids of the escapes that it blocks. */
  readonly blocks: readonly string[];
  /** Mechanisms and escapes that it does not intercept. */
  readonly misses: readonly { readonly mechanism: string; readonly why: string }[];
  /** Lesions that carry what it intercepts. */
  readonly lesions: readonly string[];
  readonly drugs: readonly { readonly drug: DrugId; readonly status: TherapyStatus }[];
  /** Drugs that blocked this node in the latest line, under which the disease progressed. */
  readonly triedWith: readonly DrugId[];
  /** Nodes that blocking this one is known to re-open in this disease, so that a partner is needed there. */
  readonly reopens: readonly AdaptiveEscape[];
}

/**
 * Standing of a therapy for this use in this disease. `standard-of-care` is what guidelines or the
 * literature call the standard although no label names this use.
 */
export type TherapyStatus =
  | 'approved'
  | 'standard-of-care'
  | 'off-label'
  | 'investigational'
  | 'discontinued'
  | 'not-assessed';

/** A way on, with what it overcomes and what it leaves. */
export interface Strategy {
  readonly kind: 'strategy';
  readonly id: string;
  readonly form:
    | 'switch'
    | 'add'
    | 'combine'
    | 'sequence'
    | 'non-targeted'
    | 'trial'
    | 'test-first'
    | 'referral';
  readonly title: string;
  readonly drugs: readonly DrugId[];
  /** For `test-first`: test id of `rules/terminology/tests.json`. */
  readonly test: string | null;
  readonly status: TherapyStatus;
  readonly statusBasis: string | null;
  /** What speaks against it. */
  readonly tradeOff: string | null;
  readonly coverage: readonly Coverage[];
  /** Share of the resistant clones' summed allele fractions that it overcomes (0-1); `null` when a fraction is missing. */
  readonly coveredShare: number | null;
  readonly conditions: readonly Criterion[];
  /** What this patient's record says of giving it: gates of its toxicities, earlier intolerance, drugs given lately or going on. */
  readonly gates: readonly Criterion[];
  /** Whether its drugs harm the same organs; `null` for a single drug. */
  readonly overlap: Criterion | null;
  /** For `sequence`: what is given first to last, and what each step overcomes. */
  readonly steps: readonly SequenceStep[];
  /** True when status, conditions, gates and coverage allow an order that a clinician can accept. */
  readonly orderable: boolean;
  readonly statement: string;
  readonly because: Because;
}

/** One step of a sequence: the strategy it takes and the mechanisms that this step overcomes. */
export interface SequenceStep {
  readonly strategy: string;
  readonly drugs: readonly DrugId[];
  readonly overcomes: readonly string[];
}

/** Give drugs together, or one after the other? Asked when two or more mechanisms are in question. */
export interface CombinationOrSequence {
  readonly kind: 'combination-or-sequence';
  /** `open` when neither is supported: a matter for tumour board or trial. */
  readonly verdict: 'single-agent' | 'combination' | 'sequence' | 'open';
  /** Ids of the strategies compared; `null` when there is none. */
  readonly combination: string | null;
  readonly singleAgent: string | null;
  readonly criteria: readonly Criterion[];
  readonly statement: string;
  readonly because: Because;
}

/** What an option does to one mechanism. */
export interface Coverage {
  readonly mechanism: string;
  /**
   * `expected` follows from the pathway alone and was not shown in patients; `independent` options
   * do not act through the pathway.
   */
  readonly verdict: 'overcomes' | 'expected' | 'partly' | 'leaves' | 'not-known' | 'independent';
  readonly why: string;
  readonly level: EvidenceLevel | null;
}

/** One question with its tri-state answer. */
export interface Criterion {
  readonly question: string;
  readonly verdict: 'met' | 'not-met' | 'cannot-be-told';
  readonly answer: string;
  readonly resources: readonly ResourceRef[];
}

/** Whether a drug of an earlier line may be tried again. */
export interface Rechallenge {
  readonly kind: 'rechallenge';
  readonly drugs: readonly DrugId[];
  readonly line: number;
  readonly status: 'supported' | 'not-yet' | 'advised-against' | 'undetermined';
  /** What decides: clearance of resistance from plasma, an alteration that is there, or the course alone. */
  readonly keyedTo: 'clearance' | 'genotype' | 'course';
  readonly criteria: readonly Criterion[];
  /** What the toxicities of the drugs ask of this patient's record and it does not settle; a gate that closes is a criterion. */
  readonly gates: readonly Criterion[];
  /** Earliest sensible day to re-test, with the range the decay estimate allows. */
  readonly retest: {
    readonly from: ClinicalDate;
    readonly earliest: ClinicalDate;
    readonly latest: ClinicalDate | null;
    readonly basis: string;
  } | null;
  /** The one test that would settle it: id of `rules/terminology/tests.json`. */
  readonly settledBy: string | null;
  readonly title: string;
  readonly statement: string;
  readonly because: Because;
}

/** What was found in the tumour, and what was looked for and not found, with the samples that say so. */
export interface TumourSeen {
  readonly found: readonly AlterationTrack[];
  readonly notFound: readonly { readonly what: string; readonly samples: readonly string[] }[];
}

/** What is to be said about a draft order. Orders that are not ours, or concordant, produce none. */
export interface OrderReview {
  readonly kind: 'order-review';
  readonly order: ResourceRef;
  readonly drug: DrugId;
  readonly verdict:
    | 'harmful'
    | 'ineffective'
    | 'toxic-together'
    | 'incomplete'
    | 'leaves-mechanism'
    | 'progressed-before'
    | 'clone-mismatch'
    | 'target-absent'
    | 'untested'
    | 'rechallenge-not-met'
    | 'rechallenge-open'
    | 'rechallenge-supported';
  /** `null` where it rests on this patient's own course. */
  readonly level: EvidenceLevel | null;
  /** Whether what it rests on is in the tumour now, or may be. */
  readonly standing: Exclude<Standing, 'cleared'>;
  /** Ids of the mechanisms that stand against the drug. */
  readonly mechanisms: readonly string[];
  /** What a rule of orders rests on besides: what the tumour carries, and what was looked for in vain. */
  readonly tumour: TumourSeen | null;
  /** The rule's title. */
  readonly headline: string;
  readonly statement: string;
  /** The test that would settle it or that it asks for: id of `rules/terminology/tests.json`. */
  readonly settledBy: string | null;
  readonly because: Because;
}

/** Something that is not known and blocks or weakens a conclusion. */
export interface DataGap {
  readonly kind: 'data-gap';
  readonly gap:
    | 'no-genomics'
    | 'no-diagnosis'
    | 'several-cancers'
    | 'uninformative-plasma'
    | 'incomplete-data'
    | 'undated-sample';
  readonly message: string;
  readonly because: Because;
}
