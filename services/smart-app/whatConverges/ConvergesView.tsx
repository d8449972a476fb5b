import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { alterationLabel } from '../../../src/cards/alterationLabel.ts';
import { conclusionKey } from '../../../src/domain/conclusionKey.ts';
import type { Judgement } from '../record/judge.ts';
import type { VerifiedRules } from '../rules/fetchRules.ts';
import { useWidth } from '../style/useWidth.ts';
import type { Format } from '../wording/format.ts';
import { fragmentOf } from '../wording/route.ts';
import { conclusionSentence } from '../why/conclusionSentence.ts';
import { type Alternative, alternatives } from './alternatives.ts';
import { PathwayGraph } from './PathwayGraph.tsx';
import { mechanismsAtIssue, outsidePathways, pathwayPictures } from './pathwayPicture.ts';

/** Where the mechanisms meet, which drugs act there, and what each alternative covers and leaves. */
export function ConvergesView({
  judgement,
  rules,
  format,
}: {
  readonly judgement: Judgement;
  readonly rules: VerifiedRules;
  readonly format: Format;
}): JSX.Element {
  const pictures = useMemo(
    () => pathwayPictures(judgement, rules.files, format),
    [judgement, rules, format],
  );
  const all = useMemo(() => alternatives(judgement), [judgement]);
  const [chosen, choose] = useState<string | null>(null);
  const alternative = all.find(({ key }) => key === chosen) ?? all[0] ?? null;
  const [frame, room] = useWidth();
  const { found, knowledge } = judgement;
  const outside = outsidePathways(judgement);
  if (mechanismsAtIssue(judgement).length === 0) {
    return <NothingFound judgement={judgement} format={format} />;
  }
  return (
    <>
      <p class="lead">
        {found.convergence === undefined ? (
          'Convergence needs two independent mechanisms or lesions. What was found is drawn where it acts.'
        ) : (
          <>
            {conclusionSentence(found.convergence, knowledge)}
            {found.convergence.lesions.length > 1 &&
              ` Found in ${String(found.convergence.lesions.length)} lesions: ${found.convergence.lesions.join(', ')}.`}{' '}
            <a href={fragmentOf('why', conclusionKey(found.convergence))}>Why</a>
          </>
        )}
      </p>
      <div class="converges">
        <div class="pathways" ref={frame}>
          {pictures.map((picture) => (
            <figure key={picture.id}>
              <figcaption>{picture.name}</figcaption>
              <div class="scroll" role="region" aria-label={picture.name} tabindex={0}>
                <PathwayGraph
                  picture={picture}
                  room={room}
                  alternative={alternative}
                  onNode={(node) => {
                    const key = `node:${picture.id}:${node}`;
                    if (all.some((other) => other.key === key)) choose(key);
                  }}
                />
              </div>
            </figure>
          ))}
          {outside.length > 0 && (
            <p>
              Outside these pathways:{' '}
              {outside
                .map(
                  (m) =>
                    `${alterationLabel(m.alteration, knowledge)} (${m.mechanismClass.replaceAll('-', ' ')})`,
                )
                .join(', ')}
              .
            </p>
          )}
          <p class="soft" aria-hidden="true">
            ● covered by what is chosen, ○ left by it
            {found.convergence !== undefined && ', ★ intercepts all'}.
          </p>
          <p class="soft">
            This follows from the pathway; it is not evidence that a drug there helps this patient.
            The options say what has been shown.
          </p>
        </div>
        {all.length > 0 && <Alternatives all={all} chosen={alternative} onChoose={choose} />}
      </div>
    </>
  );
}

/** Missing is not negative: an empty picture says what was not seen. */
function NothingFound({
  judgement,
  format,
}: {
  readonly judgement: Judgement;
  readonly format: Format;
}): JSX.Element {
  const { gaps } = judgement.found;
  return (
    <div class="lead">
      <p>
        No resistance mechanism was found in what was read, so there is nothing to draw.
        {gaps.length > 0 && ' That does not say that there is none:'}
      </p>
      {gaps.length > 0 && (
        <ul>
          {gaps.map((gap) => (
            <li key={conclusionKey(gap)}>{format.sentence(gap.message)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Alternatives({
  all,
  chosen,
  onChoose,
}: {
  readonly all: readonly Alternative[];
  readonly chosen: Alternative | null;
  readonly onChoose: (key: string) => void;
}): JSX.Element {
  const groups = [
    ['Where a drug could act', all.filter(({ kind }) => kind !== 'option')],
    ['Options', all.filter(({ kind }) => kind === 'option')],
  ] as const;
  return (
    <div class="alternatives">
      {groups.map(([title, own]) =>
        own.length === 0 ? null : (
          <fieldset key={title}>
            <legend>{title}</legend>
            {own.map((alternative) => (
              <div
                key={alternative.key}
                class={`alternative${alternative === chosen ? ' chosen' : ''}`}
              >
                <label>
                  <input
                    type="radio"
                    name="alternative"
                    checked={alternative === chosen}
                    onChange={() => {
                      onChoose(alternative.key);
                    }}
                  />
                  <span>
                    {alternative.title} <span class="soft">{alternative.summary}</span>
                  </span>
                </label>
                {alternative === chosen && <Told alternative={alternative} />}
              </div>
            ))}
          </fieldset>
        ),
      )}
    </div>
  );
}

function Told({ alternative }: { readonly alternative: Alternative }): JSX.Element {
  return (
    <div class="told" aria-live="polite">
      <CoveredList title="Covers" sign="●" items={alternative.covers} />
      <CoveredList title="Leaves" sign="○" items={alternative.leaves} />
      {alternative.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </div>
  );
}

function CoveredList({
  title,
  sign,
  items,
}: {
  readonly title: string;
  readonly sign: string;
  readonly items: Alternative['covers'];
}): JSX.Element | null {
  return items.length === 0 ? null : (
    <>
      <h3>{title}</h3>
      <ul class="plain">
        {items.map(({ mechanism, name, how }) => (
          <li key={mechanism}>
            <span aria-hidden="true">{sign} </span>
            {name}
            {how !== null && <span class="soft">: {how}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}
