import { alterationName } from '../domain/alteration.ts';
import type {
  CombinationOrSequence,
  Criterion,
  ResistanceMechanism,
  Strategy,
} from '../domain/conclusion.ts';
import { percent } from '../domain/percent.ts';
import { strongest } from '../rulebase/compileKnowledge.ts';
import { uniqueEvidence } from './mechanisms.ts';

/**
 * Together, or one after the other? By criteria that are all shown: how many mechanisms, what the
 * best single agent leaves, whether one change defeats several single agents, what is known of the
 * combination in this disease, whether its toxicities add up, and what this patient's record says.
 */
export function combinationOrSequence(
  mechanisms: readonly ResistanceMechanism[],
  options: readonly Strategy[],
  sequence: Strategy | null,
): CombinationOrSequence | null {
  if (mechanisms.length <= 1 || options.some(isOpenBeside)) return null;
  const targeted = options.filter(
    (o) => o.form !== 'non-targeted' && o.status !== 'discontinued' && share(o) > 0,
  );
  const single = bestOf(targeted.filter((o) => o.drugs.length === 1));
  const combination = bestOf(targeted.filter((o) => o.drugs.length > 1));
  const evidence = evidenceFor(combination);
  const tolerable = tolerability(combination);
  const criteria = [
    independentMechanisms(mechanisms),
    leftBySingleAgent(single, mechanisms),
    ...crossResistance(mechanisms, options),
    evidence,
    ...tolerable,
  ];
  const verdict = verdictOf(single, combination, [evidence, ...tolerable], sequence);
  const compared = [single, combination].filter((o) => o !== null);
  return {
    kind: 'combination-or-sequence',
    verdict,
    combination: combination?.id ?? null,
    singleAgent: single?.id ?? null,
    criteria,
    statement: statementOf(verdict, single, combination, sequence),
    because: {
      rules: uniqueRules([
        ...compared.flatMap((o) => o.because.rules),
        ...mechanisms.flatMap((m) => m.because.rules),
      ]),
      evidence: uniqueEvidence(compared.flatMap((o) => o.because.evidence)),
      resources: [...new Set(mechanisms.flatMap((m) => m.because.resources))],
    },
  };
}

/** A targeted drug that can be ordered and that none of the mechanisms touches: nothing is left to combine against. */
function isOpenBeside({ form, orderable, coverage }: Strategy): boolean {
  return form !== 'non-targeted' && orderable && coverage.every((c) => c.verdict === 'independent');
}

/** Share of the measured clones that an option overcomes; by number where a fraction is missing. */
function share({ coveredShare, coverage }: Strategy): number {
  if (coveredShare !== null) return coveredShare;
  const overcome = coverage.filter((c) => c.verdict === 'overcomes').length;
  return coverage.length === 0 ? 0 : overcome / coverage.length;
}

/** The options come in order of merit; the first of those that cover most. */
function bestOf(options: readonly Strategy[]): Strategy | null {
  return options.reduce<Strategy | null>(
    (best, o) => (best === null || share(o) > share(best) ? o : best),
    null,
  );
}

function overcomesAll({ coverage }: Strategy): boolean {
  return coverage.every((c) => c.verdict === 'overcomes');
}

function verdictOf(
  single: Strategy | null,
  combination: Strategy | null,
  required: readonly Criterion[],
  sequence: Strategy | null,
): CombinationOrSequence['verdict'] {
  // What only a trial can give, mostly on the strength of models, settles nothing yet.
  if (single !== null && overcomesAll(single) && single.status !== 'investigational') {
    return 'single-agent';
  }
  const bringsMore =
    combination !== null && share(combination) > (single === null ? 0 : share(single));
  if (bringsMore && required.every((c) => c.verdict !== 'not-met')) return 'combination';
  return sequence === null ? 'open' : 'sequence';
}

function statementOf(
  verdict: CombinationOrSequence['verdict'],
  single: Strategy | null,
  combination: Strategy | null,
  sequence: Strategy | null,
): string {
  switch (verdict) {
    case 'single-agent':
      return `${single?.title ?? 'One drug'} overcomes all that was found; a combination is not needed for it.`;
    case 'combination':
      return `${combination?.title ?? 'A combination'} reaches more than any single agent, and nothing in the criteria speaks against it.`;
    case 'sequence':
      return `No single agent reaches all, and a combination is not supported or not tolerable. ${sequence?.title ?? 'In sequence'}.`;
    case 'open':
      if (single !== null && overcomesAll(single)) {
        return `Only what a trial gives is known to overcome all (${single.title}): a matter for the tumour board.`;
      }
      return 'Neither a single agent, a supported combination nor a sequence is known to overcome all: a matter for the tumour board or a trial.';
    default:
      return verdict satisfies never;
  }
}

function independentMechanisms(mechanisms: readonly ResistanceMechanism[]): Criterion {
  return {
    question: 'Two or more mechanisms',
    verdict: 'met',
    answer: mechanisms.map((m) => alterationName(m.alteration)).join(', '),
    resources: mechanisms.flatMap((m) => m.because.resources),
  };
}

function leftBySingleAgent(
  single: Strategy | null,
  mechanisms: readonly ResistanceMechanism[],
): Criterion {
  const question = 'The best single agent leaves a part';
  if (single === null) {
    const answer = 'no single agent is known to overcome any';
    return { question, verdict: 'met', answer, resources: [] };
  }
  const named = (verdicts: readonly string[]): string =>
    mechanisms
      .filter((m) =>
        single.coverage.some((c) => c.mechanism === m.id && verdicts.includes(c.verdict)),
      )
      .map((m) => alterationName(m.alteration))
      .join(', ');
  const left = named(['leaves', 'partly', 'expected', 'independent']);
  const unknown = named(['not-known']);
  const reached =
    single.coveredShare === null
      ? ''
      : ` (overcomes ${percent(single.coveredShare)} of the measured clones)`;
  if (left !== '') {
    return {
      question,
      verdict: 'met',
      answer: `${single.title} leaves ${left}${reached}`,
      resources: [],
    };
  }
  return unknown === ''
    ? { question, verdict: 'not-met', answer: `${single.title} overcomes all`, resources: [] }
    : {
        question,
        verdict: 'cannot-be-told',
        answer: `${single.title} is not known for ${unknown}${reached}`,
        resources: [],
      };
}

/** One change that defeats several single agents makes a sequence of them fail (Bozic 2013). */
function crossResistance(
  mechanisms: readonly ResistanceMechanism[],
  options: readonly Strategy[],
): readonly Criterion[] {
  const question = 'One change defeats several single agents';
  const singles = options.filter((o) => o.drugs.length === 1 && o.form !== 'non-targeted');
  // Of one single agent, or none, the question does not arise.
  if (singles.length <= 1) return [];
  const crossing = mechanisms.filter(
    (m) =>
      singles.filter((o) => o.coverage.some((c) => c.mechanism === m.id && c.verdict === 'leaves'))
        .length > 1,
  );
  return [
    {
      question,
      verdict: crossing.length > 0 ? 'met' : 'not-met',
      answer:
        crossing.length === 0
          ? 'none is known to'
          : crossing.map((m) => alterationName(m.alteration)).join(', '),
      resources: crossing.flatMap((m) => m.because.resources),
    },
  ];
}

/** Prospective trials, label or guideline carry a combination; models and single patients do not. */
function evidenceFor(combination: Strategy | null): Criterion {
  const question = 'Evidence for the combination in this disease';
  if (combination === null) {
    const answer = 'no combination is known to overcome any';
    return { question, verdict: 'not-met', answer, resources: [] };
  }
  const level = strongest(combination.because.evidence);
  const answer = `${combination.title}: level ${level ?? 'none'}, ${combination.status}`;
  if (level === null) return { question, verdict: 'cannot-be-told', answer, resources: [] };
  const carries = level === 'A' || level === 'B';
  return { question, verdict: carries ? 'met' : 'not-met', answer, resources: [] };
}

function tolerability(combination: Strategy | null): readonly Criterion[] {
  if (combination === null) return [];
  return [...(combination.overlap === null ? [] : [combination.overlap]), ...combination.gates];
}

function uniqueRules<T extends { readonly rule: string }>(rules: readonly T[]): readonly T[] {
  return [...new Map(rules.map((r) => [r.rule, r])).values()];
}
