import type { JSX } from 'preact';
import type { DatedVersion } from '../../../src/rulebase/packsInForce.ts';
import { releaseName } from '../../rule-store/release.ts';
import type { PageContext } from '../pageContext.ts';
import { page } from '../parts/Layout.tsx';
import type { Findable } from '../search/searchIndex.ts';
import { Alike } from './searchPage.tsx';

interface NotFoundContent {
  /** The last part of the address, as a name to search for. */
  readonly asked: string;
  readonly near: readonly Findable[];
  /** Versions of the pack that the address names. */
  readonly versions: readonly DatedVersion[];
  readonly context: PageContext;
}

/** Says what is not there, and where it may be. */
export function notFoundPage(content: NotFoundContent): string {
  const { context, asked } = content;
  return page({
    title: 'Not found',
    at: context.at,
    address: context.address,
    above: [{ name: 'Knowledge', href: context.at.home }],
    query: asked,
    children: <NotFound {...content} />,
  });
}

function NotFound({ asked, near, versions, context: { at } }: NotFoundContent): JSX.Element {
  return (
    <>
      <p class="kind">Not found</p>
      <h1>There is no page at this address</h1>
      <p class="lead">
        {asked === '' ? null : (
          <>
            Nothing here is called <strong>{asked}</strong>.{' '}
          </>
        )}
        A rule may have moved to another pack, or stand in an earlier version only.
      </p>
      <Alike entries={near} />
      {versions.length === 0 ? null : (
        <p>
          Versions of this pack that can be read:{' '}
          {versions.map((one, i) => (
            <span key={one.version}>
              {i === 0 ? '' : ', '}
              <a href={at.pack(one.id, one.version)}>{releaseName(one)}</a>
            </span>
          ))}
          .
        </p>
      )}
      <p>
        Search above, or start from <a href={at.home}>the packs</a>.
      </p>
    </>
  );
}
