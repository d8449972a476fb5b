import { testFirstSection } from './decisionSection.ts';
import type { DataGap } from '../domain/conclusion.ts';
import type { Answer } from '../engine/answer.ts';
import type { Advice } from './advice.ts';
import { card } from './card.ts';
import type { CardRequest } from './cardRequest.ts';
import { basisSection, dataUsedSection, drugName, missingSection } from './detail.ts';
import type { Found } from './found.ts';
import { testSuggestions } from './orderSuggestions.ts';
import { capitalised, uncapitalised } from '../domain/sentence.ts';
import { summaryNaming } from './summary.ts';

/** Gaps that block a decision make a card of their own only when nothing else speaks. */
export function gapCards(found: Found, answer: Answer, request: CardRequest): readonly Advice[] {
  // Of two cancers something is said beside a finding; alone it decides nothing.
  const first = found.gaps.find(({ gap }) => gap !== 'several-cancers');
  if (first === undefined) return [];
  const made = card(
    {
      summary: summaryNaming(
        [...new Set(answer.orders.flatMap(({ drugs }) => drugs))].map((drug) =>
          drugName(drug, request.knowledge),
        ),
        (drugs) =>
          drugs === ''
            ? GAP_SUMMARIES[first.gap]
            : `${capitalised(drugs)}: ${uncapitalised(GAP_SUMMARIES[first.gap])}`,
      ),
      indicator: 'info',
      blocks: [
        missingSection(found.gaps),
        testFirstSection(found),
        dataUsedSection(answer, request.knowledge),
        basisSection(
          found.gaps.map((g) => g.because),
          answer,
          request,
        ),
      ],
      suggestions:
        request.hook === 'patient-view'
          ? []
          : testSuggestions(
              found.tests.map(({ test }) => ({ test, notBefore: null })),
              [],
              answer,
              request,
            ),
      overrideReasons: false,
    },
    request,
  );
  return [{ card: made, conclusions: found.gaps }];
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
