import type { JSX } from 'preact';
import type { DatedVersion } from '../../../src/rulebase/packsInForce.ts';
import type { PackManifest } from '../../../src/rulebase/ruleFiles.ts';
import { SHARED_PACK } from '../../rule-store/release.ts';
import { SHELVES } from '../addresses.ts';
import type { PageContext } from '../pageContext.ts';
import { page } from '../parts/Layout.tsx';
import { RulesByKind } from '../parts/RuleList.tsx';
import { VersionNote } from '../parts/VersionNote.tsx';
import { changelogEntries, changelogPreface } from '../wording/changelog.ts';
import { dayInWords } from '../wording/dayInWords.ts';

interface PackPageContent {
  readonly manifest: PackManifest;
  readonly changelog: string;
  /** SHA-256 of what decides, as answers and records name it. */
  readonly hash: string;
  /** Every version that can be read, the oldest first. */
  readonly versions: readonly DatedVersion[];
  readonly context: PageContext;
}

/** A pack: its rules by kind, its changes in clinicians' words, its versions. */
export function packPage(content: PackPageContent): string {
  const { manifest, context } = content;
  return page({
    title: manifest.name,
    at: context.at,
    address: context.address,
    above: [{ name: 'Knowledge', href: context.at.home }],
    children: <Pack {...content} />,
  });
}

function Pack({ manifest, changelog, hash, versions, context }: PackPageContent): JSX.Element {
  const { at, edition } = context;
  const { id, version, reviewers } = manifest;
  const own = [...edition.rules.values()].filter(({ pack }) => pack.id === id);
  const others = versions.filter((one) => one.version !== version);
  return (
    <article>
      <p class="kind">Pack</p>
      <h1>{manifest.name}</h1>
      <VersionNote
        manifest={manifest}
        origin={edition.origin}
        isNamed={edition.named !== null}
        permanent={at.pack(id, version)}
        inForce={at.pack(id)}
      />
      {changelogPreface(changelog).map((text) => (
        <p key={text} class="lead">
          {text}
        </p>
      ))}
      <dl class="facts">
        <div>
          <dt>Reviewers</dt>
          <dd>{reviewers.join(', ')}</dd>
        </div>
        {id === SHARED_PACK ? null : (
          <div>
            <dt>Rules and tables</dt>
            <dd>{String(own.length)}</dd>
          </div>
        )}
        <div>
          <dt>SHA-256</dt>
          <dd>
            <code>{hash}</code>
          </dd>
        </div>
      </dl>
      {id === SHARED_PACK ? (
        <ul class="shelves">
          {SHELVES.map((shelf) => (
            <li key={shelf}>
              <a href={at.shelf(shelf)}>{shelf.replace(/^./, (c) => c.toUpperCase())}</a>
            </li>
          ))}
        </ul>
      ) : (
        <RulesByKind rules={own} context={context} heading="h2" />
      )}
      <section aria-labelledby="changes">
        <h2 id="changes">Changes</h2>
        {changelogEntries(changelog).map(({ heading, paragraphs, points }) => (
          <section key={heading}>
            <h3>{heading}</h3>
            {paragraphs.map((text) => (
              <p key={text}>{text}</p>
            ))}
            {points.length === 0 ? null : (
              <ul>
                {points.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            )}
          </section>
        ))}
      </section>
      {others.length === 0 || edition.named !== null ? null : (
        <section aria-labelledby="versions">
          <h2 id="versions">Other versions</h2>
          <ul>
            {others.map((one) => (
              <li key={one.version}>
                <a href={at.pack(id, one.version)}>{one.version}</a>
                <span class="soft">
                  , from {dayInWords(one.effectiveFrom)}
                  {one.effectiveTo === undefined ? '' : ` to ${dayInWords(one.effectiveTo)}`}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </article>
  );
}
