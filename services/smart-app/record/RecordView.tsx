import type { JSX } from 'preact';
import { conclusionKey } from '../../../src/domain/conclusionKey.ts';
import type { ReadProblem } from '../../../src/domain/readProblem.ts';
import { alterationLabel } from '../../../src/cards/alterationLabel.ts';
import { ResourceLink } from '../why/ResourceLink.tsx';
import type { Format } from '../wording/format.ts';
import { fragmentOf } from '../wording/route.ts';
import type { Unavailable } from './fetchRecord.ts';
import type { Judgement } from './judge.ts';
import { nothingToJudge } from './nothingToJudge.ts';

/** What was read, what was left out and why, and what is missing. */
export function RecordView({
  judgement,
  unavailable,
  notGranted,
  format,
}: {
  readonly judgement: Judgement;
  readonly unavailable: readonly Unavailable[];
  readonly notGranted: readonly string[];
  readonly format: Format;
}): JSX.Element {
  const { answer, found, knowledge } = judgement;
  const { problems } = answer.evaluation;
  const { setApart } = answer.record;
  const silence = nothingToJudge(judgement);
  return (
    <>
      <section class="panel" aria-labelledby="gaps">
        <h3 id="gaps">What is missing</h3>
        {found.gaps.length === 0 ? (
          <p>
            {typeof silence?.follows === 'string'
              ? `${silence.said} ${silence.follows}`
              : 'Nothing that blocks or weakens a conclusion was found missing.'}
          </p>
        ) : (
          <ul>
            {found.gaps.map((gap) => (
              <li key={conclusionKey(gap)}>
                {format.sentence(gap.message)}{' '}
                <a href={fragmentOf('why', conclusionKey(gap))}>Why</a>
              </li>
            ))}
          </ul>
        )}
      </section>
      {(unavailable.length > 0 || notGranted.length > 0) && (
        <section class="panel" aria-labelledby="unavailable">
          <h3 id="unavailable">What the EHR did not give</h3>
          <ul>
            {unavailable.map(({ what, why }) => (
              <li key={what}>
                <strong>{what}</strong>: {why}
              </li>
            ))}
          </ul>
          {notGranted.length > 0 && (
            <p>
              Scopes asked for and not granted:{' '}
              <code>{notGranted.map((type) => `patient/${type}.rs`).join(' ')}</code>
            </p>
          )}
        </section>
      )}
      <section class="panel" aria-labelledby="left-out">
        <h3 id="left-out">Left out, or used with reserve</h3>
        {problems.length === 0 ? (
          <p>Every resource could be read.</p>
        ) : (
          <Problems problems={problems} judgement={judgement} format={format} />
        )}
      </section>
      {setApart.length > 0 && (
        <section class="panel" aria-labelledby="apart">
          <h3 id="apart">Set apart, not counted as resistance</h3>
          <ul>
            {setApart.map(({ reading, why }) => (
              <li key={reading.resources.join()}>
                {reading.of.kind === 'any'
                  ? reading.of.gene
                  : alterationLabel(reading.of, knowledge)}
                : {why === 'germline' ? 'germline' : 'blood cells rather than tumour'}{' '}
                {reading.resources.map((resource) => (
                  <ResourceLink key={resource} resource={resource} judgement={judgement} />
                ))}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="panel" aria-labelledby="read">
        <h3 id="read">What was read</h3>
        <ul class="plain columns">
          {countsOf(judgement).map(([what, count]) => (
            <li key={what}>
              <span class="count">{String(count)}</span> <span>{what}</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Problems({
  problems,
  judgement,
  format,
}: {
  readonly problems: readonly ReadProblem[];
  readonly judgement: Judgement;
  readonly format: Format;
}): JSX.Element {
  return (
    <ul class="problems">
      {problems.map(({ resource, message, problem }, i) => (
        <li key={String(i)} data-problem={problem}>
          {resource !== null && (
            <>
              <ResourceLink resource={resource} judgement={judgement} />:{' '}
            </>
          )}
          {format.sentence(message)}
        </li>
      ))}
    </ul>
  );
}

function countsOf({ answer }: Judgement): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { resource, became } of answer.outcomes) {
    const what = `${resource.split('/')[0] ?? resource}: ${became}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}
