import type { JSX } from 'preact';
import type { DrugClassEntry } from '../../../src/nomenclature/terminologyFiles.ts';
import type { Shelf } from '../addresses.ts';
import type { PageContext } from '../pageContext.ts';
import { SHELF_NAMES } from '../parts/EntryPage.tsx';
import { RecordLinks } from '../parts/EvidenceList.tsx';
import { page } from '../parts/Layout.tsx';
import { DiseaseLink, DrugLink, GeneLink } from '../parts/links.tsx';
import { VersionNote } from '../parts/VersionNote.tsx';
import type { Register } from '../register.ts';
import { EVIDENCE_KINDS, STATUSES } from '../wording/terms.ts';

interface ShelfPageContent {
  readonly shelf: Shelf;
  readonly register: Register;
  readonly context: PageContext;
}

/** All entries of one kind. */
export function shelfPage(content: ShelfPageContent): string {
  const { shelf, context } = content;
  const { at, edition } = context;
  const { manifest } = edition.shared;
  return page({
    title: SHELF_NAMES[shelf],
    at,
    address: context.address,
    above: [{ name: 'Knowledge', href: at.home }],
    children: (
      <article>
        <h1>{SHELF_NAMES[shelf]}</h1>
        <VersionNote
          manifest={manifest}
          origin={edition.origin}
          isNamed={false}
          permanent={at.pack(manifest.id, manifest.version)}
          inForce={at.shelf(shelf)}
        />
        <Entries {...content} />
      </article>
    ),
  });
}

function Entries({ shelf, register, context }: ShelfPageContent): JSX.Element {
  switch (shelf) {
    case 'drugs':
      return <Drugs context={context} />;
    case 'genes':
      return <Genes register={register} context={context} />;
    case 'diseases':
      return <DiseaseTree above={undefined} register={register} context={context} />;
    case 'sources':
      return <Sources context={context} />;
    default:
      return shelf satisfies never;
  }
}

/** By class, in the order of the tree of classes. */
function Drugs({ context }: { readonly context: PageContext }): JSX.Element {
  const { drugs, drugClasses } = context.shared.terminology;
  const rows = Object.entries(drugClasses)
    .map(([id, entry]) => ({ id, entry, path: classPath(id, drugClasses) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return (
    <div class="classes">
      {rows.map(({ id, entry }) => {
        const own = Object.entries(drugs).filter(([, drug]) => drug.class === id);
        return (
          <section key={id} id={`class-${id}`}>
            <h2>{entry.name}</h2>
            {entry.parent === undefined ? null : (
              <p class="soft">
                of <a href={`#class-${entry.parent}`}>{drugClasses[entry.parent]?.name}</a>
              </p>
            )}
            {own.length === 0 ? null : (
              <ul class="rules">
                {own.map(([drug, { status, synonyms = [] }]) => (
                  <li key={drug}>
                    <DrugLink id={drug} context={context} />{' '}
                    <span class="soft">
                      {[...synonyms.slice(0, 2), STATUSES[status]].join(', ')}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </section>
        );
      })}
    </div>
  );
}

function classPath(id: string, classes: Readonly<Record<string, DrugClassEntry>>): string {
  const names: string[] = [];
  for (
    let at: string | undefined = id;
    at !== undefined && !names.includes(at);
    at = classes[at]?.parent
  ) {
    names.unshift(at);
  }
  return names.join('/');
}

function Genes({
  register,
  context,
}: {
  readonly register: Register;
  readonly context: PageContext;
}): JSX.Element {
  return (
    <ul class="columns">
      {Object.entries(context.shared.terminology.genes)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([symbol]) => (
          <li key={symbol}>
            <GeneLink symbol={symbol} context={context} />{' '}
            <Count rules={register.ofGene.get(symbol)?.length ?? 0} />
          </li>
        ))}
    </ul>
  );
}

function DiseaseTree({
  above,
  register,
  context,
}: {
  readonly above: string | undefined;
  readonly register: Register;
  readonly context: PageContext;
}): JSX.Element | null {
  const own = Object.entries(context.shared.terminology.diseases).filter(
    ([, { parent }]) => parent === above,
  );
  return own.length === 0 ? null : (
    <ul class="tree">
      {own.map(([id]) => (
        <li key={id}>
          <DiseaseLink id={id} context={context} />{' '}
          <Count rules={register.ofDisease.get(id)?.length ?? 0} />
          <DiseaseTree above={id} register={register} context={context} />
        </li>
      ))}
    </ul>
  );
}

function Count({ rules }: { readonly rules: number }): JSX.Element {
  return (
    <span class="soft">
      {rules === 0 ? 'no rule' : `${String(rules)} ${rules === 1 ? 'rule' : 'rules'}`}
    </span>
  );
}

function Sources({ context }: { readonly context: PageContext }): JSX.Element {
  const all = Object.entries(context.shared.sources).sort(([a], [b]) => (a < b ? -1 : 1));
  const verified = all.filter(([, { verified: seen }]) => seen !== undefined);
  return (
    <>
      <p class="lead">
        {String(verified.length)} of {String(all.length)} were compared with a real record. The
        others are kept and never shown on a card.
      </p>
      <ul class="rules">
        {all.map(([id, entry]) => (
          <li key={id}>
            <a href={context.at.entry('sources', id)}>{entry.title}</a>{' '}
            <span class="soft">
              {entry.authors === undefined ? '' : `${entry.authors}, `}
              {String(entry.year)}, {EVIDENCE_KINDS[entry.kind]}
              {entry.verified === undefined ? ', not verified' : ''}
            </span>{' '}
            <RecordLinks entry={entry} />
          </li>
        ))}
      </ul>
    </>
  );
}
