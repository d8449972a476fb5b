import type { JSX } from 'preact';
import type { SourceEntry } from '../../../src/rulebase/ruleFiles.ts';
import type { PageContext } from '../pageContext.ts';
import { Rows } from '../parts/Conditions.tsx';
import { entryPage, WhoNamesIt } from '../parts/EntryPage.tsx';
import { RecordLinks, Verified } from '../parts/EvidenceList.tsx';
import { RulesByKind } from '../parts/RuleList.tsx';
import type { Register } from '../register.ts';
import { EVIDENCE_KINDS } from '../wording/terms.ts';

interface SourcePageContent {
  readonly id: string;
  readonly source: SourceEntry;
  readonly register: Register;
  readonly context: PageContext;
}

/** A paper, label or guideline, and what rests on it. */
export function sourcePage(content: SourcePageContent): string {
  const { id, source, context } = content;
  return entryPage({
    shelf: 'sources',
    id,
    title: source.title,
    context,
    children: <Source {...content} />,
  });
}

function Source({ id, source, register, context }: SourcePageContent): JSX.Element {
  const rules = register.ofSource.get(id) ?? [];
  return (
    <>
      <Rows
        rows={[
          { term: 'Kind', is: EVIDENCE_KINDS[source.kind] },
          { term: 'By', is: source.authors ?? 'not named in the record that was seen' },
          ...(source.journal === undefined ? [] : [{ term: 'In', is: source.journal }]),
          { term: 'Year', is: String(source.year) },
          { term: 'Record', is: <RecordLinks entry={source} /> },
          { term: 'Compared with it', is: <Verified entry={source} /> },
          { term: 'Name', is: <code>{id}</code> },
        ]}
      />
      <WhoNamesIt shelf="sources" id={id} context={context}>
        <section aria-labelledby="rules">
          <h2 id="rules">What rests on it</h2>
          {rules.length === 0 ? (
            <p>No rule cites it.</p>
          ) : (
            <RulesByKind rules={rules} context={context} heading="h3" />
          )}
        </section>
      </WhoNamesIt>
    </>
  );
}
