import type { JSX } from 'preact';
import type { GeneEntry } from '../../../src/nomenclature/terminologyFiles.ts';
import type { PageContext } from '../pageContext.ts';
import { Rows } from '../parts/Conditions.tsx';
import { Codes, entryPage, WhoNamesIt } from '../parts/EntryPage.tsx';
import { DrugLinks } from '../parts/links.tsx';
import { RulesByKind } from '../parts/RuleList.tsx';
import type { Register } from '../register.ts';
import { ROLES } from '../wording/terms.ts';

interface GenePageContent {
  readonly symbol: string;
  readonly gene: GeneEntry;
  readonly register: Register;
  readonly context: PageContext;
}

/** A gene: names, numberings, the drugs that act on it and the rules that name it. */
export function genePage(content: GenePageContent): string {
  const { symbol, context } = content;
  return entryPage({
    shelf: 'genes',
    id: symbol,
    title: symbol,
    context,
    children: <Gene {...content} />,
  });
}

function Gene({ symbol, gene, register, context }: GenePageContent): JSX.Element {
  const { aliases = [], exons = [], otherNumberings = [], sequences } = gene;
  const rules = register.ofGene.get(symbol) ?? [];
  const drugs = Object.entries(context.shared.terminology.drugs)
    .filter(([, drug]) => drug.targets?.includes(symbol) === true)
    .map(([id]) => id);
  return (
    <>
      <p class="lead">{gene.name}</p>
      <Rows
        rows={[
          ...(aliases.length === 0 ? [] : [{ term: 'Also called', is: aliases.join(', ') }]),
          { term: 'Role', is: ROLES[gene.role] },
          ...(gene.node === undefined ? [] : [{ term: 'Pathway node', is: gene.node }]),
          ...(drugs.length === 0
            ? []
            : [{ term: 'Drugs against it', is: <DrugLinks ids={drugs} context={context} /> }]),
          ...exons.map(({ exon, from, to }) => ({
            term: `Exon ${String(exon)}`,
            is: `residues ${String(from)} to ${String(to)}`,
          })),
          ...otherNumberings.map(({ name, offset }) => ({
            term: 'Also numbered by',
            is: `${name} (${offset > 0 ? '+' : ''}${String(offset)} gives the residue used here)`,
          })),
          ...(gene.clonalHaematopoiesis === undefined
            ? []
            : [
                {
                  term: 'In blood',
                  is: `findings in blood alone come from blood cells ${
                    gene.clonalHaematopoiesis === 'usually' ? 'usually' : 'at a low fraction'
                  }`,
                },
              ]),
        ]}
      />
      <WhoNamesIt shelf="genes" id={symbol} context={context}>
        <section aria-labelledby="rules">
          <h2 id="rules">Rules that name it</h2>
          {rules.length === 0 ? (
            <p>No rule names {symbol}: a finding in it is kept and decides nothing.</p>
          ) : (
            <RulesByKind rules={rules} context={context} heading="h3" />
          )}
        </section>
      </WhoNamesIt>
      <Codes
        codes={[
          [
            'HGNC',
            [gene.hgnc],
            (code) => `https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/${code}`,
          ],
          [
            'NCBI Gene',
            gene.ncbi === undefined ? undefined : [gene.ncbi],
            (code) => `https://www.ncbi.nlm.nih.gov/gene/${code}`,
          ],
          ['Sequences', sequences],
        ]}
      />
    </>
  );
}
