import type { JSX } from 'preact';
import { tierOf } from '../../../src/domain/evidence.ts';
import type { SourceEntry } from '../../../src/rulebase/ruleFiles.ts';
import { sourceOf, type Cited } from '../names.ts';
import type { PageContext } from '../pageContext.ts';
import { dayInWords } from '../wording/dayInWords.ts';
import { EVIDENCE_KINDS } from '../wording/terms.ts';

/** Sources with what each shows, the strongest first. */
export function EvidenceList({
  cited,
  context,
}: {
  readonly cited: readonly Cited[];
  readonly context: PageContext;
}): JSX.Element {
  return (
    <ol class="evidence">
      {cited.map(({ source, level, shows }) => {
        const entry = sourceOf(context.shared, source);
        return (
          <li key={source}>
            <p class="strength">
              <span class={`level level-${level.toLowerCase()}`}>Level {level}</span> tier{' '}
              {tierOf(level)}
              {entry === undefined ? null : ` · ${EVIDENCE_KINDS[entry.kind]}`}
            </p>
            {entry === undefined ? (
              <p>{source}</p>
            ) : (
              <>
                <p>
                  <Citation id={source} entry={entry} context={context} />
                </p>
                {shows.map((sentence) => (
                  <p key={sentence} class="shows">
                    {sentence}
                  </p>
                ))}
                <Verified entry={entry} />
              </>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** Title, authors, place and year, with the record's addresses. */
export function Citation({
  id,
  entry,
  context,
}: {
  readonly id: string;
  readonly entry: SourceEntry;
  readonly context: PageContext;
}): JSX.Element {
  // A label's author and publisher may be one office.
  const where = [...new Set([entry.authors, entry.journal])].filter((part) => part !== undefined);
  return (
    <>
      <a href={context.at.entry('sources', id)}>{entry.title}</a>. {where.join(', ')}{' '}
      {String(entry.year)}. <RecordLinks entry={entry} />
    </>
  );
}

/** Where the record itself is to be read. */
export function RecordLinks({ entry }: { readonly entry: SourceEntry }): JSX.Element {
  const links = [
    entry.pmid === undefined
      ? null
      : {
          href: `https://pubmed.ncbi.nlm.nih.gov/${entry.pmid}/`,
          text: `PMID ${entry.pmid}`,
        },
    entry.doi === undefined
      ? null
      : { href: `https://doi.org/${entry.doi}`, text: `doi:${entry.doi}` },
    entry.url === undefined || !/^https?:\/\//.test(entry.url)
      ? null
      : { href: entry.url, text: new URL(entry.url).hostname },
  ].filter((link) => link !== null);
  return (
    <span class="records">
      {links.map(({ href, text }) => (
        <a key={href} href={href} rel="noreferrer">
          {text}
        </a>
      ))}
    </span>
  );
}

export function Verified({ entry: { verified } }: { readonly entry: SourceEntry }): JSX.Element {
  return verified === undefined ? (
    <p class="unverified">
      <strong>Not verified:</strong> nobody has compared it with a record yet. No card rests on it.
    </p>
  ) : (
    <p class="verified">
      Verified on {dayInWords(verified.on)} against: {verified.against}.
    </p>
  );
}
