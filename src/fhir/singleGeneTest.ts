import type { Alteration, GeneSymbol } from '../domain/alteration.ts';
import { genesNamedIn } from '../nomenclature/genesNamedIn.ts';
import { wordingsOf, type Concept } from '../nomenclature/concept.ts';
import { fusionsOf } from '../nomenclature/fusion.ts';
import { proteinChangeOf } from '../nomenclature/proteinChange.ts';
import type { Terminology } from '../nomenclature/terminology.ts';
import type { SingleGeneTest } from '../nomenclature/terminologyFiles.ts';
import { wordedFindingsIn } from '../nomenclature/wordedFindings.ts';
import { PART_OF_GENE_TESTS } from './genomicsCodes.ts';

/** What a test's code looks for, or `null` when it is not a test of one gene. */
export interface TestTarget {
  readonly genes: readonly GeneSymbol[];
  readonly alterations: readonly Alteration[];
  /** "Mutations tested for" lists a panel; it is no result. */
  readonly testedOnly: boolean;
  /** Whether "negative" means that the whole gene is. */
  readonly wholeGene: boolean;
}

/**
 * A test whose LOINC code says what was looked for (shape G). The terminology's table decides;
 * a code it lacks is told by LOINC's own wording, which always reads `EGFR gene p.Thr790Met ...`.
 * That wording keeps out eGFR (kidney function), MET (metabolic equivalents) and EGFR antigen.
 */
export function listedTestOf(terminology: Terminology, code: Concept): TestTarget | null {
  for (const { code: loinc } of code.codings) {
    const listed = loinc === null ? undefined : terminology.singleGeneTests.get(loinc);
    if (loinc !== null && listed !== undefined) return targetOfTable(terminology, loinc, listed);
  }
  return null;
}

export function wordedTestOf(terminology: Terminology, code: Concept): TestTarget | null {
  for (const wording of wordingsOf(code)) {
    const target = targetOfWording(terminology, wording);
    if (target !== null) return target;
  }
  return null;
}

function targetOfTable(terminology: Terminology, loinc: string, test: SingleGeneTest): TestTarget {
  const genes = test.genes.filter((gene) => terminology.genes.has(gene));
  const alterations = genes.flatMap((gene) => alterationOfTest(terminology, gene, test));
  return {
    genes,
    alterations,
    testedOnly: test.testedOnly === true,
    wholeGene: alterations.length === 0 && !PART_OF_GENE_TESTS.has(loinc),
  };
}

function alterationOfTest(
  terminology: Terminology,
  gene: GeneSymbol,
  { change, exon, looksFor }: SingleGeneTest,
): readonly Alteration[] {
  const protein = change === undefined ? null : proteinChangeOf(terminology, gene, change, null);
  if (protein !== null && protein !== 'no-change') return [protein];
  if (exon !== undefined) return [{ kind: 'exon-event', gene, ...exon }];
  if (looksFor === 'fusion') return fusionsOf(terminology, [gene]);
  return looksFor === 'amplification'
    ? [{ kind: 'copy-number', gene, direction: 'amplification' }]
    : [];
}

function targetOfWording(terminology: Terminology, wording: string): TestTarget | null {
  const head = /^([A-Z][A-Za-z0-9+/, -]{1,40}?)\s+(?:genes?\b|[A-Z]\d+[A-Z] mutant protein)/.exec(
    wording,
  );
  const genes = head === null ? [] : genesNamedIn(terminology, head[1] ?? '');
  const [gene] = genes;
  if (gene === undefined) return null;
  return {
    genes,
    alterations: alterationsOfWording(terminology, wording, genes),
    testedOnly: /tested for/i.test(wording),
    wholeGene: WHOLE_GENE.test(wording) && !PART_OF_GENE.test(wording),
  };
}

function alterationsOfWording(
  terminology: Terminology,
  wording: string,
  genes: readonly GeneSymbol[],
): readonly Alteration[] {
  const [gene] = genes;
  if (gene === undefined || WHOLE_GENE.test(wording)) return [];
  if (/rearrangement/i.test(wording)) return genes.flatMap((one) => fusionsOf(terminology, [one]));
  if (/amplification|duplication|copy number/i.test(wording)) {
    return [{ kind: 'copy-number', gene, direction: 'amplification' }];
  }
  const findings = genes.length === 1 ? wordedFindingsIn(terminology, wording, gene) : [];
  return findings.flatMap(({ alterations }) => alterations);
}

/** Only a test of the gene's mutations, not of its copies or protein, can find the gene negative ... */
const WHOLE_GENE = /mutations found|(?:full|targeted) mutation analysis/i;
/** ... and not one that looks at a part of it. */
const PART_OF_GENE = /limited|\bexon|codon|\b[A-Z]\d{2,4}\b|\b[cp]\./;
