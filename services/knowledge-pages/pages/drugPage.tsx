import type { JSX } from 'preact';
import type { DrugEntry, Indication } from '../../../src/nomenclature/terminologyFiles.ts';
import type {
  GateEntry,
  SensitivityRow,
  SensitivityTable,
  ToxicityEntry,
} from '../../../src/rulebase/ruleFiles.ts';
import type { ShelvedRule } from '../edition.ts';
import { bestLevel, cited, classOf, sourceOf } from '../names.ts';
import type { PageContext } from '../pageContext.ts';
import { Rows } from '../parts/Conditions.tsx';
import { Codes, entryPage, WhoNamesIt } from '../parts/EntryPage.tsx';
import {
  Alterations,
  AlterationWords,
  DiseaseLink,
  DrugLinks,
  DrugsWithMembers,
  GeneLink,
  inRow,
} from '../parts/links.tsx';
import { RuleList, RulesByKind } from '../parts/RuleList.tsx';
import { Mark } from '../parts/SensitivityGrid.tsx';
import type { Register } from '../register.ts';
import { CALLS, REGIONS, STATUSES } from '../wording/terms.ts';
import { dayInWords } from '../wording/dayInWords.ts';

interface DrugPageContent {
  readonly id: string;
  readonly drug: DrugEntry;
  readonly register: Register;
  readonly context: PageContext;
}

/** A drug: what it is, where it stands, what it harms, and what the rules say of it. */
export function drugPage(content: DrugPageContent): string {
  const { id, drug, context } = content;
  return entryPage({
    shelf: 'drugs',
    id,
    title: drug.name,
    context,
    children: <Drug {...content} />,
  });
}

function Drug({ id, drug, register, context }: DrugPageContent): JSX.Element {
  const {
    synonyms = [],
    targets = [],
    regions = [],
    indications = [],
    indicationsNote,
    actsOnlyOn,
  } = drug;
  const about = register.aboutDrug.get(id) ?? [];
  const beside = register.besideDrug.get(id) ?? [];
  const tables = about.filter(({ rule }) => rule.kind === 'sensitivity');
  return (
    <>
      <Rows
        rows={[
          ...(synonyms.length === 0 ? [] : [{ term: 'Also called', is: synonyms.join(', ') }]),
          { term: 'Class', is: <Classes id={drug.class} context={context} /> },
          ...(drug.generation === undefined
            ? []
            : [{ term: 'Generation', is: String(drug.generation) }]),
          ...(targets.length === 0
            ? []
            : [
                {
                  term: 'Targets',
                  is: inRow(
                    targets.map((gene) => <GeneLink key={gene} symbol={gene} context={context} />),
                    'and',
                  ),
                },
              ]),
          ...(actsOnlyOn === undefined
            ? []
            : [
                {
                  term: 'Acts only on',
                  is: <Alterations texts={actsOnlyOn} context={context} />,
                },
              ]),
          ...(drug.node === undefined ? [] : [{ term: 'Pathway node', is: drug.node }]),
          {
            term: 'Status',
            is: (
              <>
                <strong>{STATUSES[drug.status]}</strong>
                {drug.statusNote === undefined ? null : `. ${drug.statusNote}`}
              </>
            ),
          },
          ...regions.map(({ region, status, year, yearOf }) => ({
            term: REGIONS[region],
            is: `${status}, ${String(year)} (${yearOf})`,
          })),
        ]}
      />
      {indications.length === 0 && indicationsNote === undefined ? null : (
        <section aria-labelledby="indications">
          <h2 id="indications">Label indications</h2>
          <p class="soft">
            {indicationsNote ??
              'What the labels that were seen allow; not every label was gone through.'}
          </p>
          <ul>
            {indications.map((indication, i) => (
              <li key={i}>
                <IndicationWords indication={indication} context={context} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <WhoNamesIt shelf="drugs" id={id} context={context}>
        {tables.length === 0 ? null : (
          <section aria-labelledby="holds">
            <h2 id="holds">Against which alterations it holds</h2>
            {tables.map(({ rule }) =>
              rule.kind === 'sensitivity' ? (
                <Column key={rule.id} drug={id} table={rule} context={context} />
              ) : null,
            )}
          </section>
        )}
        {about.length === tables.length ? null : (
          <section aria-labelledby="rules">
            <h2 id="rules">Rules about it</h2>
            <RulesByKind
              rules={about.filter(({ rule }) => rule.kind !== 'sensitivity')}
              context={context}
              heading="h3"
            />
          </section>
        )}
        {beside.length === 0 ? null : <Beside rules={beside} context={context} />}
      </WhoNamesIt>
      <Toxicities id={id} drug={drug} context={context} />
      <Codes
        codes={[
          ['RxNorm', drug.rxnorm],
          ['ATC', drug.atc],
          ['NCI Thesaurus', drug.ncit],
          ['SNOMED CT', drug.snomed],
          ['UNII', drug.unii],
        ]}
      />
    </>
  );
}

/** A class and those above it, the nearest first. */
function Classes({
  id,
  context: { shared, at },
}: {
  readonly id: string;
  readonly context: PageContext;
}): JSX.Element {
  const chain: string[] = [];
  for (
    let next: string | undefined = id;
    next !== undefined && !chain.includes(next);
    next = classOf(shared, next)?.parent
  ) {
    chain.push(next);
  }
  return (
    <>
      {chain.map((one, i) => (
        <span key={one}>
          {i === 0 ? '' : ', of '}
          <a href={at.drugClass(one)}>{classOf(shared, one)?.name ?? one}</a>
        </span>
      ))}
    </>
  );
}

function IndicationWords({
  indication: { region, disease, otherDisease, alterations, markers, with: beside, setting, label },
  context,
}: {
  readonly indication: Indication;
  readonly context: PageContext;
}): JSX.Element {
  const source = sourceOf(context.shared, label);
  return (
    <>
      <strong>{REGIONS[region]}:</strong>{' '}
      {disease === undefined ? otherDisease : <DiseaseLink id={disease} context={context} />}
      {alterations === undefined ? null : (
        <>
          {' '}
          with <Alterations texts={alterations} context={context} />
        </>
      )}
      {markers === undefined ? null : `, ${markers.join(', ')}`}
      {beside === undefined ? null : (
        <>
          , together with <DrugLinks ids={beside} context={context} />
        </>
      )}
      {setting === undefined ? null : `; ${setting}`}.{' '}
      {source === undefined ? null : (
        <a class="soft" href={context.at.entry('sources', label)}>
          Label {String(source.year)}
        </a>
      )}
    </>
  );
}

/** One column of a sensitivity table. */
function Column({
  drug,
  table,
  context,
}: {
  readonly drug: string;
  readonly table: SensitivityTable;
  readonly context: PageContext;
}): JSX.Element {
  const rows = table.rows.flatMap((row) => {
    const cell = row.calls[drug];
    return cell === undefined ? [] : [{ row, cell }];
  });
  return (
    <section>
      <h3>
        <a href={context.at.rule(table.id)}>{table.title}</a>
      </h3>
      {CALL_ORDER.map((call) => {
        const own = rows.filter(({ cell }) => cell.call === call);
        return own.length === 0 ? null : (
          <div key={call} class="column">
            <p>
              <Mark call={call} /> <strong>{CALLS[call]}</strong>
            </p>
            <ul>
              {own.map(({ row, cell }, i) => {
                const level = bestLevel(context.shared, cited(cell.evidence));
                return (
                  <li key={i}>
                    <RowWords row={row} context={context} />{' '}
                    <span class="soft">
                      {level === null ? 'no verified source' : `level ${level}`}
                      {cell.confidence === 'low' ? ', low confidence' : ''}
                    </span>
                  </li>
                );
              })}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

const CALL_ORDER = ['S', 'I', 'R'] as const;

function RowWords({
  row: { alteration, background, phase, unless },
  context,
}: {
  readonly row: SensitivityRow;
  readonly context: PageContext;
}): JSX.Element {
  return (
    <>
      <AlterationWords text={alteration} context={context} />
      {background === undefined ? null : (
        <>
          {phase === undefined ? ' with ' : ` in ${phase} with `}
          <Alterations texts={background} context={context} />
        </>
      )}
      {unless === undefined ? null : (
        <>
          {' '}
          without <Alterations texts={unless} context={context} />
        </>
      )}
    </>
  );
}

function Beside({
  rules,
  context,
}: {
  readonly rules: readonly ShelvedRule[];
  readonly context: PageContext;
}): JSX.Element {
  return (
    <section aria-labelledby="beside">
      <h2 id="beside">Rules that ask whether it was given</h2>
      <details>
        <summary>{String(rules.length)} rules</summary>
        <RuleList rules={rules} context={context} />
      </details>
    </section>
  );
}

function Toxicities({
  id,
  drug,
  context,
}: {
  readonly id: string;
  readonly drug: DrugEntry;
  readonly context: PageContext;
}): JSX.Element | null {
  const { drugsOfClass } = context.edition;
  const names = (list: readonly string[]): boolean =>
    list.includes(id) || list.some((one) => drugsOfClass.get(one)?.includes(id) === true);
  const own = Object.entries(context.shared.toxicities)
    .filter(([, toxicity]) => names(toxicity.of) || names(toxicity.with ?? []))
    .sort(([, a], [, b]) => places(a) - places(b));
  /** The drugs or classes on the other side; both sides where it stands on both. */
  const others = ({ of, with: beside = [] }: ToxicityEntry): readonly string[] => {
    const sides = names(of) ? (names(beside) ? [...of, ...beside] : beside) : of;
    return [...new Set(sides)].filter((one) => one !== id);
  };
  return own.length === 0 ? null : (
    <section aria-labelledby="toxicities">
      <h2 id="toxicities">Toxicities, and what to look at before</h2>
      <ul class="toxicities">
        {own.map(([key, toxicity]) => (
          <li key={key}>
            <Toxicity
              toxicity={toxicity}
              others={others(toxicity)}
              drug={drug.name}
              context={context}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Toxicity({
  toxicity,
  others,
  drug,
  context,
}: {
  readonly toxicity: ToxicityEntry;
  readonly others: readonly string[];
  readonly drug: string;
  readonly context: PageContext;
}): JSX.Element {
  const { name, weight, when, withinMonths, gates = [], gatesWhenRecorded = [] } = toxicity;
  const asked = [
    ...gates.map((id) => ({ id, how: 'Before' })),
    ...gatesWhenRecorded.map((id) => ({ id, how: 'Where the record has it' })),
  ].flatMap(({ id, how }) => {
    const gate = context.shared.gates[id];
    return gate === undefined ? [] : [{ gate, how }];
  });
  return (
    <>
      <p>
        <strong>{name}</strong>{' '}
        <span class="soft">
          {weight}
          {toxicity.combining === undefined ? '' : `; together: ${COMBINING[toxicity.combining]}`}
        </span>
      </p>
      {when === undefined ? null : (
        <p>
          {when === 'together' ? `${drug} together with ` : `When one follows the other: `}
          <DrugsWithMembers ids={others} context={context} />
          {withinMonths === undefined ? '' : `, within ${String(withinMonths)} months`}
        </p>
      )}
      {asked.length === 0 ? null : (
        <ul class="gates">
          {asked.map(({ gate, how }) => (
            <li key={gate.name}>
              {how}: {gate.name}
              {limitOf(gate)}
            </li>
          ))}
        </ul>
      )}
      {toxicity.watch === undefined ? null : <p>{toxicity.watch}</p>}
      {toxicity.advice === undefined ? null : <p>{toxicity.advice}</p>}
      <p class={toxicity.verified === undefined ? 'unverified' : 'verified'}>
        {toxicity.source}
        {toxicity.verified === undefined
          ? '. Not compared with it yet: it holds an option back and never speaks for one.'
          : `, compared on ${dayInWords(toxicity.verified.on)}.`}
      </p>
    </>
  );
}

/** Its own first, then what it shares with others; the heavier first. */
function places({ when, weight }: ToxicityEntry): number {
  return (when === undefined ? 0 : 2) + (weight === 'major' ? 0 : 1);
}

const COMBINING = {
  avoid: 'avoid',
  caution: 'with caution',
  acceptable: 'acceptable',
} as const satisfies Record<NonNullable<ToxicityEntry['combining']>, string>;

function limitOf({ minimum, maximum, unit = '' }: GateEntry): string {
  if (minimum !== undefined) return `, at least ${String(minimum)} ${unit}`;
  return maximum === undefined ? '' : `, at most ${String(maximum)} ${unit}`;
}
