import type { JSX } from 'preact';
import { drugName } from '../../../src/cards/detail.ts';
import { conclusionKey } from '../../../src/domain/conclusionKey.ts';
import type { Rechallenge } from '../../../src/domain/conclusion.ts';
import { Criteria } from '../options/Criteria.tsx';
import type { Judgement } from '../record/judge.ts';
import type { Format } from '../wording/format.ts';
import { fragmentOf } from '../wording/route.ts';
import { RECHALLENGE_STATUSES } from '../wording/words.ts';
import { capitalised, listed } from '../../../src/domain/sentence.ts';

/** Whether a drug of an earlier line may be tried again: each criterion with its verdict and date. */
export function RechallengeView({
  judgement,
  format,
}: {
  readonly judgement: Judgement;
  readonly format: Format;
}): JSX.Element {
  const { rechallenges } = judgement.found;
  return rechallenges.length === 0 ? (
    <p>
      No rule on re-challenge holds for this disease and the drugs of an ended line. That is no
      advice for or against it.
    </p>
  ) : (
    <>
      {rechallenges.map((again) => (
        <Again key={conclusionKey(again)} {...{ again, judgement, format }} />
      ))}
    </>
  );
}

function Again({
  again,
  judgement: { knowledge, answer },
  format,
}: {
  readonly again: Rechallenge;
  readonly judgement: Judgement;
  readonly format: Format;
}): JSX.Element {
  const line = answer.evaluation.lines.find(({ number }) => number === again.line);
  const given = again.drugs.filter((drug) => line?.drugs.includes(drug) === true);
  const test = again.settledBy === null ? undefined : knowledge.tests.get(again.settledBy);
  return (
    <section class="panel rechallenge" data-status={again.status}>
      <h3>
        {capitalised(listed(given.map((drug) => drugName(drug, knowledge))))}, line{' '}
        {String(again.line)}:{' '}
        <span class={`verdict ${again.status}`}>{RECHALLENGE_STATUSES[again.status]}</span>
      </h3>
      <p>{format.sentence(again.statement)}</p>
      <Criteria criteria={[...again.criteria, ...again.gates]} format={format} />
      {again.retest !== null && (
        <p class="retest">
          <strong>Worth re-testing from {format.date(again.retest.from)}</strong>
          {again.retest.earliest !== again.retest.from ||
          (again.retest.latest !== null && again.retest.latest !== again.retest.from)
            ? ` (the estimate allows ${format.date(again.retest.earliest)} to ${again.retest.latest === null ? 'later' : format.date(again.retest.latest)})`
            : ''}
          : {format.sentence(again.retest.basis)}.
        </p>
      )}
      {test !== undefined && (
        <p>
          What would settle it: <strong>{test.name}</strong>.
        </p>
      )}
      <p>
        <a href={fragmentOf('why', conclusionKey(again))}>Why</a>
      </p>
    </section>
  );
}
