import type { Judgement } from './judge.ts';

interface Silence {
  readonly said: string;
  /** What it means for the reader; `null` when the sentence says it all. */
  readonly follows: string | null;
}

/** What must be said where nothing is concluded, so that silence is not taken for an all-clear; `null` where cards or gaps speak. */
export function nothingToJudge({
  headlines,
  answer,
  found,
}: Pick<Judgement, 'headlines' | 'answer' | 'found'>): Silence | null {
  const isSaid = found.gaps.some(({ gap }) => gap === 'no-genomics');
  if (answer.patientCase.readings.length === 0 && !isSaid) {
    return {
      said: 'No genomic result of the tumour was found in this record.',
      follows: 'Resistance cannot be judged, and nothing here says that there is none.',
    };
  }
  return headlines.length === 0
    ? {
        said: 'The rules have nothing to say that needs a decision on this day.',
        follows: null,
      }
    : null;
}
