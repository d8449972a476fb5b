import { describe, expect, test } from '@jest/globals';
import { reason } from '../../../src/evaluate.ts';
import { aCase, day, ordered } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';

/** T790M in plasma drawn ten days ago; the report came four days ago. */
const patientCase = aCase('nsclc')
  .treatedWith('erlotinib', -400, -20, 'progression')
  .tissue(-420, { 'EGFR L858R': 0.4 })
  .plasma(-10, { 'EGFR L858R': 0.05, 'EGFR T790M': 0.02 }, { reported: -4, tumourFraction: 0.1 })
  .build();

const judgedOn = (asOf: number) =>
  reason({
    patientCase,
    orders: ordered('gefitinib'),
    asOf: day(asOf),
    knowledge,
    unavailable: [],
  }).evaluation;
const verdictsOn = (asOf: number) =>
  judgedOn(asOf).conclusions.flatMap((c) => (c.kind === 'order-review' ? [c.verdict] : []));

describe('a result is known from the day it was given out', () => {
  test('after the draw and before the report nobody knew of T790M, and that is said', () => {
    expect(verdictsOn(-7)).not.toContain('ineffective');
    expect(judgedOn(-7).tracks.map((t) => t.points.map((p) => p.on))).toEqual([[day(-420)]]);
    expect(judgedOn(-7).problems.map((p) => p.problem)).toContain('future-dated');
  });

  test('from the day of the report it counts, at the day of the draw', () => {
    expect(verdictsOn(-4)).toEqual(['ineffective']);
    const t790m = judgedOn(-4).tracks.find((t) => JSON.stringify(t.alteration).includes('T790M'));
    expect(t790m?.points.at(-1)?.on).toBe(day(-10));
    expect(judgedOn(-4).problems).toEqual([]);
  });
});
