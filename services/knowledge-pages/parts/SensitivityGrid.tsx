import type { JSX } from 'preact';
import type {
  SensitivityCell,
  SensitivityRow,
  SensitivityTable,
} from '../../../src/rulebase/ruleFiles.ts';
import { bestLevel, cited, patternWords, sourceOf, type Cited } from '../names.ts';
import type { PageContext } from '../pageContext.ts';
import { CALLS } from '../wording/terms.ts';
import { EvidenceList } from './EvidenceList.tsx';
import { Alterations, AlterationWords, DrugLink } from './links.tsx';

interface Shown {
  readonly rule: SensitivityTable;
  readonly context: PageContext;
}

/** Alterations by drugs. What a cell rests on stands below, row by row. */
export function SensitivityGrid({ rule, context }: Shown): JSX.Element {
  const drugs = drugsOf(rule);
  return (
    <>
      <Legend />
      <div
        class="scroll"
        tabIndex={0}
        role="region"
        aria-label="The table; it scrolls sideways where the window is narrow"
      >
        <table class="grid">
          <thead>
            <tr>
              <th scope="col">Alteration</th>
              {drugs.map((drug) => (
                <th key={drug} scope="col" class="drug">
                  <DrugLink id={drug} context={context} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rule.rows.map((row, i) => (
              <tr key={i}>
                <th scope="row">
                  <a href={`#${rowId(i)}`}>{patternWords(context.shared, row.alteration)}</a>
                  <RowContext row={row} context={context} />
                </th>
                {drugs.map((drug) => (
                  <Cell key={drug} cell={row.calls[drug]} context={context} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** The rows again, with what each cell rests on. */
export function SensitivityDetails({ rule, context }: Shown): JSX.Element {
  return (
    <>
      {rule.rows.map((row, i) => (
        <section key={i} id={rowId(i)} class="row-details">
          <h3>
            <AlterationWords text={row.alteration} context={context} />
            <RowContext row={row} context={context} />
          </h3>
          {CALL_ORDER.map((call) => {
            const own = Object.entries(row.calls).filter(([, cell]) => cell.call === call);
            return own.length === 0 ? null : (
              <div key={call} class={`calls call-${call.toLowerCase()}`}>
                <h4>
                  <Mark call={call} /> {CALLS[call]}
                </h4>
                <dl class="rows">
                  {own.map(([drug, cell]) => (
                    <div key={drug}>
                      <dt>
                        <DrugLink id={drug} context={context} />
                      </dt>
                      <dd>
                        <CellDetails cell={cell} context={context} />
                      </dd>
                    </div>
                  ))}
                </dl>
              </div>
            );
          })}
        </section>
      ))}
    </>
  );
}

const CALL_ORDER = ['S', 'I', 'R'] as const;

/** All that a cell says, and on what grounds. */
export function CellDetails({
  cell,
  context,
}: {
  readonly cell: SensitivityCell;
  readonly context: PageContext;
}): JSX.Element {
  return (
    <>
      <p>
        {cell.confidence} confidence
        {isOnCards(cell, context) ? null : '; no card says it'}
        {cell.note === undefined ? '.' : `. ${cell.note}`}
      </p>
      <details>
        <summary>
          {cited(cell.evidence)
            .map((one) => shortCitation(one, context))
            .join('; ')}
        </summary>
        <EvidenceList cited={cited(cell.evidence)} context={context} />
      </details>
    </>
  );
}

/** Enough to find it in the list of sources: `Mok TS et al. 2017, level A`. */
function shortCitation({ source, level }: Cited, { shared }: PageContext): string {
  const entry = sourceOf(shared, source);
  if (entry === undefined) return source;
  const what = entry.kind === 'label' ? entry.title : (entry.authors ?? entry.title);
  const unverified = entry.verified === undefined ? ', not verified' : '';
  return `${what} ${String(entry.year)}, level ${level}${unverified}`;
}

/** The letter of a call; the words stand beside it or are read out. */
export function Mark({ call }: { readonly call: SensitivityCell['call'] }): JSX.Element {
  return (
    <span class={`mark mark-${call.toLowerCase()}`} aria-hidden="true">
      {call}
    </span>
  );
}

function Cell({
  cell,
  context,
}: {
  readonly cell: SensitivityCell | undefined;
  readonly context: PageContext;
}): JSX.Element {
  if (cell === undefined) {
    return (
      <td class="none">
        <span aria-hidden="true">·</span>
        <span class="spoken">not known</span>
      </td>
    );
  }
  const level = bestLevel(context.shared, cited(cell.evidence));
  const onCards = isOnCards(cell, context);
  return (
    <td class={onCards ? '' : 'unused'}>
      <Mark call={cell.call} />
      <span class="spoken">{CALLS[cell.call]}, level </span>
      <span class="cell-level">{level ?? '–'}</span>
      {onCards ? null : <span class="spoken">, no card says it</span>}
    </td>
  );
}

/** As `compileKnowledge` takes cells: confidence above low, and a source that was verified. */
function isOnCards({ confidence, evidence }: SensitivityCell, { shared }: PageContext): boolean {
  return confidence !== 'low' && bestLevel(shared, cited(evidence)) !== null;
}

function RowContext({
  row: { background, phase, unless, unlessPhase },
  context,
}: {
  readonly row: SensitivityRow;
  readonly context: PageContext;
}): JSX.Element | null {
  if (background === undefined && unless === undefined) return null;
  return (
    <span class="row-context">
      {background === undefined ? null : (
        <>
          {phase === undefined ? 'with ' : `in ${phase} with `}
          <Alterations texts={background} context={context} />
        </>
      )}
      {background === undefined || unless === undefined ? null : '; '}
      {unless === undefined ? null : (
        <>
          without <Alterations texts={unless} context={context} />
          {unlessPhase === undefined ? null : ` in ${unlessPhase}`}
        </>
      )}
    </span>
  );
}

function Legend(): JSX.Element {
  return (
    <ul class="legend" aria-label="What the signs mean">
      <li>
        <Mark call="S" /> works
      </li>
      <li>
        <Mark call="I" /> in between, or sources disagree
      </li>
      <li>
        <Mark call="R" /> does not work
      </li>
      <li>A to D: level of the best verified source</li>
      <li class="unused">
        <span class="mark mark-s" aria-hidden="true">
          S
        </span>{' '}
        pale: kept, but no card says it
      </li>
      <li>· not known</li>
    </ul>
  );
}

function rowId(index: number): string {
  return `row-${String(index + 1)}`;
}

/** By name, as the head of the table shows them. */
export function drugsOf(rule: SensitivityTable): readonly string[] {
  return [...new Set(rule.rows.flatMap(({ calls }) => Object.keys(calls)))];
}
