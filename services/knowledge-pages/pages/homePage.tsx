import type { JSX } from 'preact';
import { casesInTurn } from '../../../src/rulebase/casesInTurn.ts';
import { SHELVES } from '../addresses.ts';
import type { PageContext } from '../pageContext.ts';
import { SHELF_NAMES } from '../parts/EntryPage.tsx';
import { page } from '../parts/Layout.tsx';
import { inRow } from '../parts/links.tsx';
import { dayInWords } from '../wording/dayInWords.ts';

/** The first page: what there is, in which versions, and what to search for. */
export function homePage(context: PageContext): string {
  return page({
    title: 'Knowledge',
    at: context.at,
    address: context.address,
    children: <Home context={context} />,
  });
}

/** As somebody would type them. */
const EXAMPLES = [
  'EGFR T790M',
  'p.Val600Glu',
  'KRAS codon 61',
  'Tagrisso',
  'cetuximab',
  'cholangiocarcinoma',
];

function Home({ context }: { readonly context: PageContext }): JSX.Element {
  const { at, edition, shared } = context;
  const rules = [...edition.rules.values()];
  const cells = rules.flatMap(({ rule }) =>
    rule.kind === 'sensitivity' ? rule.rows.flatMap(({ calls }) => Object.keys(calls)) : [],
  );
  const cases = rules.flatMap(({ cases: own }) =>
    own === null ? [] : [...own.matches, ...own.doesNotMatch].flatMap(casesInTurn),
  );
  const sources = Object.values(shared.sources);
  const verified = sources.filter((source) => source.verified !== undefined);
  const numbers = [
    [rules.length, 'rules and tables'],
    [cells.length, 'table cells'],
    [cases.length, 'cases that check them'],
    [
      `${String(verified.length)} of ${String(sources.length)}`,
      'sources verified against a record',
    ],
  ] as const;
  return (
    <article>
      <h1>What the cards rest on</h1>
      <p class="lead">
        Every rule by which Convergent tells that a targeted drug is expected to fail, what may work
        instead, and when a drug may be tried again: in words, with its sources, and with patients
        for whom it speaks and is silent.
      </p>
      {edition.origin === 'draft' ? (
        <p class="version draft">
          <strong>Draft.</strong> These are the files that curators work on, not a release; no
          physician has signed them off as one.
        </p>
      ) : null}
      <p class="examples">
        Search for{' '}
        {inRow(
          EXAMPLES.map((example) => (
            <a key={example} href={`${at.search}?q=${encodeURIComponent(example)}`}>
              {example}
            </a>
          )),
          'or',
        )}
        .
      </p>
      <dl class="numbers">
        {numbers.map(([number, what]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{String(number)}</dd>
          </div>
        ))}
      </dl>
      <section aria-labelledby="packs">
        <h2 id="packs">Packs of rules</h2>
        <ul class="packs">
          {edition.packs.map(({ manifest, rules: own }) => (
            <li key={manifest.id}>
              <a href={at.pack(manifest.id)}>{manifest.name}</a>
              <span class="soft">
                {String(own.length)} {own.length === 1 ? 'rule' : 'rules'} · {manifest.version}
                {edition.origin === 'draft'
                  ? ' draft'
                  : `, in force since ${dayInWords(manifest.effectiveFrom)}`}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="shelves">
        <h2 id="shelves">What they share</h2>
        <ul class="packs">
          {SHELVES.map((shelf) => (
            <li key={shelf}>
              <a href={at.shelf(shelf)}>{SHELF_NAMES[shelf]}</a>
              <span class="soft">{String(sizeOf(shelf, context))}</span>
            </li>
          ))}
          <li>
            <a href={at.pack(edition.shared.manifest.id)}>{edition.shared.manifest.name}</a>
            <span class="soft">
              {edition.shared.manifest.version}
              {edition.origin === 'draft' ? ' draft' : ''}
            </span>
          </li>
        </ul>
      </section>
      <section aria-labelledby="reading">
        <h2 id="reading">How to read a page</h2>
        <ul>
          <li>
            <strong>Levels</strong> follow AMP/ASCO/CAP (Li 2017): A label or guideline, B
            well-powered studies (tier I); C another disease or small studies, D laboratory work or
            case reports (tier II).
          </li>
          <li>
            <strong>Sources</strong> that nobody compared with a real record are shown here as not
            verified; no card rests on them.
          </li>
          <li>
            <strong>Addresses</strong> with a version, such as <code>lung@1.0.0</code>, show what
            was said then. Without one they show what is in force today.
          </li>
        </ul>
      </section>
    </article>
  );
}

function sizeOf(shelf: (typeof SHELVES)[number], { shared }: PageContext): number {
  const { terminology, sources } = shared;
  const tables = {
    drugs: terminology.drugs,
    genes: terminology.genes,
    diseases: terminology.diseases,
    sources,
  };
  return Object.keys(tables[shelf]).length;
}
