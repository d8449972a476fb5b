import type { JSX } from 'preact';
import { conclusionKey } from '../../src/domain/conclusionKey.ts';
import type { Card } from '../../src/cards/cdsHooks.ts';
import type { Judgement } from './record/judge.ts';
import type { Format } from './wording/format.ts';
import { fragmentOf } from './wording/route.ts';

/** Sign and word say the urgency; colour only repeats it. */
const URGENCY: Readonly<Record<Card['indicator'], readonly [string, string]>> = {
  critical: ['◆', 'Critical'],
  warning: ['▲', 'Warning'],
  info: ['●', 'To know'],
};

/** What the cards say, in the same words as in the EHR. */
export function Headlines({
  judgement,
  format,
  asked,
  known,
}: {
  readonly judgement: Judgement;
  readonly format: Format;
  /** Key of the conclusion whose card opened the app. */
  readonly asked: string | null;
  /** Keys of all conclusions drawn now. */
  readonly known: ReadonlySet<string>;
}): JSX.Element {
  const { advice, answer, found } = judgement;
  const isSaid = found.gaps.some(({ gap }) => gap === 'no-genomics');
  const noGenomics = answer.patientCase.readings.length === 0 && !isSaid;
  return (
    <section class="headlines" aria-label="What is concluded">
      {asked !== null && !known.has(asked) && (
        <p class="headline info">
          The card that opened this page no longer holds: the record or the rules have changed
          since, or another day is judged.
        </p>
      )}
      {noGenomics && (
        <p class="headline info">
          <strong>No genomic result of the tumour was found in this record.</strong> Resistance
          cannot be judged, and nothing here says that there is none. What was read stands under{' '}
          <a href={fragmentOf('record')}>Record</a>.
        </p>
      )}
      {advice.length === 0 && !noGenomics && (
        <p class="headline none">
          The rules have nothing to say that needs a decision on this day. What they did not see is
          listed under <a href={fragmentOf('record')}>Record</a>.
        </p>
      )}
      {advice.map(({ card, conclusions }) => {
        const [sign, word] = URGENCY[card.indicator];
        const keys = conclusions.map(conclusionKey);
        const first = keys[0];
        return (
          <p key={card.summary} class={`headline ${card.indicator}`}>
            <span class="urgency">
              <span aria-hidden="true">{sign}</span> {word}
            </span>{' '}
            <strong>{format.sentence(card.summary)}</strong>{' '}
            {asked !== null && keys.includes(asked) && <span class="from-card">from the card</span>}{' '}
            {first !== undefined && (
              <a href={fragmentOf('why', first)}>
                Why<span class="visually-hidden">: {format.sentence(card.summary)}</span>
              </a>
            )}
          </p>
        );
      })}
    </section>
  );
}
