import type { ComponentChildren, JSX } from 'preact';
import { listed } from '../../../src/domain/sentence.ts';
import type {
  MechanismRule,
  OptionRule,
  OrderRule,
  RechallengeRule,
} from '../../../src/rulebase/ruleFiles.ts';
import { cited } from '../names.ts';
import type { PageContext } from '../pageContext.ts';
import { FORMS, MECHANISM_CLASSES, VERDICTS } from '../wording/terms.ts';
import {
  Alterations,
  AlterationWords,
  DiseaseLinks,
  DrugLinks,
  DrugsWithMembers,
  inRow,
} from './links.tsx';

/** One thing that decides whether a rule speaks, or what it then says. */
interface Row {
  readonly term: string;
  readonly is: ComponentChildren;
}

interface Shown<Rule> {
  readonly rule: Rule;
  readonly context: PageContext;
}

export function MechanismConditions({ rule, context }: Shown<MechanismRule>): JSX.Element {
  const { background, unless, prior, suspectedBy, resistantTo, entersAt, mechanismClass } = rule;
  const found =
    prior === undefined ? null : (
      <>
        , after treatment with <DrugLinks ids={prior} last="or" context={context} />
      </>
    );
  return (
    <>
      <Sentences
        lead="It looks for any of these in the tumour now:"
        patterns={rule.alterations}
        diseases={rule.diseases}
        context={context}
        more={found}
      />
      <Rows
        rows={[
          ...(rule.timing === undefined ? [] : [TIMINGS[rule.timing]]),
          ...only(rule.biallelic, 'Both copies', 'of the gene are lost; one hit leaves it open'),
          ...row('In the same tumour, one of', background, context),
          ...row('And none of', unless, context),
          {
            term: 'Expected to fail',
            is: <DrugsWithMembers ids={resistantTo} context={context} />,
          },
          { term: 'How', is: MECHANISM_CLASSES[mechanismClass] },
          ...(entersAt.length === 0
            ? []
            : [{ term: 'Switches on', is: <Nodes entries={entersAt} context={context} /> }]),
          ...row('Looked for when there is', suspectedBy, context),
        ]}
      />
    </>
  );
}

export function OptionConditions({ rule, context }: Shown<OptionRule>): JSX.Element {
  const { present = [], absent, prior = [], noPrior } = rule.when;
  const after = prior.length === 0 ? null : <>, after {listed(prior.map(({ name }) => name))}</>;
  return (
    <>
      <Sentences
        lead="It is offered for any of these in the tumour now:"
        patterns={present}
        diseases={rule.diseases}
        context={context}
        more={after}
      />
      <Rows
        rows={[
          {
            term: FORMS[rule.form].replace(/^./, (letter) => letter.toUpperCase()),
            is: <DrugLinks ids={rule.drugs} last="with" context={context} />,
          },
          ...row('With none of', absent, context),
          ...prior.map(({ name, anyOf }) => ({
            term: `Given before: ${name}`,
            is: <DrugsWithMembers ids={anyOf} context={context} />,
          })),
          ...drugs('Not given before', noPrior, context),
          ...(rule.overcomes ?? []).map(({ alterations, background, phase, evidence }) => ({
            term: 'Known to overcome',
            is: (
              <>
                <Alterations texts={alterations} context={context} />
                {background === undefined ? null : (
                  <>
                    {phase === undefined ? ', together with ' : `, in ${phase} with `}
                    <Alterations texts={background} context={context} />
                  </>
                )}
                <Strength levels={cited(evidence).map(({ level }) => level)} />
              </>
            ),
          })),
        ]}
      />
    </>
  );
}

export function OrderConditions({ rule, context }: Shown<OrderRule>): JSX.Element {
  const { present, testedAbsent, without, target, untested, oneLesion, sinceProgressionUnder } =
    rule.when;
  const test = rule.test === undefined ? undefined : context.shared.tests[rule.test];
  return (
    <>
      <p>
        An order of <DrugsWithMembers ids={rule.drugs} context={context} />{' '}
        <strong>{VERDICTS[rule.verdict]}</strong> in{' '}
        <DiseaseLinks ids={rule.diseases} context={context} inSentence /> when all of this holds:
      </p>
      <Rows
        rows={[
          ...row('In the tumour now', present, context),
          ...row('Tested, and not found', testedAbsent, context, 'and'),
          ...drugs('Neither ordered nor given with it', without, context),
          ...row('In a part of the tumour only', target, context),
          ...row('Not found, and not fully tested', untested, context, 'and'),
          ...row('Known from a single lesion', oneLesion, context),
          ...drugs('Counting only results since progression under', sinceProgressionUnder, context),
          ...(test === undefined ? [] : [{ term: 'The test that decides', is: test.name }]),
        ]}
      />
    </>
  );
}

export function RechallengeConditions({ rule, context }: Shown<RechallengeRule>): JSX.Element {
  const { criteria, after, decay = [], notSupported } = rule;
  const { priorBenefit, drugFreeMonths, interveningLine, sampleMaxAgeDays } = criteria;
  const test = context.shared.tests[rule.test];
  return (
    <>
      <p>
        Whether <DrugsWithMembers ids={rule.drugs} context={context} /> may be given again in{' '}
        <DiseaseLinks ids={rule.diseases} context={context} inSentence />
        {after === undefined ? null : (
          <>
            , asked after <DrugLinks ids={after} last="or" context={context} />
          </>
        )}
        {notSupported === true ? ': trials speak against it, whatever is found.' : ':'}
      </p>
      <Rows
        rows={[
          {
            term: 'Earlier benefit',
            is: `${priorBenefit.responses.join(', ')}${
              priorBenefit.orMonthsOnTherapy === undefined
                ? ''
                : `, or ${String(priorBenefit.orMonthsOnTherapy)} months on it`
            }`,
          },
          ...(drugFreeMonths === 0
            ? []
            : [{ term: 'Time without it', is: `at least ${String(drugFreeMonths)} months` }]),
          ...(interveningLine === false
            ? []
            : [
                {
                  term: 'In between',
                  is:
                    interveningLine === true ? (
                      'another line of therapy'
                    ) : (
                      <>
                        {interveningLine.name} (
                        <DrugLinks ids={interveningLine.anyOf} last="or" context={context} />)
                      </>
                    ),
                },
              ]),
          ...(sampleMaxAgeDays === undefined
            ? []
            : [
                {
                  term: 'Plasma',
                  is: `informative, at most ${String(sampleMaxAgeDays)} days old, covering ${listed(criteria.genesToClear ?? [])}, without a mechanism against the drug`,
                },
              ]),
          ...row('In the tumour now', criteria.present, context),
          ...row('Not in the tumour now', criteria.absent, context, 'and'),
          ...(criteria.excludedBy === undefined
            ? []
            : [
                {
                  term: 'Excluded by',
                  is: listed(criteria.excludedBy.map((id) => context.shared.gates[id]?.name ?? id)),
                },
              ]),
          ...decay.map(({ alterations, halfLifeMonths }) => ({
            term: `Half-life of ${String(halfLifeMonths)} months once it is stopped`,
            is: <Alterations texts={alterations} last="and" context={context} />,
          })),
          ...(test === undefined ? [] : [{ term: 'The test that decides', is: test.name }]),
        ]}
      />
    </>
  );
}

/** A sentence for each pattern: `KRAS codon 61 mutation, in colorectal cancer`. */
function Sentences({
  lead,
  patterns,
  diseases,
  context,
  more,
}: {
  readonly lead: string;
  readonly patterns: readonly string[];
  readonly diseases: readonly string[];
  readonly context: PageContext;
  readonly more: ComponentChildren;
}): JSX.Element {
  const where = (
    <>
      {more}, in <DiseaseLinks ids={diseases} context={context} inSentence />
    </>
  );
  const [only, ...others] = patterns;
  if (only === undefined) {
    return <p>Whatever the alteration{where}.</p>;
  }
  if (others.length === 0) {
    return (
      <p class="pattern">
        <strong>
          <AlterationWords text={only} context={context} />
        </strong>
        {where}.
      </p>
    );
  }
  return (
    <>
      <p>{lead}</p>
      <ul class="patterns">
        {patterns.map((text) => (
          <li key={text}>
            <strong>
              <AlterationWords text={text} context={context} />
            </strong>
            <span class="where">{where}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Nodes({
  entries,
  context,
}: {
  readonly entries: readonly { readonly pathway: string; readonly node: string }[];
  readonly context: PageContext;
}): JSX.Element {
  const named = entries.map(({ pathway, node }) => {
    const graph = context.shared.pathways.find(({ id }) => id === pathway);
    const name = graph?.nodes.find(({ id }) => id === node)?.name ?? node;
    return `${name} of the ${graph?.name ?? pathway}`;
  });
  return <>{inRow(named, 'and')}</>;
}

function Strength({ levels }: { readonly levels: readonly string[] }): JSX.Element | null {
  const [best] = levels;
  return best === undefined ? null : <span class="soft"> (level {best})</span>;
}

export function Rows({ rows }: { readonly rows: readonly Row[] }): JSX.Element | null {
  return rows.length === 0 ? null : (
    <dl class="rows">
      {rows.map(({ term, is }, i) => (
        <div key={i}>
          <dt>{term}</dt>
          <dd>{is}</dd>
        </div>
      ))}
    </dl>
  );
}

function row(
  term: string,
  texts: readonly string[] | undefined,
  context: PageContext,
  last: 'and' | 'or' = 'or',
): readonly Row[] {
  return texts === undefined || texts.length === 0
    ? []
    : [{ term, is: <Alterations texts={texts} last={last} context={context} /> }];
}

function drugs(
  term: string,
  ids: readonly string[] | undefined,
  context: PageContext,
): readonly Row[] {
  return ids === undefined || ids.length === 0
    ? []
    : [{ term, is: <DrugsWithMembers ids={ids} context={context} /> }];
}

const TIMINGS = {
  acquired: { term: 'Acquired', is: 'not where it is known to have been there before the drug' },
  upfront: { term: 'Upfront', is: 'not where it is known to have come under the drug' },
} as const;

function only(holds: true | undefined, term: string, is: string): readonly Row[] {
  return holds === undefined ? [] : [{ term, is }];
}
