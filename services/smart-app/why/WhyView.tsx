import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { alterationLabel } from '../../../src/cards/alterationLabel.ts';
import { type Ground, groundsOf } from '../../../src/cards/grounds.ts';
import { rulePagePath } from '../../../src/cards/knowledgeLink.ts';
import { conclusionKey } from '../../../src/domain/conclusionKey.ts';
import type { Conclusion } from '../../../src/domain/conclusion.ts';
import type { Judgement } from '../record/judge.ts';
import type { Format } from '../wording/format.ts';
import { conclusionSentence } from './conclusionSentence.ts';
import { ResourceLink } from './ResourceLink.tsx';

const KINDS: readonly (readonly [Conclusion['kind'], string])[] = [
  ['order-review', 'The order'],
  ['resistance-mechanism', 'Resistance'],
  ['heterogeneity', 'How the tumour differs'],
  ['convergence', 'Where it converges'],
  ['combination-or-sequence', 'Combination or sequence'],
  ['rechallenge', 'Re-challenge'],
  ['strategy', 'Options and tests'],
  ['data-gap', 'What is missing'],
];

/** Why: each sentence down to the rule, the paper and the resource of the record. */
export function WhyView({
  judgement,
  format,
  at,
}: {
  readonly judgement: Judgement;
  readonly format: Format;
  /** Key of the conclusion that was asked for. */
  readonly at: string | null;
}): JSX.Element {
  const { conclusions } = judgement.answer.evaluation;
  if (conclusions.length === 0) {
    return (
      <p class="lead">Nothing was concluded from this record, so there are no reasons to show.</p>
    );
  }
  return (
    <>
      <p class="lead">
        Open a sentence to see what it rests on: the rule with its version, the papers, and the
        resources of this patient’s record.
      </p>
      {KINDS.map(([kind, title]) => {
        const own = conclusions.filter((conclusion) => conclusion.kind === kind);
        return own.length === 0 ? null : (
          <section key={kind} class="why-kind">
            <h3>{title}</h3>
            {own.map((conclusion) => {
              const key = conclusionKey(conclusion);
              return <Reason key={key} {...{ conclusion, judgement, format }} asked={key === at} />;
            })}
          </section>
        );
      })}
    </>
  );
}

function Reason({
  conclusion,
  judgement,
  format,
  asked,
}: {
  readonly conclusion: Conclusion;
  readonly judgement: Judgement;
  readonly format: Format;
  readonly asked: boolean;
}): JSX.Element {
  const own = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (!asked) return;
    own.current?.scrollIntoView({ block: 'start' });
    own.current?.querySelector('summary')?.focus();
  }, [asked]);
  const { found, answer, knowledge } = judgement;
  const names = found.mechanisms.map(
    (m) => [m.id, alterationLabel(m.alteration, knowledge)] as const,
  );
  /** Grounds name mechanisms by id; people by name. */
  const named = (text: string): string =>
    format.sentence(names.reduce((words, [id, name]) => words.replaceAll(id, name), text));
  return (
    <details class="reason" ref={own} open={asked}>
      <summary>{format.sentence(conclusionSentence(conclusion, knowledge))}</summary>
      <Grounds
        grounds={groundsOf(conclusion, found.mechanisms, answer)}
        named={named}
        judgement={judgement}
      />
    </details>
  );
}

function Grounds({
  grounds,
  named,
  judgement,
}: {
  readonly grounds: readonly Ground[];
  readonly named: (text: string) => string;
  readonly judgement: Judgement;
}): JSX.Element | null {
  return grounds.length === 0 ? null : (
    <ul class="grounds">
      {grounds.map(({ sentence, because, url, rule, resource }, i) => (
        <li key={`${String(i)} ${sentence}`}>
          {resource !== undefined ? (
            <ResourceLink resource={resource} judgement={judgement} />
          ) : url !== undefined ? (
            <Elsewhere href={url}>{named(sentence)}</Elsewhere>
          ) : rule !== undefined ? (
            // Its page is served beside the app, below the same address.
            <Elsewhere href={`..${rulePagePath(rule)}`}>{named(sentence)}</Elsewhere>
          ) : (
            named(sentence)
          )}
          <Grounds grounds={because} named={named} judgement={judgement} />
        </li>
      ))}
    </ul>
  );
}

function Elsewhere({
  href,
  children,
}: {
  readonly href: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}
