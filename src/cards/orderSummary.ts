import type { Criterion, Rechallenge } from '../domain/conclusion.ts';
import type { EvidenceLevel } from '../domain/evidence.ts';
import { capitalised, listed } from '../domain/sentence.ts';
import { lastDetected } from '../engine/standing.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { drugName, RECHALLENGE_WORDS, rechallengeMet } from './detail.ts';
import { summaryMeasuring } from './measured.ts';
import type { OrderProblem } from './orderProblem.ts';
import { summaryNaming } from './summary.ts';

/** Drugs, alterations and consequence of a problem in one line. */
export function orderSummary(problem: OrderProblem, knowledge: KnowledgeBase): string {
  const { review, drugs, again } = problem;
  const names = drugs.map((d) => drugName(d, knowledge));
  const drug = capitalised(listed(names));
  const does = (one: string, many: string): string => (drugs.length > 1 ? many : one);
  const naming = (build: (headline: string) => string): string =>
    summaryNaming([review.headline], build);
  switch (review.verdict) {
    case 'harmful':
      return naming((headline) => `${drug} may harm: ${headline}`);
    case 'toxic-together':
      return naming((headline) => `${drug} with ${headline}`);
    case 'incomplete':
      return summaryMeasuring(
        (review.tumour?.found ?? []).map((track) => ({ alteration: track.alteration, track })),
        knowledge,
        (list) =>
          `${drug} alone ${does('falls', 'fall')} short${list === '' ? '' : ` with ${list}`}: ${review.headline}`,
      );
    case 'leaves-mechanism':
      return naming((headline) => `${headline} leaves a part of what was found`);
    case 'progressed-before':
      return naming((headline) => `${drug}: ${headline}`);
    case 'untested':
      return naming((headline) => `${drug}: ${headline}, and the choice rests on it`);
    case 'target-absent':
      return naming((headline) => `${drug} ${does('is', 'are')} expected to fail: ${headline}`);
    case 'clone-mismatch':
      return naming((headline) => `${drug} ${does('reaches', 'reach')} a part only: ${headline}`);
    case 'rechallenge-supported':
      return rechallengeMet(drug, again?.keyedTo ?? 'course');
    case 'rechallenge-open':
      return `${drug} re-challenge: ${criteriaThatAre('cannot-be-told', again)} cannot be told from the record; a test would settle it`;
    case 'rechallenge-not-met': {
      const unmet = criteriaOf(again).filter((c) => c.verdict === 'not-met');
      return summaryNaming(
        unmet.slice(0, 1).map((c) => c.answer),
        (first) =>
          `${drug} re-challenge: ${RECHALLENGE_WORDS[again?.status ?? 'advised-against']}; ${criteriaThatAre('not-met', again)} not met${first === '' ? '' : ` (${first})`}`,
      );
    }
    case 'ineffective':
      return failure(problem, drug, knowledge);
    default:
      return review.verdict satisfies never;
  }
}

function failure(
  { reviews, drugs, opposing, again }: OrderProblem,
  drug: string,
  knowledge: KnowledgeBase,
): string {
  const open = opposing.flatMap(
    (m) => m.against.find((r) => drugs.includes(r.drug) && r.open !== null)?.open?.what ?? [],
  );
  if (open.length > 0 && open.length === opposing.length) {
    return summaryNaming(
      [...new Set(open)],
      (questions) => `${drug} may fail: it cannot be told ${questions}`,
    );
  }
  if (opposing.every((m) => m.standing !== 'current')) {
    const isDated = opposing.every(({ track }) => lastDetected(track)?.on != null);
    const [was, has] = opposing.length > 1 ? ['were', 'they have'] : ['was', 'it has'];
    return summaryMeasuring(opposing, knowledge, (list) =>
      isDated
        ? `${drug} may fail: ${list} ${was} found, and nothing since shows that ${has} gone`
        : `${drug} may fail: ${list} ${was} found in a sample without a date`,
    );
  }
  const retest = again?.retest ?? null;
  if (retest !== null) {
    return summaryMeasuring(
      opposing,
      knowledge,
      (list) => `${drug} re-challenge: not yet, ${list} still there; re-test from ${retest.from}`,
    );
  }
  const drugsByFailure = new Map<Failure, readonly string[]>();
  for (const { drug: id, level } of reviews) {
    const words = FAILURES[level ?? 'D'];
    drugsByFailure.set(words, [...(drugsByFailure.get(words) ?? []), drugName(id, knowledge)]);
  }
  const fail = [...drugsByFailure].map(
    ([[one, many], failing]) => `${listed(failing)} ${failing.length > 1 ? many : one}`,
  );
  return summaryMeasuring(opposing, knowledge, (list) => `${capitalised(listed(fail))}: ${list}`);
}

/** `2 of 5 criteria`. */
function criteriaThatAre(verdict: Criterion['verdict'], again: Rechallenge | undefined): string {
  const all = criteriaOf(again);
  const count = all.filter((c) => c.verdict === verdict).length;
  return `${String(count)} of ${String(all.length)} criteria`;
}

function criteriaOf(again: Rechallenge | undefined): readonly Criterion[] {
  return again?.criteria ?? [];
}

/** Said of one drug, and of several. */
type Failure = readonly [string, string];

const EXPECTED: Failure = ['is expected to fail', 'are expected to fail'];

/** How surely the drug fails, by the level of evidence. */
const FAILURES: Readonly<Record<EvidenceLevel, Failure>> = {
  A: EXPECTED,
  B: EXPECTED,
  C: ['is likely to fail', 'are likely to fail'],
  D: ['may fail', 'may fail'],
};
