import { alterationName } from '../domain/alteration.ts';
import type { Criterion, Rechallenge, ResistanceMechanism } from '../domain/conclusion.ts';
import { addMonths, daysBetween, monthsBetween, type ClinicalDate } from '../domain/date.ts';
import type { PatientCase } from '../domain/patientCase.ts';
import { percent } from '../domain/percent.ts';
import type { Sample } from '../domain/sample.ts';
import type { DrugId, TherapyLine } from '../domain/therapy.ts';
import { matchesPattern } from '../rulebase/alterationPattern.ts';
import type { CompiledRechallenge, KnowledgeBase } from '../rulebase/knowledge.ts';
import { monthsToReach, observedDecay } from './decay.ts';
import { latestSample } from './latestSample.ts';
import { lastDetected } from './standing.ts';
import { uniqueEvidence } from './mechanisms.ts';
import type { TumourState } from './tumourState.ts';
import type { TumourRecord } from './tumourRecord.ts';

/** What the question of re-challenge is asked with. */
export interface RechallengeInput {
  readonly patientCase: PatientCase;
  readonly record: TumourRecord;
  readonly state: TumourState;
  readonly mechanisms: readonly ResistanceMechanism[];
  readonly lines: readonly TherapyLine[];
  readonly asOf: ClinicalDate;
  readonly knowledge: KnowledgeBase;
}

/**
 * May a drug of an earlier line be tried again? For each rule of the patient's disease and the last
 * ended line with its drugs, every criterion with its verdict, and from them one status.
 */
export function rechallenges(input: RechallengeInput): readonly Rechallenge[] {
  return input.knowledge.rechallenges.flatMap((rule) => {
    if (![...input.state.diseases].some((d) => rule.diseases.has(d))) return [];
    const line = input.lines.findLast(
      (l) => !l.ongoing && l.drugs.some((drug) => rule.drugs.has(drug)),
    );
    return line === undefined ? [] : [rechallengeOf(rule, line, input)];
  });
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
  const plasma = recentPlasma(rule, input);
  const cleared = mechanismsCleared(rule, current, standing, plasma, input);
  const interval = drugFreeInterval(rule, line, input.asOf);
  const between = interveningLine(rule, line, input.lines);
  const tolerance = toleratedBefore(rule, line, input.patientCase);
  const criteria = [benefit, cleared, interval, ...between, tolerance];
  const retest = retestDate(rule, line, current, input);
  const status = statusOf({ benefit, cleared, interval, between, tolerance }, retest !== null);
  return {
    kind: 'rechallenge',
    drugs,
    line: line.number,
    status,
    criteria,
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
  readonly benefit: Criterion;
  readonly cleared: Criterion;
  readonly interval: Criterion;
  readonly between: readonly Criterion[];
  readonly tolerance: Criterion;
}

/** What time can mend is "not yet"; what it cannot is advised against; what is not known stays undetermined. */
function statusOf(verdicts: Verdicts, canFade: boolean): Rechallenge['status'] {
  const { benefit, cleared, interval, between, tolerance } = verdicts;
  const fixed = [benefit, tolerance];
  const timed = [interval, ...between];
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

/** The latest plasma, and whether it is not older than the rule allows. */
function recentPlasma(
  rule: CompiledRechallenge,
  { record, asOf }: RechallengeInput,
): { readonly latest: ReturnType<typeof latestSample>; readonly recent: boolean } {
  const latest = latestSample(record, (sample) => sample.material === 'plasma');
  const recent = latest !== null && daysBetween(latest.collectedOn, asOf) <= rule.sampleMaxAgeDays;
  return { latest, recent };
}

function mechanismsCleared(
  rule: CompiledRechallenge,
  current: readonly ResistanceMechanism[],
  standing: readonly ResistanceMechanism[],
  { latest, recent }: ReturnType<typeof recentPlasma>,
  { record, knowledge }: RechallengeInput,
): Criterion {
  const question = 'No resistance mechanism against it in recent informative plasma';
  const unknown = (answer: string): Criterion => ({
    question,
    verdict: 'cannot-be-told',
    answer,
    resources: latest?.resources ?? [],
  });
  if (current.length > 0) {
    const answer = current
      .map((m) => {
        const last = lastDetected(m.track);
        const amount = last?.fraction === null || last === null ? '' : ` ${percent(last.fraction)}`;
        return `${alterationName(m.alteration)}${amount} on ${last?.on ?? 'an unknown date'}`;
      })
      .join('; ');
    const resources = current.flatMap((m) => m.because.resources);
    return { question, verdict: 'not-met', answer, resources };
  }
  if (latest === null) return unknown('no dated plasma sample is in the record');
  const on = latest.collectedOn;
  const informative = record.informative.get(latest.id);
  if (informative?.verdict !== 'yes') {
    return unknown(`the plasma of ${on} is not informative: ${informative?.why ?? 'not known'}`);
  }
  if (!recent) {
    return unknown(
      `the latest plasma is of ${on}, older than ${String(rule.sampleMaxAgeDays)} days`,
    );
  }
  const uncovered = genesNotLookedAt(rule, latest, record, knowledge);
  if (uncovered.length > 0) {
    return unknown(`the plasma of ${on} does not say whether ${uncovered.join(', ')} was tested`);
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

/** Missing is not negative: each gene must be covered, or have a reading of its own, in the sample. */
function genesNotLookedAt(
  rule: CompiledRechallenge,
  sample: Sample,
  record: TumourRecord,
  knowledge: KnowledgeBase,
): readonly string[] {
  const assay = sample.assay === null ? undefined : knowledge.terminology.assays.get(sample.assay);
  const seen = new Set(sample.genesCovered ?? assay?.genes ?? []);
  for (const { of, detection } of record.bySample.get(sample.id) ?? []) {
    if (of.kind === 'histology' || of.kind === 'biomarker') continue;
    if (of.kind === 'any' && detection.state === 'not-detected') seen.add(of.gene);
  }
  return rule.genesToClear.filter((gene) => !seen.has(gene));
}

function drugFreeInterval(
  rule: CompiledRechallenge,
  line: TherapyLine,
  asOf: ClinicalDate,
): Criterion {
  const question = `At least ${String(rule.drugFreeMonths)} months without it`;
  if (line.end === null) {
    const answer = 'the day it was stopped is not documented';
    return { question, verdict: 'cannot-be-told', answer, resources: line.resources };
  }
  const months = monthsBetween(line.end, asOf);
  return {
    question,
    verdict: months >= rule.drugFreeMonths ? 'met' : 'not-met',
    answer: `${wholeMonths(months)} since ${line.end}`,
    resources: line.resources,
  };
}

function interveningLine(
  rule: CompiledRechallenge,
  line: TherapyLine,
  lines: readonly TherapyLine[],
): readonly Criterion[] {
  if (!rule.interveningLine) return [];
  const question = 'Another line in between, without drugs of this class';
  const between = lines.find(
    (l) => l.number > line.number && !l.drugs.some((drug) => rule.drugs.has(drug)),
  );
  return [
    between === undefined
      ? { question, verdict: 'not-met', answer: 'none in the record', resources: [] }
      : {
          question,
          verdict: 'met',
          answer: `line ${String(between.number)}: ${between.drugs.join(', ')}`,
          resources: between.resources,
        },
  ];
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
  const estimates = current.map((mechanism) => clearance(rule, mechanism, stopped, knowledge));
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

function clearance(
  rule: CompiledRechallenge,
  mechanism: ResistanceMechanism,
  stopped: ClinicalDate,
  knowledge: KnowledgeBase,
): Clearance | null {
  const prior = decayRuleFor(rule, mechanism, knowledge);
  const last = lastDetected(mechanism.track);
  if (prior === undefined || mechanism.timing === 'upfront') return null;
  if (last?.on === undefined || last.on === null || last.fraction === null) return null;
  const { on, fraction } = last;
  const name = alterationName(mechanism.alteration);
  const day = (halfLife: number): ClinicalDate =>
    addMonths(on, monthsToReach(fraction, rule.clearedBelow, halfLife));
  const target = `below ${percent(rule.clearedBelow)}`;
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
