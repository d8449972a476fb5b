import type { JSX } from 'preact';
import { tierOf } from '../../../src/domain/evidence.ts';
import type { RuleVersion } from '../../../src/rulebase/ruleHistory.ts';
import type { RuleFile, ThresholdName, ThresholdTable } from '../../../src/rulebase/ruleFiles.ts';
import type { ShelvedRule } from '../edition.ts';
import { mentionsOf } from '../mentions.ts';
import { bestLevel, cited, citedBy } from '../names.ts';
import type { PageContext } from '../pageContext.ts';
import { Cases } from '../parts/Cases.tsx';
import {
  MechanismConditions,
  OptionConditions,
  OrderConditions,
  RechallengeConditions,
} from '../parts/Conditions.tsx';
import { EvidenceList } from '../parts/EvidenceList.tsx';
import { page } from '../parts/Layout.tsx';
import { DiseaseLinks, GeneLink, inRow } from '../parts/links.tsx';
import { versionIn } from '../parts/RuleList.tsx';
import { drugsOf, SensitivityDetails, SensitivityGrid } from '../parts/SensitivityGrid.tsx';
import { VersionNote } from '../parts/VersionNote.tsx';
import { dayInWords } from '../wording/dayInWords.ts';
import { KINDS, LEVELS, STATUSES, THRESHOLDS } from '../wording/terms.ts';

interface RulePageContent {
  readonly shelved: ShelvedRule;
  /** Up to the version that is shown. */
  readonly history: readonly RuleVersion[];
  readonly context: PageContext;
}

/** A rule or table: what it says, when, on what grounds, for whom, and since when. */
export function rulePage(content: RulePageContent): string {
  const { shelved, context } = content;
  const { rule, pack } = shelved;
  const { at, edition } = context;
  return page({
    title: rule.title,
    at,
    address: context.address,
    above: [
      { name: 'Knowledge', href: at.home },
      { name: pack.name, href: at.pack(pack.id, versionIn(edition, pack.version)) },
    ],
    children: <Rule {...content} />,
  });
}

function Rule({ shelved: { rule, pack, cases }, history, context }: RulePageContent): JSX.Element {
  const { at, edition } = context;
  const { genes } = mentionsOf(rule);
  return (
    <article class={rule.kind === 'sensitivity' ? 'wide' : ''}>
      <p class="kind">{KINDS[rule.kind]}</p>
      <h1>{rule.title}</h1>
      <VersionNote
        manifest={pack}
        origin={edition.origin}
        isNamed={edition.named !== null}
        permanent={at.rule(rule.id, pack.version)}
        inForce={at.rule(rule.id)}
      />
      <Retired rule={rule} context={context} />
      <section aria-labelledby="says">
        <h2 id="says">What it says</h2>
        <Saying rule={rule} />
        <Facts rule={rule} context={context} />
      </section>
      {rule.kind === 'sensitivity' ? (
        <section aria-labelledby="table">
          <h2 id="table">
            Which drug holds: {String(rule.rows.length)} alterations, {String(drugsOf(rule).length)}{' '}
            drugs
          </h2>
          <p>
            In <DiseaseLinks ids={rule.diseases} context={context} inSentence />. An alteration
            leads to what its row rests on.
          </p>
          <SensitivityGrid rule={rule} context={context} />
        </section>
      ) : rule.kind === 'thresholds' ? (
        <Thresholds rule={rule} context={context} />
      ) : (
        <section aria-labelledby="when">
          <h2 id="when">When it speaks</h2>
          <Conditions rule={rule} context={context} />
        </section>
      )}
      {rule.kind === 'sensitivity' || rule.kind === 'thresholds' ? null : (
        <Evidence rule={rule} context={context} />
      )}
      {cases === null ? null : (
        <section aria-labelledby="examples">
          <h2 id="examples">Examples</h2>
          <p class="soft">
            Each is checked whenever the rules or the software change: the rule must speak for the
            first and be silent for the others.
          </p>
          <Cases cases={cases} isRetired={rule.retired !== undefined} context={context} />
        </section>
      )}
      {rule.kind === 'sensitivity' ? (
        <section aria-labelledby="rows">
          <h2 id="rows">What each row rests on</h2>
          <SensitivityDetails rule={rule} context={context} />
        </section>
      ) : null}
      {rule.kind === 'sensitivity' ? <Evidence rule={rule} context={context} /> : null}
      <section aria-labelledby="history">
        <h2 id="history">History</h2>
        <History history={history} isDraft={edition.origin === 'draft'} />
        <p>
          Compared with its sources on {dayInWords(rule.reviewed)}. What changed for patients stands
          in the{' '}
          <a href={`${at.pack(pack.id, versionIn(edition, pack.version))}#changes`}>changes</a> of
          the pack {pack.name}.
        </p>
        {rule.seed === undefined ? null : (
          <p class="soft">
            Carries {rule.seed.length === 1 ? 'statement' : 'statements'} {rule.seed.join(', ')} of
            the clinical review.
          </p>
        )}
      </section>
      {genes.size === 0 ? null : (
        <p class="see-also">
          See also:{' '}
          {inRow(
            [...genes].map((gene) => <GeneLink key={gene} symbol={gene} context={context} />),
            'and',
          )}
        </p>
      )}
    </article>
  );
}

function Evidence({
  rule,
  context,
}: {
  readonly rule: RuleFile;
  readonly context: PageContext;
}): JSX.Element {
  return (
    <section aria-labelledby="evidence">
      <h2 id="evidence">Evidence</h2>
      <EvidenceList cited={citedBy(rule)} context={context} />
    </section>
  );
}

function Saying({ rule }: { readonly rule: RuleFile }): JSX.Element {
  if (rule.kind === 'thresholds') {
    return <p class="lead">Numbers by which the engine tells findings apart.</p>;
  }
  return (
    <>
      <p class="lead">{rule.statement}</p>
      {rule.kind === 'option' && rule.tradeOff !== undefined ? (
        <p>
          <strong>Against it:</strong> {rule.tradeOff}
        </p>
      ) : null}
    </>
  );
}

/** Status and strength, side by side. */
function Facts({
  rule,
  context,
}: {
  readonly rule: RuleFile;
  readonly context: PageContext;
}): JSX.Element {
  const sources = citedBy(rule);
  const level = bestLevel(context.shared, sources);
  const verified = sources.filter(
    ({ source }) => context.shared.sources[source]?.verified !== undefined,
  ).length;
  return (
    <dl class="facts">
      {rule.kind === 'option' ? (
        <div>
          <dt>Status</dt>
          <dd>
            <strong>{STATUSES[rule.status]}</strong>
            <br />
            {rule.statusBasis}
          </dd>
        </div>
      ) : null}
      {rule.kind === 'thresholds' ? null : (
        <div>
          <dt>Confidence</dt>
          <dd>
            {level === null ? (
              <>
                <strong>Silent</strong>
                <br />
                no source is verified, so no card says it
              </>
            ) : (
              <>
                <strong>
                  {rule.kind === 'sensitivity' ? 'Up to level' : 'Level'} {level}, tier{' '}
                  {tierOf(level)}
                </strong>
                <br />
                {LEVELS[level]}
              </>
            )}
          </dd>
        </div>
      )}
      <div>
        <dt>Sources</dt>
        <dd>
          <strong>
            {String(verified)} of {String(sources.length)} verified
          </strong>
          <br />
          against a real record
        </dd>
      </div>
      <div>
        <dt>Name</dt>
        <dd>
          <code>{rule.id}</code>
        </dd>
      </div>
    </dl>
  );
}

function Retired({
  rule: { retired },
  context,
}: {
  readonly rule: RuleFile;
  readonly context: PageContext;
}): JSX.Element | null {
  if (retired === undefined) return null;
  const { on, reason, replacedBy } = retired;
  const heir = replacedBy === undefined ? undefined : context.edition.rules.get(replacedBy);
  return (
    <p class="retired">
      <strong>Retired on {dayInWords(on)}:</strong> it speaks no more. {reason}
      {replacedBy === undefined ? null : (
        <>
          {' '}
          In its place: <a href={context.at.rule(replacedBy)}>{heir?.rule.title ?? replacedBy}</a>.
        </>
      )}
    </p>
  );
}

function Conditions({
  rule,
  context,
}: {
  readonly rule: Exclude<RuleFile, { readonly kind: 'sensitivity' | 'thresholds' }>;
  readonly context: PageContext;
}): JSX.Element {
  switch (rule.kind) {
    case 'mechanism':
      return <MechanismConditions rule={rule} context={context} />;
    case 'option':
      return <OptionConditions rule={rule} context={context} />;
    case 'order':
      return <OrderConditions rule={rule} context={context} />;
    case 'rechallenge':
      return <RechallengeConditions rule={rule} context={context} />;
    default:
      return rule satisfies never;
  }
}

function Thresholds({
  rule,
  context,
}: {
  readonly rule: ThresholdTable;
  readonly context: PageContext;
}): JSX.Element {
  const values = Object.entries(rule.values) as [
    ThresholdName,
    ThresholdTable['values'][ThresholdName],
  ][];
  return (
    <section aria-labelledby="values">
      <h2 id="values">Values</h2>
      {values.map(([name, { value, unit, because, evidence }]) => (
        <section key={name} class="threshold">
          <h3>{THRESHOLDS[name]}</h3>
          <p>
            <strong>
              {String(value)} {unit}
            </strong>
            . {because}
          </p>
          {evidence.length === 0 ? null : (
            <EvidenceList cited={cited(evidence)} context={context} />
          )}
        </section>
      ))}
    </section>
  );
}

function History({
  history,
  isDraft,
}: {
  readonly history: readonly RuleVersion[];
  readonly isDraft: boolean;
}): JSX.Element {
  return (
    <ul>
      {[...history].reverse().map(({ version, changes }) => (
        <li key={version}>
          <strong>
            {version}
            {isDraft ? ' (working copy)' : ''}
          </strong>
          : {changes.join('; ')}
        </li>
      ))}
    </ul>
  );
}
