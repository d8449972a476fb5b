import type { JSX } from 'preact';
import { listed, uncapitalised } from '../../../src/domain/sentence.ts';
import type { RuleCase, RuleCases } from '../../../src/rulebase/ruleFiles.ts';
import { diseaseName, drugName } from '../names.ts';
import type { PageContext } from '../pageContext.ts';

/** The patients beside a rule: for whom it must speak, and for whom it must not. */
export function Cases({
  cases: { matches, doesNotMatch },
  isRetired,
  context,
}: {
  readonly cases: RuleCases;
  readonly isRetired: boolean;
  readonly context: PageContext;
}): JSX.Element {
  return (
    <div class="cases">
      <section class="speaks">
        <h3>{isRetired ? 'It spoke for' : 'It speaks for'}</h3>
        <CaseList cases={matches} context={context} />
      </section>
      <section class="silent">
        <h3>It is silent for</h3>
        <CaseList cases={doesNotMatch} context={context} />
      </section>
    </div>
  );
}

function CaseList({
  cases,
  context,
}: {
  readonly cases: readonly RuleCase[];
  readonly context: PageContext;
}): JSX.Element {
  const list = (shown: readonly RuleCase[]): JSX.Element => (
    <ul>
      {shown.map((one, i) => (
        <li key={i}>
          <p>
            <strong>{one.reason}</strong>
          </p>
          <p class="soft">{caseInWords(one, context)}</p>
        </li>
      ))}
    </ul>
  );
  if (cases.length <= SHOWN_AT_ONCE) return list(cases);
  const rest = cases.slice(SHOWN_AT_ONCE);
  return (
    <>
      {list(cases.slice(0, SHOWN_AT_ONCE))}
      <details>
        <summary>{String(rest.length)} more examples</summary>
        {list(rest)}
      </details>
    </>
  );
}

/** A table has an example for each of its rows. */
const SHOWN_AT_ONCE = 6;

/** `Colorectal cancer with KRAS Q61H. Before: cetuximab with irinotecan, then regorafenib.` */
export function caseInWords(one: RuleCase, { shared }: Pick<PageContext, 'shared'>): string {
  const regimen = (drugs: readonly string[]): string =>
    drugs.map((drug) => drugName(shared, drug)).join(' with ');
  const found = (alterations: readonly string[]): string =>
    alterations.length === 0 ? 'nothing found' : listed(alterations.map(findingInWords));
  const findingInWords = (text: string): string => {
    const histology = /^histology (\S+)$/.exec(text)?.[1];
    return histology === undefined
      ? text
      : `change to ${uncapitalised(diseaseName(shared, histology))}`;
  };
  const { disease = [], tumour = [], prior = [], ordered = [] } = one.inTurn ?? {};
  const [first = [], ...others] = tumour;
  const everywhere = first.filter((a) => others.length > 0 && others.every((t) => t.includes(a)));
  const inTurn = (how: string, texts: readonly string[]): readonly string[] =>
    texts.length === 0
      ? []
      : [`The same ${how}: ${texts.map((t) => (t === '' ? 'nothing' : t)).join('; ')}.`];
  return [
    `${diseaseName(shared, one.disease)}; in the tumour: ${found(one.tumour)}.`,
    ...(one.otherLesion === undefined
      ? []
      : [`In another lesion of the same day: ${found(one.otherLesion)}.`]),
    ...(one.baseline === undefined ? [] : [`Before treatment: ${found(one.baseline)}.`]),
    ...(one.phases ?? []).map((p) => `${p.of} lies in ${p.phase} with ${p.with}.`),
    ...(one.prior === undefined || one.prior.length === 0
      ? []
      : [`Before: ${one.prior.map(regimen).join(', then ')}.`]),
    ...(one.ordered === undefined ? [] : [`Ordered: ${regimen(one.ordered)}.`]),
    ...(one.notTested === undefined || one.notTested.length === 0
      ? []
      : [`Not looked at: ${listed(one.notTested)}.`]),
    ...inTurn(
      'in',
      disease.map((id) => uncapitalised(diseaseName(shared, id))),
    ),
    ...inTurn(
      everywhere.length === 0 ? 'with' : `with ${found(everywhere)} and`,
      tumour.map((alterations) => found(alterations.filter((a) => !everywhere.includes(a)))),
    ),
    ...inTurn(
      'after',
      prior.map((lines) => lines.map(regimen).join(', then ')),
    ),
    ...inTurn('for', ordered.map(regimen)),
  ].join(' ');
}
