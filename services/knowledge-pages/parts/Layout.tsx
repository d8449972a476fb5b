import type { ComponentChildren, JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Addresses } from '../addresses.ts';

interface LayoutContent {
  readonly title: string;
  readonly at: Addresses;
  /** Absolute address of this page, for a reader on paper. */
  readonly address: string;
  /** The pages above this one, from the top. */
  readonly above?: readonly { readonly name: string; readonly href: string }[];
  /** What was searched for. */
  readonly query?: string;
  readonly children: ComponentChildren;
}

/** A page that needs no script, as text. Everything in it passes through the renderer, which escapes it. */
export function page(content: LayoutContent): string {
  return `<!doctype html>${renderToString(<Layout {...content} />)}`;
}

function Layout({
  title,
  at,
  address,
  above = [],
  query = '',
  children,
}: LayoutContent): JSX.Element {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Convergent knowledge`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={at.style} />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header class="site">
          <a class="product" href={at.home}>
            Convergent <span>knowledge</span>
          </a>
          <nav aria-label="Parts of the knowledge">
            <a href={at.shelf('drugs')}>Drugs</a>
            <a href={at.shelf('genes')}>Genes</a>
            <a href={at.shelf('diseases')}>Diseases</a>
            <a href={at.shelf('sources')}>Sources</a>
          </nav>
          <SearchForm at={at} query={query} />
        </header>
        {above.length === 0 ? null : (
          <nav class="above" aria-label="Where you are">
            {above.map(({ name, href }) => (
              <a key={href} href={href}>
                {name}
              </a>
            ))}
          </nav>
        )}
        <main id="main">{children}</main>
        <footer class="site">
          <p>
            Decision support for professionals, who can review the basis; it does not replace
            judgement and is not for use by patients.
          </p>
          <p class="address">{address}</p>
        </footer>
      </body>
    </html>
  );
}

function SearchForm({
  at,
  query,
}: {
  readonly at: Addresses;
  readonly query: string;
}): JSX.Element {
  return (
    <form class="search" role="search" action={at.search} method="get">
      <label for="q">Gene, alteration, drug, disease or rule</label>
      <input
        id="q"
        name="q"
        type="search"
        value={query}
        maxLength={200}
        autocomplete="off"
        spellcheck={false}
      />
      <button type="submit">Search</button>
    </form>
  );
}
