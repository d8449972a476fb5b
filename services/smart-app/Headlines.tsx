import type { JSX } from 'preact';
import { conclusionKey } from '../../src/domain/conclusionKey.ts';
import type { Card } from '../../src/cards/cdsHooks.ts';
import type { Judgement } from './record/judge.ts';
import { nothingToJudge } from './record/nothingToJudge.ts';
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
  const { headlines } = judgement;
  const silence = nothingToJudge(judgement);
  return (
    <section class="headlines" aria-label="What is concluded">
      {asked !== null && !known.has(asked) && (
        <p class="headline info">
          The card that opened this page no longer holds: the record or the rules have changed
          since, or another day is judged.
        </p>
      )}
      {silence !== null && (
        <p class={`headline ${silence.follows === null ? 'none' : 'info'}`}>
          <strong>{silence.said}</strong> {silence.follows} What was read, and what is missing,
          stands under <a href={fragmentOf('record')}>Record</a>.
        </p>
      )}
      {headlines.map(({ summary, indicator, conclusions }) => {
        const [sign, word] = URGENCY[indicator];
        const keys = conclusions.map(conclusionKey);
        const first = keys[0];
        return (
          <p key={summary} class={`headline ${indicator}`}>
            <span class="urgency">
              <span aria-hidden="true">{sign}</span> {word}
            </span>{' '}
            <strong>{format.sentence(summary)}</strong>{' '}
            {asked !== null && keys.includes(asked) && <span class="from-card">from the card</span>}{' '}
            {first !== undefined && (
              <a href={fragmentOf('why', first)}>
                Why<span class="visually-hidden">: {format.sentence(summary)}</span>
              </a>
            )}
          </p>
        );
      })}
    </section>
  );
}
