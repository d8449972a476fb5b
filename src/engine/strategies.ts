import type {
  Coverage,
  Criterion,
  ResistanceMechanism,
  Strategy,
  TherapyStatus,
} from '../domain/conclusion.ts';
import { compareText, firstDifference } from '../domain/ordering.ts';
import type { DrugId, TherapyLine } from '../domain/therapy.ts';
import type { AlterationTrack, TrackPoint } from '../domain/track.ts';
import {
  matchesPattern,
  type AlterationPattern,
  type PatternContext,
} from '../rulebase/alterationPattern.ts';
import type { CompiledOption, KnowledgeBase } from '../rulebase/knowledge.ts';
import { ruleIndex } from '../rulebase/ruleIndex.ts';
import { coverage } from './coverage.ts';
import { ORDERABLE } from './orderable.ts';
import { lastDetected } from './standing.ts';
import { overlappingToxicity, patientGates, type TolerabilityInput } from './tolerability.ts';
import { isKnownToOvercome } from './overcoming.ts';
import { standingAgainst } from './mechanisms.ts';
import type { TumourState } from './tumourState.ts';

/** What the question of options is asked with. */
export interface StrategyInput extends TolerabilityInput {
  /** Mechanisms that bear on the drugs at issue: what an option should overcome. */
  readonly inQuestion: readonly ResistanceMechanism[];
  /** All mechanisms, since any of them may stand against a drug that is offered. */
  readonly mechanisms: readonly ResistanceMechanism[];
  readonly state: TumourState;
  readonly tracks: readonly AlterationTrack[];
}

/**
 * What may be done next? Every option of the patient's disease whose alterations are there, with
 * what it overcomes of the mechanisms in question, what it leaves, and whether it can be ordered.
 */
export function strategies(input: StrategyInput): readonly Strategy[] {
  const { knowledge, state } = input;
  return ruleIndex(knowledge)
    .optionsFor(state.diseases, state.now)
    .filter((option) => isOffered(option, input))
    .sort((a, b) =>
      firstDifference(
        a.rank < b.rank ? -1 : Number(a.rank > b.rank),
        compareText(a.title, b.title),
      ),
    )
    .map((option) => strategyOf(option, input))
    .filter((strategy) => !isTrialInVain(strategy))
    .filter((strategy, _, all) => !all.some((other) => saysMore(other, strategy)))
    .sort(byMerit);
}

/**
 * A trial of drugs that leave everything in question helps nobody, and one that follows a treatment of
 * which the record knows nothing is not for this patient. What is approved is named all the same.
 */
function isTrialInVain({ form, coverage: covers, conditions }: Strategy): boolean {
  if (form !== 'trial') return false;
  const leavesAll = covers.length > 0 && covers.every((c) => c.verdict === 'leaves');
  return leavesAll || conditions.some((c) => c.verdict !== 'met');
}

/** The same drugs with the same standing, offered without a condition that the record leaves open. */
function saysMore(other: Strategy, strategy: Strategy): boolean {
  const isOpen = ({ conditions }: Strategy): boolean =>
    conditions.some(({ verdict }) => verdict !== 'met');
  return (
    isOpen(strategy) &&
    !isOpen(other) &&
    other.status === strategy.status &&
    other.drugs.length === strategy.drugs.length &&
    other.drugs.every((drug) => strategy.drugs.includes(drug))
  );
}

function isOffered(
  option: CompiledOption,
  { state, lines, tracks, knowledge: { patternContext } }: StrategyInput,
): boolean {
  if (option.evidence.length === 0) return false;
  if (![...state.diseases].some((d) => option.diseases.has(d))) return false;
  const isIn = (among: TumourState['now']) => (pattern: AlterationPattern) =>
    among.some((a) => matchesPattern(pattern, a, patternContext));
  if (option.present.length > 0 && !option.present.some(isIn(state.now))) return false;
  if (option.absent.some(isIn(state.now))) return false;
  const given = new Set(lines.flatMap((line) => line.drugs));
  if ([...option.noPrior].some((drug) => given.has(drug))) return false;
  return !hasFailedBefore(option, lines, tracks, patternContext);
}

/**
 * The same drugs after progression under them would be a re-challenge, which has its own criteria;
 * unless the alteration for which they are offered is known to have come since.
 */
function hasFailedBefore(
  option: CompiledOption,
  lines: readonly TherapyLine[],
  tracks: readonly AlterationTrack[],
  patternContext: PatternContext,
): boolean {
  const grounds = tracks.filter((track) =>
    option.present.some((p) => matchesPattern(p, track.alteration, patternContext)),
  );
  return lines.some(
    (line) =>
      (line.progressedOn !== null || !line.ongoing) &&
      option.drugs.every((drug) => line.drugs.includes(drug)) &&
      !(grounds.length > 0 && grounds.every((track) => hasComeSince(track, line))),
  );
}

/** Looked for and not found up to the end of the line, found after it. */
function hasComeSince({ points }: AlterationTrack, { end }: TherapyLine): boolean {
  if (end === null) return false;
  const firstSeen = points.find((p) => p.state === 'detected')?.on ?? null;
  return (
    firstSeen !== null &&
    firstSeen > end &&
    points.some((p) => p.state === 'not-detected' && p.on !== null && p.on < firstSeen)
  );
}

function strategyOf(option: CompiledOption, input: StrategyInput): Strategy {
  const { inQuestion, mechanisms, state, lines, knowledge } = input;
  const covers = inQuestion.map((mechanism) => coverage(option, mechanism, state, knowledge));
  const conditions = option.prior.map((group) => priorTherapy(group, lines));
  const gates = patientGates(option.drugs, input);
  return {
    kind: 'strategy',
    id: option.rule.rule,
    form: option.status === 'investigational' ? 'trial' : option.form,
    title: option.title,
    drugs: option.drugs,
    test: null,
    status: option.status,
    statusBasis: option.statusBasis,
    tradeOff: option.tradeOff,
    coverage: covers,
    coveredShare: coveredShare(covers, inQuestion),
    conditions,
    gates,
    overlap: overlappingToxicity(option.drugs, ORDERABLE.has(option.status), knowledge),
    steps: [],
    orderable:
      ORDERABLE.has(option.status) &&
      conditions.every((c) => c.verdict === 'met') &&
      gates.every((gate) => gate.verdict !== 'not-met') &&
      !option.drugs.some((drug) => isDefeated(drug, option, mechanisms, state, knowledge)) &&
      (option.form === 'non-targeted' ||
        covers.every((c) => c.verdict === 'independent') ||
        covers.some((c) => c.verdict === 'overcomes')),
    statement: option.statement,
    because: { rules: [option.rule], evidence: option.evidence, resources: [] },
  };
}

/** A drug against which something in the tumour stands is not proposed, unless the option is known to overcome just that. */
function isDefeated(
  drug: DrugId,
  option: CompiledOption,
  mechanisms: readonly ResistanceMechanism[],
  state: TumourState,
  knowledge: KnowledgeBase,
): boolean {
  return standingAgainst(drug, mechanisms, ['current', 'cannot-be-told']).some(
    ({ mechanism }) => !isKnownToOvercome(option, mechanism.alteration, state, knowledge),
  );
}

/** The record may lack what was given elsewhere, so a drug not found there is not known to be missing. */
function priorTherapy(
  { name, drugs }: CompiledOption['prior'][number],
  lines: readonly TherapyLine[],
): Criterion {
  const line = lines.find((l) => l.drugs.some((drug) => drugs.has(drug)));
  const question = `Earlier treatment with ${name}`;
  return line === undefined
    ? { question, verdict: 'cannot-be-told', answer: 'not found in the record', resources: [] }
    : {
        question,
        verdict: 'met',
        answer: `line ${String(line.number)}: ${line.drugs.join(', ')}`,
        resources: line.resources,
      };
}

/**
 * Share of the summed latest allele fractions that is overcome. Clones may overlap, so it ranks
 * options and is no response rate. Fractions of plasma and of tissue are no parts of one whole.
 */
function coveredShare(
  covers: readonly Coverage[],
  mechanisms: readonly ResistanceMechanism[],
): number | null {
  let sum = 0;
  let overcome = 0;
  let material: TrackPoint['material'] | null = null;
  for (const mechanism of mechanisms) {
    const last = lastDetected(mechanism.track);
    const fraction = last?.fraction ?? null;
    if (last === null || fraction === null) return null;
    if (material !== null && material !== last.material) return null;
    material = last.material;
    sum += fraction;
    const verdict = covers.find((c) => c.mechanism === mechanism.id)?.verdict;
    if (verdict === 'overcomes') overcome += fraction;
  }
  return sum === 0 ? null : overcome / sum;
}

/** What can be had first. */
export const STATUS_RANK: Readonly<Record<TherapyStatus, number>> = {
  approved: 0,
  'standard-of-care': 1,
  'off-label': 2,
  investigational: 3,
  'not-assessed': 4,
  discontinued: 4,
};

/** Stable: what is alike stays in the curator's order. */
function byMerit(a: Strategy, b: Strategy): number {
  return firstDifference(
    Number(b.orderable) - Number(a.orderable),
    (b.coveredShare ?? 0) - (a.coveredShare ?? 0),
    compareText(bestLevelInPatients(a), bestLevelInPatients(b)),
    reached(b) - reached(a),
    compareText(bestLevel(a), bestLevel(b)),
    STATUS_RANK[a.status] - STATUS_RANK[b.status],
  );
}

/** What models or single patients show is no more than what the pathway lets expect. */
function bestLevelInPatients(option: Strategy): string {
  const level = bestLevel(option);
  return level === 'D' ? 'Z' : level;
}

/** How many of the mechanisms it overcomes, or can be expected to. */
function reached({ coverage: covers }: Strategy): number {
  return covers.filter((c) => c.verdict === 'overcomes' || c.verdict === 'expected').length;
}

/** The strongest level at which an option overcomes anything; after all levels when it is not known to. */
function bestLevel({ coverage: covers }: Strategy): string {
  const levels = covers.flatMap((c) => (c.verdict === 'overcomes' ? [c.level ?? 'Z'] : []));
  return levels.sort(compareText)[0] ?? 'Z';
}
