import type { Alteration, GeneSymbol } from '../domain/alteration.ts';
import { expressionsOf } from '../nomenclature/concept.ts';
import { readIscn, type IscnReading } from '../nomenclature/iscn.ts';
import { presenceInWords } from '../nomenclature/presenceInWords.ts';
import type { Terminology } from '../nomenclature/terminology.ts';
import { statedEventIn } from '../nomenclature/wordedFindings.ts';
import type { PartKind, StatedChange } from './genomicsCodes.ts';
import { amountOfKind, partsOfKind, type VariantPart } from './variantParts.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Copies per cell, when a number is given that can be one. */
export function copyNumberIn(
  parts: readonly VariantPart[],
  description: Description,
): number | null {
  const amount = amountOfKind(parts, 'copyNumber');
  if (amount !== null) {
    const { value, comparator } = amount;
    // `< 10` copies may be two, and so may `1 to 3`.
    const isOpen = comparator?.startsWith('<') === true || (comparator !== null && value < DIPLOID);
    return value >= 0 && !isOpen ? value : null;
  }
  const alleles = allelesIn(parts);
  if (alleles !== null) return alleles[0] + alleles[1];
  if (description.cytogenetic?.copies != null) return description.cytogenetic.copies;
  const worded = description.texts.flatMap(
    (text) => /\bCN\s?=\s?(\d{1,4}(?:\.\d+)?)/.exec(text)?.[1] ?? [],
  )[0];
  return worded === undefined ? null : Number(worded);
}

/** The copies of each allele, where both are given. */
function allelesIn(parts: readonly VariantPart[]): readonly [number, number] | null {
  const [a, b, ...others] = partsOfKind(parts, 'alleleCopies').flatMap(({ amount }) =>
    amount === null || amount.value < 0 ? [] : [amount.value],
  );
  return a === undefined || b === undefined || others.length > 0 ? null : [a, b];
}

/** Changes stated by type or in words, for every gene: one copy-number segment may span several. */
export function statedChanges(
  terminology: Terminology,
  parts: readonly VariantPart[],
  description: Description,
  genes: readonly GeneSymbol[],
  copies: number | null,
  namesVariant: boolean,
): readonly Alteration[] {
  if (namesVariant && genes.length > 1) return [];
  return genes.flatMap((gene) => {
    const copyChange = copyNumberChange(description, gene, copies);
    if (copyChange !== null) return [copyChange];
    if (genes.length > 1) return [];
    return eventOf(terminology, parts, description, gene) ?? [];
  });
}

function copyNumberChange(
  description: Description,
  gene: GeneSymbol,
  copies: number | null,
): Alteration | null {
  const kind = 'copy-number' as const;
  if (copies === 0) return { kind, gene, direction: 'deep-loss' };
  if (description.changes.includes('amplification'))
    return { kind, gene, direction: 'amplification' };
  const [worded] = description.texts
    .flatMap((text) => statedEventIn(gene, text) ?? [])
    .filter((event) => event.kind === kind);
  if (worded !== undefined)
    return worded.direction === 'loh' && copies === 1 ? { ...worded, direction: 'loss' } : worded;
  if (description.changes.includes('gain')) return { kind, gene, direction: 'gain' };
  if (description.changes.includes('loss')) return { kind, gene, direction: 'loss' };
  if (description.changes.includes('lossOfHeterozygosity')) {
    return { kind, gene, direction: copies === 1 ? 'loss' : 'loh' };
  }
  if (copies === null || copies === DIPLOID) return null;
  return { kind, gene, direction: copies > DIPLOID ? 'gain' : 'loss' };
}

/** Two copies are the normal state of an autosomal gene; what counts as amplified is the rules' matter. */
const DIPLOID = 2;

function eventOf(
  terminology: Terminology,
  parts: readonly VariantPart[],
  description: Description,
  gene: GeneSymbol,
): Alteration | null {
  for (const text of description.texts) {
    const event = statedEventIn(gene, text);
    if (event !== null) return event;
  }
  const exon = exonOf(parts);
  if (exon !== null) {
    const isSkipped = terminology.genes.get(gene)?.skippedExons?.includes(exon);
    const event =
      description.changes.includes('exonLoss') ||
      (isSkipped === true && description.changes.includes('spliceSite'))
        ? 'skipping'
        : description.changes.includes('deletion')
          ? 'deletion'
          : description.changes.includes('insertion')
            ? 'insertion'
            : null;
    if (event !== null) return { kind: 'exon-event', gene, exon, event };
  }
  return description.changes.includes('lossOfFunction') ? { kind: 'loss-of-function', gene } : null;
}

function exonOf(parts: readonly VariantPart[]): number | null {
  for (const text of partsOfKind(parts, 'region').flatMap(({ value }) => expressionsOf(value))) {
    const exon = /^Ex(?:on)?\.? ?#? ?(\d{1,3})$/i.exec(text)?.[1];
    if (exon !== undefined) return Number(exon);
  }
  return null;
}

/** What the parts of a variant say about it beside notations: kinds of change, by code and in words. */
export interface Description {
  readonly changes: readonly StatedChange[];
  readonly texts: readonly string[];
  /** What cytogenetic notation says, when it says one thing. */
  readonly cytogenetic: IscnReading | null;
}

export function descriptionOf(vocabulary: Vocabulary, parts: readonly VariantPart[]): Description {
  const changes: StatedChange[] = [];
  const texts: string[] = [];
  for (const kind of DESCRIBING) {
    for (const { kinds, code, value } of parts) {
      const isInterpretation = code.text === INTERPRETATION_PART;
      if (!(kind === null ? isInterpretation : kinds.includes(kind))) continue;
      // `No amplification` describes none, and `not amplified, probably` is no description either.
      texts.push(...vocabulary.wordingsOf(value).filter(isAsserted));
      if (kind === null || STATING.has(kind)) changes.push(...vocabulary.changesStatedBy(value));
    }
  }
  if (allelesIn(parts)?.includes(0) === true) changes.push('lossOfHeterozygosity');
  const cytogenetic = cytogeneticIn(parts);
  if (cytogenetic !== null) changes.push(CHANGE_OF_EVENT[cytogenetic.event]);
  return { changes, texts, cytogenetic };
}

function isAsserted(text: string): boolean {
  const said = presenceInWords(text);
  return said === null || said === 'present';
}

function cytogeneticIn(parts: readonly VariantPart[]): IscnReading | null {
  const read = partsOfKind(parts, 'cytogenetic').flatMap(({ value }) =>
    expressionsOf(value).map(readIscn),
  );
  return read.find((reading) => reading !== null) ?? null;
}

const CHANGE_OF_EVENT: Readonly<Record<IscnReading['event'], StatedChange>> = {
  gain: 'gain',
  loss: 'loss',
  'loss-of-heterozygosity': 'lossOfHeterozygosity',
  amplification: 'amplification',
  rearrangement: 'fusion',
  none: 'none',
};

/** Parts whose words describe the variant; `null` is the Observation's own interpretation. */
const DESCRIBING = [
  'changeType',
  'consequence',
  'variationCode',
  'codingChange',
  'region',
  null,
] as const;

/** Parts whose codes do. */
const STATING: ReadonlySet<PartKind> = new Set<PartKind>(['changeType', 'consequence']);

/** Name of the part that carries an Observation's own interpretation (`gene amplification`). */
export const INTERPRETATION_PART = 'interpretation of the observation';

/** Wild type stated as the type of change, or an alternate allele that equals the reference. */
export function statesReference(parts: readonly VariantPart[], description: Description): boolean {
  const allele = (kind: 'referenceAllele' | 'alternateAllele'): string | undefined =>
    partsOfKind(parts, kind).flatMap(({ value }) => expressionsOf(value))[0];
  const reference = allele('referenceAllele');
  return (
    description.changes.includes('none') ||
    (reference !== undefined && reference === allele('alternateAllele'))
  );
}
