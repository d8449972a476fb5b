import { alterationKey, alterationName } from '../domain/alteration.ts';
import type {
  Criterion,
  Rechallenge,
  ResistanceMechanism,
  Standing,
} from '../domain/conclusion.ts';
import { addMonths, daysBetween, monthsBetween, type ClinicalDate } from '../domain/date.ts';
import type { PatientCase } from '../domain/patientCase.ts';
import { percent } from '../domain/percent.ts';
import type { DrugId, TherapyLine } from '../domain/therapy.ts';
import type { AlterationTrack } from '../domain/track.ts';
import {
  matchesPattern,
  patternName,
  type AlterationPattern,
} from '../rulebase/alterationPattern.ts';
import type { CompiledRechallenge, KnowledgeBase } from '../rulebase/knowledge.ts';
import { ruleIndex } from '../rulebase/ruleIndex.ts';
import { recordedNow } from './conditionsOfPatient.ts';
import { monthsToReach, observedDecay } from './decay.ts';
import { latestSample } from './latestSample.ts';
import { soughtName, wasLookedFor } from './wasLookedFor.ts';
import { lastDetected, standing } from './standing.ts';
import { gatesNow } from './tolerability.ts';
import { uniqueEvidence } from './mechanisms.ts';
import type { TumourState } from './tumourState.ts';
import { hasResult, type TumourRecord } from './tumourRecord.ts';
import { uncapitalised } from '../domain/sentence.ts';

/** What the question of re-challenge is asked with. */
export interface RechallengeInput {
  readonly patientCase: PatientCase;
  readonly record: TumourRecord;
  readonly state: TumourState;
  readonly tracks: readonly AlterationTrack[];
  readonly mechanisms: readonly ResistanceMechanism[];
  readonly lines: readonly TherapyLine[];
  readonly asOf: ClinicalDate;
  readonly knowledge: KnowledgeBase;
}

/**
 * May a drug of an earlier line be tried again, unless one of its rule is being given? For each rule of the patient's disease and the last
 * ended line with its drugs, every criterion with its verdict, and from them one status.
 */
export function rechallenges(input: RechallengeInput): readonly Rechallenge[] {
  const given = input.lines.flatMap((line) => line.drugs);
  return ruleIndex(input.knowledge)
    .rechallengesOf(given)
    .flatMap((rule) => {
      if (rule.evidence.length === 0) return [];
      if (![...input.state.diseases].some((d) => rule.diseases.has(d))) return [];
      if (input.lines.some((l) => l.ongoing && l.drugs.some((d) => rule.drugs.has(d)))) return [];
      const line = input.lines.findLast((l) => isToTryAgain(l, rule));
      return line === undefined || !isAsked(rule, line, input.lines)
        ? []
        : [rechallengeOf(rule, line, input)];
    });
}

/** Whether what must have been given since, for the question to arise, was given. */
function isAsked(
  { after }: CompiledRechallenge,
  line: TherapyLine,
  lines: readonly TherapyLine[],
): boolean {
  return (
    after.size === 0 ||
    lines.some((l) => l.number > line.number && l.drugs.some((drug) => after.has(drug)))
  );
}

/** A line that ended for progression, toxicity or unsaid reasons; to resume after a planned pause is no re-challenge. */
function isToTryAgain(line: TherapyLine, rule: CompiledRechallenge): boolean {
  if (line.ongoing || !line.drugs.some((drug) => rule.drugs.has(drug))) return false;
  const paused = line.stopReason === 'completed' || line.stopReason === 'patient-choice';
  return line.progressedOn !== null || !paused;
}

/** The drug was stopped for toxicity and the disease had not outgrown it: only whether it can be borne is in question. */
export function isOnlyIntolerance({ progressedOn, stopReason }: TherapyLine): boolean {
  return progressedOn === null && stopReason === 'toxicity';
}

function rechallengeOf(
  rule: CompiledRechallenge,
  line: TherapyLine,
  input: RechallengeInput,
): Rechallenge {
  const drugs = [...rule.drugs].sort();
  const standing = input.mechanisms.filter(
    (m) => m.standing !== 'cleared' && m.against.some((r) => rule.drugs.has(r.drug)),
  );
  const current = standing.filter((m) => m.standing === 'current');
  const benefit = priorBenefit(rule, line);
  const { clearance } = rule;
  const cleared =
    clearance === null
      ? noneStanding(current, standing, input)
      : mechanismsCleared(clearance, current, standing, input);
  const timed = isOnlyIntolerance(line)
    ? []
    : [...drugFreeInterval(rule, line, input.asOf), ...interveningLine(rule, line, input.lines)];
  const tolerance = toleratedBefore(rule, line, input.patientCase);
  const genotype = [
    ...presentNow(rule, line, input),
    ...absentNow(rule, line, input),
    ...excludingConditions(rule, input),
    ...trialEvidence(rule),
  ];
  const again = line.drugs.filter((drug) => rule.drugs.has(drug));
  const gates = gatesNow(again, input);
  const closed = gates.filter((gate) => gate.verdict === 'not-met');
  const criteria = [benefit, ...genotype, cleared, ...timed, tolerance, ...closed];
  const retest = retestDate(rule, line, current, input);
  const status = statusOf(
    {
      fixed: [benefit, tolerance, ...genotype, ...closed],
      cleared,
      timed,
    },
    retest !== null,
  );
  return {
    kind: 'rechallenge',
    drugs,
    line: line.number,
    status,
    keyedTo: clearance !== null ? 'clearance' : rule.present.length > 0 ? 'genotype' : 'course',
    criteria,
    gates: gates.filter((gate) => gate.verdict === 'cannot-be-told'),
    retest: status === 'not-yet' ? retest : null,
    settledBy: status === 'undetermined' || status === 'not-yet' ? rule.test : null,
    title: rule.title,
    statement: rule.statement,
    because: {
      rules: [rule.rule],
      evidence: uniqueEvidence([
        ...rule.evidence,
        ...current.flatMap((m) => decayRuleFor(rule, m, input.knowledge)?.evidence ?? []),
      ]),
      resources: [
        ...new Set([
          ...line.resources,
          ...criteria.flatMap((c) => c.resources),
          ...current.flatMap((m) => m.because.resources),
        ]),
      ],
    },
  };
}

interface Verdicts {
  /** What time cannot mend. */
  readonly fixed: readonly Criterion[];
  readonly cleared: Criterion;
  /** What time mends. */
  readonly timed: readonly Criterion[];
}

/** What time can mend is "not yet"; what it cannot is advised against; what is not known stays undetermined. */
function statusOf({ fixed, cleared, timed }: Verdicts, canFade: boolean): Rechallenge['status'] {
  if (fixed.some((c) => c.verdict === 'not-met')) return 'advised-against';
  if (cleared.verdict === 'not-met') return canFade ? 'not-yet' : 'advised-against';
  if (timed.some((c) => c.verdict === 'not-met')) return 'not-yet';
  if ([cleared, ...fixed, ...timed].some((c) => c.verdict === 'cannot-be-told')) {
    return 'undetermined';
  }
  return 'supported';
}

function priorBenefit(rule: CompiledRechallenge, line: TherapyLine): Criterion {
  const question = `Benefit from ${line.drugs.filter((d) => rule.drugs.has(d)).join(', ')} before`;
  const resources = line.resources;
  if (line.bestResponse !== null && rule.responses.has(line.bestResponse)) {
    const answer = `best response ${line.bestResponse} in line ${String(line.number)}`;
    return { question, verdict: 'met', answer, resources };
  }
  const months =
    line.start !== null && line.end !== null ? monthsBetween(line.start, line.end) : null;
  const needed = rule.orMonthsOnTherapy;
  if (needed !== null && months !== null && months >= needed && line.bestResponse !== 'PD') {
    const answer = `on therapy for ${wholeMonths(months)}`;
    return { question, verdict: 'met', answer, resources };
  }
  if (line.bestResponse === null) {
    return { question, verdict: 'cannot-be-told', answer: 'no response is documented', resources };
  }
  const answer = `best response ${line.bestResponse} in line ${String(line.number)}`;
  return { question, verdict: 'not-met', answer, resources };
}

/** Where no plasma test is asked for: what is known to stand against the drug must not be there. */
function noneStanding(
  current: readonly ResistanceMechanism[],
  standing: readonly ResistanceMechanism[],
  { record }: RechallengeInput,
): Criterion {
  const question = 'No resistance mechanism against it is known to be there';
  if (current.length > 0) {
    return {
      question,
      verdict: 'not-met',
      answer: current.map(lastSeen).join('; '),
      resources: current.flatMap((m) => m.because.resources),
    };
  }
  const open = standing.map((m) => alterationName(m.alteration)).join(', ');
  if (open !== '') {
    const answer = `${open} was found before and is not settled since`;
    return { question, verdict: 'cannot-be-told', answer, resources: [] };
  }
  const looked = [...record.samples.keys()].some((id) => hasResult(id, record));
  return looked
    ? { question, verdict: 'met', answer: 'none is known', resources: [] }
    : { question, verdict: 'cannot-be-told', answer: 'no genomic result', resources: [] };
}

function lastSeen({ alteration, track }: ResistanceMechanism): string {
  const last = lastDetected(track);
  const amount = last?.fraction === null || last === null ? '' : ` ${percent(last.fraction)}`;
  return `${alterationName(alteration)}${amount} on ${last?.on ?? 'an unknown date'}`;
}

/** Keyed to genotype: the alteration that makes the drug work again, or on which it acts, is there. */
function presentNow(
  rule: CompiledRechallenge,
  line: TherapyLine,
  input: RechallengeInput,
): readonly Criterion[] {
  if (rule.present.length === 0) return [];
  const found = input.tracks.filter((t) => isOneOf(rule.present, t, input));
  const question = `${rule.present.map((p) => nameOf(p, input)).join(' or ')} in the tumour now`;
  const told = (verdict: Criterion['verdict'], answer: string, of: typeof found): Criterion => ({
    question,
    verdict,
    answer,
    resources: of.flatMap((t) => t.points.flatMap((p) => p.resources)),
  });
  const trunk = found.filter((t) => input.record.truncal.has(alterationKey(t.alteration)));
  const now = found.filter((t) => standingOf(t, input) === 'current');
  const there = now.length > 0 ? now : trunk;
  const first = there[0];
  if (first !== undefined) {
    const answer = there.map((t) => alterationName(t.alteration)).join(', ');
    const on = lastDetected(first)?.on ?? 'an unknown date';
    return [told('met', `${answer} on ${on}`, there)];
  }
  if (found.some((t) => standingOf(t, input) === 'cannot-be-told')) {
    return [told('cannot-be-told', 'found before, not settled since', found)];
  }
  const uncovered = notLookedForSince(line, rule.present, input);
  return [
    uncovered.length === 0
      ? told('not-met', 'looked for and not found', [])
      : told(
          'cannot-be-told',
          `${uncovered.join(', ')} was not looked at since it was stopped`,
          [],
        ),
  ];
}

/** None of what forbids it is there, and it was looked for since the drug was stopped. */
function absentNow(
  rule: CompiledRechallenge,
  line: TherapyLine,
  input: RechallengeInput,
): readonly Criterion[] {
  if (rule.absent.length === 0) return [];
  const question = `No ${rule.absent.map((p) => nameOf(p, input)).join(', ')}`;
  const found = input.tracks.filter((t) => isOneOf(rule.absent, t, input));
  const resources = found.flatMap((t) => t.points.flatMap((p) => p.resources));
  const named = (list: typeof found): string =>
    list.map((t) => alterationName(t.alteration)).join(', ');
  const now = found.filter((t) => standingOf(t, input) === 'current');
  if (now.length > 0) return [{ question, verdict: 'not-met', answer: named(now), resources }];
  const open = found.filter((t) => standingOf(t, input) === 'cannot-be-told');
  if (open.length > 0) {
    const answer = `${named(open)} was found before and is not settled since`;
    return [{ question, verdict: 'cannot-be-told', answer, resources }];
  }
  const uncovered = notLookedForSince(line, rule.absent, input);
  return [
    uncovered.length === 0
      ? { question, verdict: 'met', answer: 'looked for and not found', resources }
      : {
          question,
          verdict: 'cannot-be-told',
          answer: `${uncovered.join(', ')} was not looked at since it was stopped`,
          resources,
        },
  ];
}

/** What is over or not confirmed does not exclude it; whether it still matters cannot be told. */
function excludingConditions(
  rule: CompiledRechallenge,
  { patientCase, asOf, knowledge }: RechallengeInput,
): readonly Criterion[] {
  return rule.excludedBy.flatMap((id): readonly Criterion[] => {
    const gate = knowledge.gates.get(id);
    if (gate === undefined) return [];
    const recorded = recordedNow(id, gate, patientCase, asOf);
    const question = `No ${uncapitalised(gate.name)}`;
    const resources = recorded.map((f) => f.resource);
    if (recorded.length === 0) {
      return [{ question, verdict: 'met', answer: 'none recorded', resources }];
    }
    return recorded.some((f) => f.status === 'present')
      ? [{ question, verdict: 'not-met', answer: 'recorded', resources }]
      : [{ question, verdict: 'cannot-be-told', answer: 'over or not confirmed', resources }];
  });
}

function trialEvidence({ supportedByTrials, title }: CompiledRechallenge): readonly Criterion[] {
  if (supportedByTrials) return [];
  return [{ question: 'Trials support it', verdict: 'not-met', answer: title, resources: [] }];
}

/** As a clinician reads it: a histology by the disease's name. */
function nameOf(pattern: AlterationPattern, { knowledge }: RechallengeInput): string {
  if (pattern.kind !== 'histology') return patternName(pattern);
  const disease = knowledge.terminology.diseases.get(pattern.disease);
  return `${(disease?.name ?? pattern.disease).toLowerCase()} histology`;
}

function isOneOf(
  patterns: readonly AlterationPattern[],
  { alteration }: AlterationTrack,
  { knowledge }: RechallengeInput,
): boolean {
  return patterns.some((p) => matchesPattern(p, alteration, knowledge.patternContext));
}

function standingOf(track: AlterationTrack, { asOf, knowledge }: RechallengeInput): Standing {
  return standing(track, asOf, knowledge.thresholds.standingMaxAgeDays);
}

/** What no informative sample since the line began was looked at for, by name. */
function notLookedForSince(
  line: TherapyLine,
  patterns: readonly AlterationPattern[],
  { record, knowledge }: RechallengeInput,
): readonly string[] {
  const since = [...record.samples.values()].filter(
    (s) =>
      s.collectedOn !== null &&
      (line.start === null || s.collectedOn > line.start) &&
      record.informative.get(s.id)?.verdict === 'yes',
  );
  const open = patterns.filter((p) => !since.some((s) => wasLookedFor(p, s, record, knowledge)));
  return [...new Set(open.map(soughtName))];
}

function mechanismsCleared(
  { sampleMaxAgeDays, sought }: NonNullable<CompiledRechallenge['clearance']>,
  current: readonly ResistanceMechanism[],
  standing: readonly ResistanceMechanism[],
  { record, asOf, knowledge }: RechallengeInput,
): Criterion {
  const latest = latestSample(record, ({ id }) => record.ofWholeTumour.has(id));
  const question = 'No resistance mechanism against it or its class in recent informative plasma';
  const unknown = (answer: string): Criterion => ({
    question,
    verdict: 'cannot-be-told',
    answer,
    resources: latest?.resources ?? [],
  });
  if (current.length > 0) {
    const answer = current.map(lastSeen).join('; ');
    const resources = current.flatMap((m) => m.because.resources);
    return { question, verdict: 'not-met', answer, resources };
  }
  if (latest === null) return unknown('no dated plasma sample is in the record');
  const on = latest.collectedOn;
  const informative = record.informative.get(latest.id);
  if (informative?.verdict !== 'yes') {
    return unknown(`the plasma of ${on} is not informative: ${informative?.why ?? 'not known'}`);
  }
  if (daysBetween(on, asOf) > sampleMaxAgeDays) {
    return unknown(`the latest plasma is of ${on}, older than ${String(sampleMaxAgeDays)} days`);
  }
  const uncovered = sought.filter((s) => !wasLookedFor(s, latest, record, knowledge));
  if (uncovered.length > 0) {
    const names = uncovered.map(soughtName).join(', ');
    return unknown(`the plasma of ${on} does not say whether ${names} was tested`);
  }
  if (standing.length > 0) {
    return unknown(
      `${standing.map((m) => alterationName(m.alteration)).join(', ')} was found before and is not settled since`,
    );
  }
  return {
    question,
    verdict: 'met',
    answer: `none found in the plasma of ${on} (${informative.why})`,
    resources: latest.resources,
  };
}

function drugFreeInterval(
  rule: CompiledRechallenge,
  line: TherapyLine,
  asOf: ClinicalDate,
): readonly Criterion[] {
  if (rule.drugFreeMonths === 0) return [];
  const question = `At least ${String(rule.drugFreeMonths)} months without it`;
  if (line.end === null) {
    const answer = 'the day it was stopped is not documented';
    return [{ question, verdict: 'cannot-be-told', answer, resources: line.resources }];
  }
  const months = monthsBetween(line.end, asOf);
  return [
    {
      question,
      verdict: months >= rule.drugFreeMonths ? 'met' : 'not-met',
      answer: `${wholeMonths(months)} since ${line.end}`,
      resources: line.resources,
    },
  ];
}

function interveningLine(
  rule: CompiledRechallenge,
  line: TherapyLine,
  lines: readonly TherapyLine[],
): readonly Criterion[] {
  const asked = rule.interveningLine;
  if (asked === null) return [];
  const question =
    asked.name === null
      ? 'Another line in between, without drugs of this class'
      : `${asked.name} in between, without drugs of this class`;
  const between = lines.find(
    (l) =>
      l.number > line.number &&
      !l.drugs.some((drug) => rule.drugs.has(drug)) &&
      (asked.drugs === null || l.drugs.some((drug) => asked.drugs?.has(drug) === true)),
  );
  if (between === undefined) {
    return [{ question, verdict: 'not-met', answer: 'none in the record', resources: [] }];
  }
  const answer = `line ${String(between.number)}: ${between.drugs.join(', ')}`;
  const { resources, bestResponse } = between;
  const response = responseCriterion(asked.responses, bestResponse, asked.name ?? 'it', resources);
  return [{ question, verdict: 'met', answer, resources }, ...response];
}

function responseCriterion(
  asked: ReadonlySet<string> | null,
  best: TherapyLine['bestResponse'],
  name: string,
  resources: TherapyLine['resources'],
): readonly Criterion[] {
  if (asked === null) return [];
  const question = `Response to ${name}`;
  if (best === null) {
    const answer = 'no response is documented';
    return [{ question, verdict: 'cannot-be-told', answer, resources }];
  }
  const verdict = asked.has(best) ? 'met' : 'not-met';
  return [{ question, verdict, answer: `best response ${best}`, resources }];
}

function toleratedBefore(
  rule: CompiledRechallenge,
  line: TherapyLine,
  patientCase: PatientCase,
): Criterion {
  const question = 'No dose-limiting intolerance of it before';
  const intolerance = patientCase.intolerances.find((i) =>
    i.drugs.some((d: DrugId) => rule.drugs.has(d)),
  );
  if (intolerance !== undefined) {
    const answer = 'an intolerance is recorded';
    return { question, verdict: 'not-met', answer, resources: [intolerance.resource] };
  }
  if (line.stopReason === 'toxicity') {
    const answer = `line ${String(line.number)} was stopped for toxicity`;
    return { question, verdict: 'not-met', answer, resources: line.resources };
  }
  return { question, verdict: 'met', answer: 'none recorded', resources: [] };
}

function decayRuleFor(
  rule: CompiledRechallenge,
  mechanism: ResistanceMechanism,
  { patternContext }: KnowledgeBase,
): CompiledRechallenge['decay'][number] | undefined {
  return rule.decay.find(({ alterations }) =>
    alterations.some((p) => matchesPattern(p, mechanism.alteration, patternContext)),
  );
}

/**
 * The earliest sensible day to test again: when the slowest clone is expected below what counts as
 * cleared, by the patient's own decay when two readings show one, else by the literature's
 * half-life; never before the drug-free interval is over. `null` when a clone is not known to fade.
 */
function retestDate(
  rule: CompiledRechallenge,
  line: TherapyLine,
  current: readonly ResistanceMechanism[],
  { asOf, knowledge }: RechallengeInput,
): Rechallenge['retest'] {
  const stopped = line.end;
  if (stopped === null) return null;
  if (rule.clearance === null && rule.drugFreeMonths === 0) return null;
  const intervalOver = addMonths(stopped, rule.drugFreeMonths);
  const notBefore = intervalOver > asOf ? intervalOver : asOf;
  if (current.length === 0) {
    return {
      from: notBefore,
      earliest: notBefore,
      latest: null,
      basis: `${String(rule.drugFreeMonths)} months after the drug was stopped`,
    };
  }
  const estimates = current.map((mechanism) =>
    expectedClearance(rule, mechanism, stopped, knowledge),
  );
  const slowest = estimates.reduce<Clearance | null>(
    (worst, e) => (e !== null && (worst === null || e.from > worst.from) ? e : worst),
    null,
  );
  if (slowest === null || estimates.includes(null)) return null;
  // A day too far ahead is no answer for a patient who needs treatment now.
  if (slowest.from > addMonths(asOf, knowledge.thresholds.retestHorizonMonths)) return null;
  const atLeast = (day: ClinicalDate): ClinicalDate => (day > notBefore ? day : notBefore);
  return {
    from: atLeast(slowest.from),
    earliest: atLeast(slowest.earliest),
    latest: slowest.latest === null ? null : atLeast(slowest.latest),
    basis: slowest.basis,
  };
}

interface Clearance {
  readonly from: ClinicalDate;
  readonly earliest: ClinicalDate;
  readonly latest: ClinicalDate | null;
  readonly basis: string;
}

function expectedClearance(
  rule: CompiledRechallenge,
  mechanism: ResistanceMechanism,
  stopped: ClinicalDate,
  knowledge: KnowledgeBase,
): Clearance | null {
  const prior = decayRuleFor(rule, mechanism, knowledge);
  const clearedBelow = rule.clearance?.clearedBelow ?? null;
  const last = lastDetected(mechanism.track);
  if (prior === undefined || clearedBelow === null || mechanism.timing === 'upfront') return null;
  if (last?.on === undefined || last.on === null || last.fraction === null) return null;
  const { on, fraction } = last;
  const name = alterationName(mechanism.alteration);
  const day = (halfLife: number): ClinicalDate =>
    addMonths(on, monthsToReach(fraction, clearedBelow, halfLife));
  const target = `below ${percent(clearedBelow)}`;
  const own = observedDecay(mechanism.track, stopped);
  if (own === null) {
    return {
      from: day(prior.halfLifeMonths),
      earliest: day(prior.halfLifeMonths),
      latest: null,
      basis: `${name} ${percent(fraction)} on ${on} falls ${target} by then at the published half-life of ${String(prior.halfLifeMonths)} months; this patient's own decay is not known`,
    };
  }
  const slow = own.range[1];
  return {
    from: day(own.halfLifeMonths),
    earliest: day(own.range[0]),
    latest: slow === null ? null : day(slow),
    basis: `${name} ${percent(fraction)} on ${on} falls ${target} by then at this patient's half-life of ${own.halfLifeMonths.toFixed(1)} months (${String(own.readings)} readings; published ${String(prior.halfLifeMonths)} months)`,
  };
}

function wholeMonths(months: number): string {
  const whole = Math.floor(months);
  return whole === 1 ? '1 month' : `${String(whole)} months`;
}
