import type { RuleCase } from './ruleFiles.ts';

/** The patients whom a case describes: the one written out, then the same with each of `inTurn` in its place. */
export function casesInTurn({ inTurn = {}, ...one }: RuleCase): readonly RuleCase[] {
  const { disease = [], tumour = [], prior = [], ordered = [] } = inTurn;
  const instead = (what: string, changed: Partial<RuleCase>): RuleCase => ({
    ...one,
    ...changed,
    reason: `${one.reason} (in turn: ${what === '' ? 'nothing' : what})`,
  });
  return [
    one,
    ...disease.map((id) => instead(id, { disease: id })),
    ...tumour.map((alterations) => instead(alterations.join(', '), { tumour: alterations })),
    ...prior.map((lines) =>
      instead(lines.map((drugs) => drugs.join(' with ')).join(', then '), { prior: lines }),
    ),
    ...ordered.map((drugs) => instead(drugs.join(' with '), { ordered: drugs })),
  ];
}
