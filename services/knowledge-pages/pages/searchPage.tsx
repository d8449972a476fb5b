import type { JSX } from 'preact';
import type { PageContext } from '../pageContext.ts';
import { page } from '../parts/Layout.tsx';
import { inRow } from '../parts/links.tsx';
import type { Hits } from '../search/search.ts';
import type { Findable } from '../search/searchIndex.ts';

interface SearchPageContent {
  readonly query: string;
  readonly found: Hits;
  readonly context: PageContext;
}

/** What a search found, the most fitting first. */
export function searchPage(content: SearchPageContent): string {
  const { query, context } = content;
  return page({
    title: query === '' ? 'Search' : `${query}: search`,
    at: context.at,
    address: context.address,
    above: [{ name: 'Knowledge', href: context.at.home }],
    query,
    children: <Results {...content} />,
  });
}

function Results({
  query,
  found: { hits, count, readAs, alike },
  context,
}: SearchPageContent): JSX.Element {
  if (query === '') {
    return (
      <>
        <h1>Search</h1>
        <p>
          A gene (<code>EGFR</code>, <code>HER2</code>), an alteration however it is written (
          <code>T790M</code>, <code>p.Thr790Met</code>, <code>exon 19 deletion</code>), a drug by
          any of its names, a disease, a rule.
        </p>
      </>
    );
  }
  return (
    <>
      <h1>{query}</h1>
      <p role="status" class="soft">
        {count === 0
          ? 'Nothing found.'
          : `${String(count)} found${count > hits.length ? `, the first ${String(hits.length)} shown` : ''}.`}
        {readAs.length === 0 ? null : <> Read as {inRow(readAs.slice(0, MOST_READINGS), 'or')}.</>}
      </p>
      {count > 0 ? null : (
        <>
          <Alike entries={alike} />
          <p>
            What is not here, no rule names: the service says nothing about it. See all{' '}
            <a href={context.at.shelf('drugs')}>drugs</a>,{' '}
            <a href={context.at.shelf('genes')}>genes</a>,{' '}
            <a href={context.at.shelf('diseases')}>diseases</a>.
          </p>
        </>
      )}
      <ol class="hits">
        {hits.map(({ of, why }) => (
          <li key={of.href}>
            <span class="kind">{of.kind}</span>
            <a href={of.href}>{of.title}</a>
            <span class="soft">
              {[of.note, ...(why === null ? [] : [`found as “${why}”`])]
                .filter((text) => text !== '')
                .join(' · ')}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

const MOST_READINGS = 4;

/** Entries whose names look like what was asked for. */
export function Alike({ entries }: { readonly entries: readonly Findable[] }): JSX.Element | null {
  return entries.length === 0 ? null : (
    <p>
      Did you mean{' '}
      {inRow(
        entries.map(({ href, title }) => (
          <a key={href} href={href}>
            {title}
          </a>
        )),
        'or',
      )}
      ?
    </p>
  );
}
