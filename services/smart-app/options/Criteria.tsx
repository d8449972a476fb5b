import type { JSX } from 'preact';
import type { Criterion } from '../../../src/domain/conclusion.ts';
import type { Format } from '../wording/format.ts';
import { VERDICT_SIGNS, VERDICTS } from '../wording/words.ts';

/** Questions with their verdicts: sign, word and colour say the same. */
export function Criteria({
  criteria,
  format,
}: {
  readonly criteria: readonly Criterion[];
  readonly format: Format;
}): JSX.Element {
  return (
    <ul class="criteria">
      {criteria.map(({ question, verdict, answer }) => (
        <li key={question} class={verdict}>
          <span class="sign" aria-hidden="true">
            {VERDICT_SIGNS[verdict]}
          </span>
          <span>
            {question}: <strong>{VERDICTS[verdict]}</strong>
            <span class="soft">, {format.sentence(answer)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
