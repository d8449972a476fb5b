import { describe, expect, test } from '@jest/globals';
import { type Ground, groundsOf } from '../../../src/cards/grounds.ts';
import type { Conclusion } from '../../../src/domain/conclusion.ts';
import { reason } from '../../../src/evaluate.ts';
import { aCase, ordered, TODAY } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';

/** All sentences below the conclusions of one kind, top down. */
function sentencesOf(
  kind: Conclusion['kind'],
  builder: ReturnType<typeof aCase>,
  drug: string,
): string {
  const patientCase = builder.build();
  const orders = ordered(drug);
  const reasoned = reason({ patientCase, orders, asOf: TODAY, knowledge, unavailable: [] });
  const { conclusions } = reasoned.evaluation;
  const mechanisms = conclusions.filter((c) => c.kind === 'resistance-mechanism');
  const answer = { ...reasoned, patientCase, orders, requests: [], outcomes: [] };
  const said = ({ sentence, because }: Ground): readonly string[] => [
    sentence,
    ...because.flatMap(said),
  ];
  return conclusions
    .filter((c) => c.kind === kind)
    .flatMap((c) => groundsOf(c, mechanisms, answer))
    .flatMap(said)
    .join('\n');
}

describe('why, down to the resource, in the words of the clinic', () => {
  test('an order rule leads to what was found, and to each sample in which something was missing', () => {
    const melanoma = aCase('melanoma').tissue(
      -30,
      { 'NRAS Q61R': 0.37 },
      { covered: ['BRAF', 'NRAS'], site: 'skin' },
    );
    expect(sentencesOf('order-review', melanoma, 'vemurafenib')).toMatch(
      /found: NRAS Q61R\ntissue, skin, 2026-10-24: 37 %\nObservation\/.*\n(?:.*\n)*looked for and not found: BRAF V600 mutation\ntissue, skin, 2026-10-24\nSpecimen\/1/,
    );
  });

  test('alterations go by their names, not by the ids of the engine', () => {
    const lung = aCase('nsclc')
      .treatedWith('erlotinib', -400, -20, 'progression')
      .plasma(-10, { 'EGFR L858R': 0.2, 'EGFR T790M': 0.05 });
    const why = sentencesOf('strategy', lung, 'erlotinib');
    expect(why).toContain('EGFR T790M: overcomes (level A)');
    expect(why).not.toContain('EGFR:p.');
  });
});
