import type { JSX } from 'preact';
import { alterationLabel } from '../../../src/cards/alterationLabel.ts';
import { drugName } from '../../../src/cards/detail.ts';
import { conclusionKey } from '../../../src/domain/conclusionKey.ts';
import type { Coverage, OrderReview, Strategy } from '../../../src/domain/conclusion.ts';
import { compareText } from '../../../src/domain/ordering.ts';
import type { Judgement } from '../record/judge.ts';
import type { Format } from '../wording/format.ts';
import { fragmentOf } from '../wording/route.ts';
import { COVERAGE_SIGNS, COVERAGES, ORDER_VERDICTS, STATUSES } from '../wording/words.ts';
import { Criteria } from './Criteria.tsx';
import { testsToTake } from './testsToTake.ts';
import { capitalised } from '../../../src/domain/sentence.ts';

/** Ways on, side by side: what each overcomes and leaves, what it rests on, what must be known before. */
export function OptionsView({
  judgement,
  format,
}: {
  readonly judgement: Judgement;
  readonly format: Format;
}): JSX.Element {
  const { found, knowledge } = judgement;
  const options = found.strategies.filter(({ status }) => status !== 'discontinued');
  const past = found.strategies.filter(({ status }) => status === 'discontinued');
  const nameOf = (id: string): string => {
    const mechanism = found.mechanisms.find((m) => m.id === id);
    return mechanism === undefined ? id : alterationLabel(mechanism.alteration, knowledge);
  };
  return (
    <>
      {found.reviews.map((review) => (
        <Review key={conclusionKey(review)} {...{ review, judgement, format }} />
      ))}
      {found.decision !== undefined && (
        <section aria-labelledby="decision" class="panel">
          <h3 id="decision">Combination or sequence?</h3>
          <p>
            {format.sentence(found.decision.statement)}{' '}
            <a href={fragmentOf('why', conclusionKey(found.decision))}>Why</a>
          </p>
          <details>
            <summary>The criteria and their verdicts</summary>
            <Criteria criteria={found.decision.criteria} format={format} />
          </details>
        </section>
      )}
      {options.length === 0 ? (
        <p>The rules name no option for what was found. That is no statement that there is none.</p>
      ) : (
        <>
          {options.some(({ coverage }) => coverage.length > 0) && <CoverageKey />}
          <ol class="options" aria-label="Options">
            {options.map((option) => (
              <Option key={option.id} {...{ option, nameOf, format }} />
            ))}
          </ol>
        </>
      )}
      {past.length > 0 && (
        <p class="soft">
          Discontinued, named as history only: {past.map(({ title }) => title).join('; ')}.
        </p>
      )}
      {found.tests.length > 0 && (
        <section aria-labelledby="tests" class="panel">
          <h3 id="tests">What would help to decide</h3>
          <ul>
            {testsToTake(found.tests).map(({ title, statement, reasons }) => (
              <li key={title}>
                <strong>{title}</strong>: {format.sentence(statement)}
                {reasons.length > 0 && (
                  <ul class="soft">
                    {reasons.map((reason) => (
                      <li key={reason}>{format.sentence(reason)}</li>
                    ))}
                  </ul>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Review({
  review,
  judgement,
  format,
}: {
  readonly review: OrderReview;
  readonly judgement: Judgement;
  readonly format: Format;
}): JSX.Element {
  return (
    <section class="panel review">
      <h3>
        {capitalised(drugName(review.drug, judgement.knowledge))}: {ORDER_VERDICTS[review.verdict]}
        {review.level !== null && <span class="level"> level {review.level}</span>}
      </h3>
      <p>
        {format.sentence(review.statement)}{' '}
        <a href={fragmentOf('why', conclusionKey(review))}>Why</a>
      </p>
    </section>
  );
}

function CoverageKey(): JSX.Element {
  return (
    <ul class="coverage-key" aria-label="Signs">
      {(Object.keys(COVERAGES) as Coverage['verdict'][]).map((verdict) => (
        <li key={verdict}>
          <span aria-hidden="true" class={`coverage-sign ${verdict}`}>
            {COVERAGE_SIGNS[verdict]}
          </span>{' '}
          {COVERAGES[verdict]}
        </li>
      ))}
    </ul>
  );
}

const URGENCY = { 'not-met': 0, 'cannot-be-told': 1, met: 2 } as const;

function Option({
  option,
  nameOf,
  format,
}: {
  readonly option: Strategy;
  readonly nameOf: (mechanism: string) => string;
  readonly format: Format;
}): JSX.Element {
  const heading = `option-${option.id.replaceAll(/[^A-Za-z0-9]/g, '-')}`;
  // What is open or against it comes first.
  const before = [...option.conditions, ...option.gates].sort(
    (a, b) => URGENCY[a.verdict] - URGENCY[b.verdict],
  );
  const count = (verdict: string): number => before.filter((c) => c.verdict === verdict).length;
  const evidence = [...option.because.evidence].sort((a, b) => compareText(a.level, b.level));
  return (
    <li class="option" aria-labelledby={heading} data-status={option.status}>
      <div class="option-head">
        <h3 id={heading}>{option.title}</h3>
        <p>
          <span class={`status ${option.status}`}>{STATUSES[option.status]}</span>
          {option.statusBasis !== null && (
            <span class="soft"> {format.sentence(option.statusBasis)}</span>
          )}
        </p>
      </div>
      <dl>
        <dt>Coverage</dt>
        <dd>
          {option.coverage.length === 0 && 'No resistance mechanism was found to overcome.'}
          <ul class="coverage">
            {option.coverage.map(({ mechanism, verdict, why, level }) => (
              <li key={mechanism} title={why}>
                <span aria-hidden="true" class={`coverage-sign ${verdict}`}>
                  {COVERAGE_SIGNS[verdict]}
                </span>
                <span>
                  {nameOf(mechanism)}: {COVERAGES[verdict]}
                  {level !== null && <span class="level"> level {level}</span>}
                </span>
              </li>
            ))}
          </ul>
          {option.coverage.some(({ verdict }) => verdict !== 'independent') && (
            <Share option={option} format={format} />
          )}
        </dd>
        <dt>Before giving it</dt>
        <dd>
          {before.length === 0 ? (
            'Nothing is asked of the record.'
          ) : (
            <>
              <p class="tally">
                {String(count('met'))} met, {String(count('not-met'))} not met,{' '}
                {String(count('cannot-be-told'))} not known
              </p>
              <Criteria criteria={before} format={format} />
            </>
          )}
        </dd>
        <dt>Toxicity</dt>
        <dd>
          {option.tradeOff !== null && <p>{option.tradeOff}</p>}
          {option.overlap !== null && <Criteria criteria={[option.overlap]} format={format} />}
          {option.tradeOff === null && option.overlap === null && 'Nothing is stated.'}
        </dd>
        <dt>Evidence</dt>
        <dd>
          {evidence.length === 0 ? (
            'No verified source.'
          ) : (
            <ul class="plain">
              {evidence.map(({ source, citation, url, level, shows }) => (
                <li key={source}>
                  <span class="level">{level}</span>{' '}
                  {url === null ? (
                    citation
                  ) : (
                    <a href={url} target="_blank" rel="noreferrer">
                      {citation}
                    </a>
                  )}
                  {shows !== null && <span class="soft">: {shows}</span>}
                </li>
              ))}
            </ul>
          )}
        </dd>
        <dt class="visually-hidden">Reasons</dt>
        <dd>
          <a href={fragmentOf('why', conclusionKey(option))}>
            Why<span class="visually-hidden"> {option.title}</span>
          </a>
        </dd>
      </dl>
    </li>
  );
}

/** How much of the resistant clones it overcomes, by their allele fractions. */
function Share({
  option: { coveredShare: share, coverage },
  format,
}: {
  readonly option: Strategy;
  readonly format: Format;
}): JSX.Element {
  if (share === null) {
    return <p class="soft">The share covered cannot be told: a fraction is missing.</p>;
  }
  const isOpen = coverage.some(({ verdict }) => verdict === 'not-known');
  return isOpen && share === 0 ? (
    <p class="soft">The share covered is not known.</p>
  ) : (
    <p class="share">
      <meter min={0} max={1} value={share} aria-label="Share of the resistant clones overcome" />{' '}
      {isOpen && 'at least '}
      {format.percent(Math.round(share * 100) / 100)} of the resistant clones
    </p>
  );
}
