import type { ComponentChildren, JSX } from 'preact';
import type { Shelf } from '../addresses.ts';
import type { PageContext } from '../pageContext.ts';
import { page } from './Layout.tsx';
import { VersionNote } from './VersionNote.tsx';

export const SHELF_NAMES: Readonly<Record<Shelf, string>> = {
  drugs: 'Drugs',
  genes: 'Genes',
  diseases: 'Diseases',
  sources: 'Sources',
};

const KIND_NAMES: Readonly<Record<Shelf, string>> = {
  drugs: 'Drug',
  genes: 'Gene',
  diseases: 'Disease',
  sources: 'Source',
};

/** The page of an entry that all packs share. */
export function entryPage({
  shelf,
  id,
  title,
  context,
  children,
}: {
  readonly shelf: Shelf;
  readonly id: string;
  readonly title: string;
  readonly context: PageContext;
  readonly children: ComponentChildren;
}): string {
  const { at, edition } = context;
  const { manifest } = edition.shared;
  return page({
    title,
    at,
    address: context.address,
    above: [
      { name: 'Knowledge', href: at.home },
      { name: SHELF_NAMES[shelf], href: at.shelf(shelf) },
    ],
    children: (
      <article>
        <p class="kind">{KIND_NAMES[shelf]}</p>
        <h1>{title}</h1>
        <VersionNote
          manifest={manifest}
          origin={edition.origin}
          isNamed={edition.named !== null}
          permanent={at.entryIn(manifest.id, manifest.version, shelf, id)}
          inForce={at.entry(shelf, id)}
        />
        {children}
      </article>
    ),
  });
}

/** A page of one version holds what that version holds; which rules name it changes with the packs. */
export function WhoNamesIt({
  shelf,
  id,
  context,
  children,
}: {
  readonly shelf: Shelf;
  readonly id: string;
  readonly context: PageContext;
  readonly children: ComponentChildren;
}): JSX.Element {
  return context.edition.named === null ? (
    <>{children}</>
  ) : (
    <p>
      Which rules name it changes with their packs:{' '}
      <a href={context.at.entry(shelf, id)}>see what is in force now</a>.
    </p>
  );
}

/** Codes of an entry, each with its system. */
export function Codes({
  codes,
}: {
  readonly codes: readonly (readonly [
    system: string,
    codes: readonly string[] | undefined,
    link?: (code: string) => string,
  ])[];
}): JSX.Element | null {
  const given = codes.filter(([, list]) => list !== undefined && list.length > 0);
  return given.length === 0 ? null : (
    <section aria-labelledby="codes">
      <h2 id="codes">Codes</h2>
      <dl class="rows">
        {given.map(([system, list = [], link]) => (
          <div key={system}>
            <dt>{system}</dt>
            <dd class="codes">
              {list.map((code) =>
                link === undefined ? (
                  <code key={code}>{code}</code>
                ) : (
                  <a key={code} href={link(code)} rel="noreferrer">
                    <code>{code}</code>
                  </a>
                ),
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
