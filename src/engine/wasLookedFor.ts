import { geneOf, isSmallChange, type GeneSymbol } from '../domain/alteration.ts';
import type { Reading } from '../domain/reading.ts';
import type { Sample } from '../domain/sample.ts';
import {
  matchesPattern,
  patternName,
  type AlterationPattern,
  type MutationsOf,
} from '../rulebase/alterationPattern.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { hasResult, type TumourRecord } from './tumourRecord.ts';

/** What a sample is asked for: a rule's pattern, or the small changes of a gene. */
export type Sought = AlterationPattern | MutationsOf;

/**
 * Does the sample say whether it is there? A gene covered or stated negative was looked at; one of
 * which only mutations were looked for says nothing of its copies and fusions. Histology takes a
 * biopsy.
 */
export function wasLookedFor(
  sought: Sought,
  sample: Sample,
  record: TumourRecord,
  knowledge: KnowledgeBase,
): boolean {
  if (sought.kind === 'histology') {
    return sample.material === 'tissue' && hasResult(sample.id, record);
  }
  const { gene } = sought;
  const isOfCopies = sought.kind === 'amplification' || sought.kind === 'deletion';
  if (
    isOfCopies &&
    !record.showsCopies.has(sample.id) &&
    !isFoundIn(sample, sought, record, knowledge)
  ) {
    return false;
  }
  const assay = sample.assay === null ? undefined : knowledge.terminology.assays.get(sample.assay);
  const isAnswered = assay?.reports !== 'mutations' || isMutation(sought);
  if (isAnswered && (sample.genesCovered ?? assay?.genes ?? []).includes(gene)) return true;
  const readings = record.bySample.get(sample.id) ?? [];
  return readings.some((r) => deniesGene(r, sought) || decides(r, sought, knowledge));
}

/** What was found is found, however little tumour DNA there is. */
function isFoundIn(
  { id }: Sample,
  sought: AlterationPattern,
  { bySample }: TumourRecord,
  { patternContext }: KnowledgeBase,
): boolean {
  return (bySample.get(id) ?? []).some(
    ({ of, detection }) =>
      of.kind !== 'any' &&
      detection.state === 'detected' &&
      matchesPattern(sought, of, patternContext),
  );
}

/** A negative of the gene that is as wide as what is sought. */
export function deniesGene({ of, detection }: Reading, sought: Sought): boolean {
  return (
    sought.kind !== 'histology' &&
    of.kind === 'any' &&
    of.gene === sought.gene &&
    detection.state === 'not-detected' &&
    (of.only === undefined || isMutation(sought))
  );
}

/** A result of its own for a copy number, a fusion or one change. */
function decides({ of, detection }: Reading, sought: Sought, knowledge: KnowledgeBase): boolean {
  return (
    of.kind !== 'any' &&
    sought.kind !== 'mutations' &&
    ONE_FINDING.has(sought.kind) &&
    detection.state !== 'not-assessed' &&
    matchesPattern(sought, of, knowledge.patternContext) &&
    // Without the fusion with one partner there may be one with another.
    (of.kind !== 'fusion' || of.partner === null || detection.state === 'detected')
  );
}

const ONE_FINDING: ReadonlySet<Sought['kind']> = new Set([
  'change',
  'amplification',
  'deletion',
  'fusion',
]);

/** Whether a result for mutations of the gene, without its copies and fusions, answers it. */
function isMutation({ kind }: Sought): boolean {
  return kind === 'mutations' || kind === 'change' || kind === 'residue' || kind === 'exon';
}

/** Genes in which something is sought that no result for mutations alone answers. */
export function genesOfCopiesAndFusions(
  patterns: readonly AlterationPattern[],
): ReadonlySet<GeneSymbol> {
  return new Set(
    patterns.flatMap((p) =>
      p.kind === 'amplification' || p.kind === 'deletion' || p.kind === 'fusion' ? [p.gene] : [],
    ),
  );
}

/** The gene that a reading says something about, as far as copies and fusions matter when `wide`. */
export function geneAnswered({ of }: Reading, wide: ReadonlySet<GeneSymbol>): GeneSymbol | null {
  const gene = of.kind === 'any' ? of.gene : geneOf(of);
  const isNarrow = of.kind === 'any' ? of.only === 'mutations' : isSmallChange(of);
  return gene !== null && isNarrow && wide.has(gene) ? null : gene;
}

/** As a clinician reads it: `MET amplification`; a gene alone where any of its changes counts. */
export function soughtName(sought: Sought): string {
  switch (sought.kind) {
    case 'histology':
      return 'histology';
    case 'amplification':
    case 'deletion':
    case 'fusion':
      return patternName(sought);
    default:
      return sought.gene;
  }
}
