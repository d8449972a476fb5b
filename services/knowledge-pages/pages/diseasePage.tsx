import type { JSX } from 'preact';
import { listed } from '../../../src/domain/sentence.ts';
import type { DiseaseEntry } from '../../../src/nomenclature/terminologyFiles.ts';
import { diseaseOf } from '../names.ts';
import type { PageContext } from '../pageContext.ts';
import { Rows } from '../parts/Conditions.tsx';
import { Codes, entryPage, WhoNamesIt } from '../parts/EntryPage.tsx';
import { Alterations, DiseaseLink, inRow } from '../parts/links.tsx';
import { RulesByKind } from '../parts/RuleList.tsx';
import type { Register } from '../register.ts';

interface DiseasePageContent {
  readonly id: string;
  readonly disease: DiseaseEntry;
  readonly register: Register;
  readonly context: PageContext;
}

/** A disease: names, its place in the tree, and the rules for it and for what lies above it. */
export function diseasePage(content: DiseasePageContent): string {
  const { id, disease, context } = content;
  return entryPage({
    shelf: 'diseases',
    id,
    title: disease.name,
    context,
    children: <Disease {...content} />,
  });
}

function Disease({ id, disease, register, context }: DiseasePageContent): JSX.Element {
  const { names = [], truncal = [] } = disease;
  const above = diseasesAbove(id, context);
  const below = Object.entries(context.shared.terminology.diseases)
    .filter(([, one]) => one.parent === id)
    .map(([one]) => one);
  const own = register.ofDisease.get(id) ?? [];
  const inherited = above
    .map((one) => ({ disease: one, rules: register.ofDisease.get(one) ?? [] }))
    .filter(({ rules }) => rules.length > 0);
  const links = (ids: readonly string[]) =>
    inRow(
      ids.map((one) => <DiseaseLink key={one} id={one} context={context} />),
      'and',
    );
  return (
    <>
      <Rows
        rows={[
          ...(names.length === 0 ? [] : [{ term: 'Also called', is: names.join(', ') }]),
          ...(above.length === 0 ? [] : [{ term: 'Is a', is: links(above) }]),
          ...(below.length === 0 ? [] : [{ term: 'Includes', is: links(below) }]),
          ...(truncal.length === 0
            ? []
            : [
                {
                  term: 'In all of its cells, once found',
                  is: <Alterations texts={truncal} context={context} />,
                },
              ]),
        ]}
      />
      <WhoNamesIt shelf="diseases" id={id} context={context}>
        <section aria-labelledby="rules">
          <h2 id="rules">Rules for it</h2>
          {own.length === 0 && inherited.length === 0 ? (
            <p>
              No rule is made for it{' '}
              {below.length === 0
                ? ''
                : `itself; see ${listed(below.map((one) => diseaseOf(context.shared, one)?.name ?? one))}`}
              . There the service is silent.
            </p>
          ) : (
            <RulesByKind rules={own} context={context} heading="h3" />
          )}
        </section>
        {inherited.map(({ disease: one, rules }) => (
          <section key={one}>
            <h2>
              Rules for <DiseaseLink id={one} context={context} inSentence />, which hold for it too
            </h2>
            <RulesByKind rules={rules} context={context} heading="h3" />
          </section>
        ))}
      </WhoNamesIt>
      <Codes
        codes={[
          ['SNOMED CT', disease.snomed],
          ['ICD-10', disease.icd10],
          [
            'ICD-O-3',
            disease.icdO3?.map(
              ({ topography, morphology }) =>
                `${morphology.join(', ')} at ${topography.join(', ')}`,
            ),
          ],
          ['OncoTree', disease.oncotree],
        ]}
      />
    </>
  );
}

/** The diseases of which it is one, the nearest first. */
function diseasesAbove(id: string, { shared }: PageContext): readonly string[] {
  const above: string[] = [];
  for (
    let at = diseaseOf(shared, id)?.parent;
    at !== undefined && !above.includes(at);
    at = diseaseOf(shared, at)?.parent
  ) {
    above.push(at);
  }
  return above;
}
