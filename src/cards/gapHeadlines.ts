import type { DataGap } from '../domain/conclusion.ts';
import { capitalised, uncapitalised } from '../domain/sentence.ts';
import type { Answer } from '../engine/answer.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { drugName } from './detail.ts';
import type { Found } from './found.ts';
import type { Headline } from './headline.ts';
import { summaryNaming } from './summary.ts';

/** Gaps that block a decision are a headline of their own only when nothing else speaks. */
export function gapHeadlines(
  { gaps }: Found,
  { orders }: Answer,
  knowledge: KnowledgeBase,
): readonly Headline[] {
  // Of two cancers something is said beside a finding; alone it decides nothing.
  const first = gaps.find(({ gap }) => gap !== 'several-cancers');
  if (first === undefined) return [];
  const summary = summaryNaming(
    [...new Set(orders.flatMap(({ drugs }) => drugs))].map((drug) => drugName(drug, knowledge)),
    (drugs) =>
      drugs === ''
        ? GAP_SUMMARIES[first.gap]
        : `${capitalised(drugs)}: ${uncapitalised(GAP_SUMMARIES[first.gap])}`,
  );
  return [{ summary, indicator: 'info', conclusions: gaps, topic: { kind: 'gap' } }];
}

const GAP_SUMMARIES: Readonly<Record<DataGap['gap'], string>> = {
  'no-genomics': 'Resistance cannot be judged: no genomic result of the tumour is in the record',
  'no-diagnosis': 'Resistance cannot be judged: the record names no cancer that the rules know',
  'several-cancers': 'Resistance is judged with reserve: the record names several cancers',
  'uninformative-plasma':
    'Resistance cannot be excluded: the latest plasma sample is not informative',
  'incomplete-data': 'Resistance is judged on part of the record only: some data could not be read',
  'undated-sample': 'Resistance is judged with reserve: a genomic sample has no date',
};
