import { geneOf, type Alteration, type CopyNumberChange } from '../domain/alteration.ts';
import { statedEventIn } from '../nomenclature/wordedFindings.ts';
import { hasCode } from './json.ts';
import { originOf } from './originOf.ts';
import { presenceInWords } from '../nomenclature/presenceInWords.ts';
import type { Description } from './statedChanges.ts';
import { partsOfKind, type VariantPart } from './variantParts.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * The second hit that the Observation of a small change states beside it: loss of heterozygosity by
 * code or word, an allele without copies, or a somatic change of a tumour suppressor that is
 * homozygous or hemizygous in the tumour, which leaves no normal copy. (In an oncogene the same
 * state is gain of the mutated copy as often as loss of the other.)
 */
export function lossBeside(
  { terminology, wordingsOf }: Vocabulary,
  parts: readonly VariantPart[],
  { changes, texts }: Description,
  alterations: readonly Alteration[],
  copies: number | null,
): CopyNumberChange | null {
  const genes = new Set(alterations.map(geneOf));
  const [gene] = genes;
  if (gene === undefined || gene === null || genes.size > 1) return null;
  const kind = 'copy-number' as const;
  const conclusions = partsOfKind(parts, 'conclusion').flatMap(({ value }) => wordingsOf(value));
  const worded = [
    ...texts,
    ...conclusions.filter((text) => presenceInWords(text) !== 'absent'),
  ].flatMap((text) => statedEventIn(gene, text) ?? []);
  const lost = worded.find(
    (event) => event.kind === kind && (event.direction === 'loh' || event.direction === 'loss'),
  );
  const state = partsOfKind(parts, 'allelicState').map(({ value }) => value);
  const isSuppressor = terminology.genes.get(gene)?.role === 'tumour-suppressor';
  const isOnlyCopy =
    isSuppressor &&
    originOf(parts) === 'somatic' &&
    state.some((value) => hasCode(value, NO_OTHER_ALLELE));
  if (lost === undefined && !isOnlyCopy && !changes.includes('lossOfHeterozygosity')) {
    return null;
  }
  const isLoss =
    copies === 1 ||
    changes.includes('loss') ||
    state.some((value) => hasCode(value, HEMIZYGOUS)) ||
    (lost?.kind === kind && lost.direction === 'loss');
  return { kind, gene, direction: isLoss ? 'loss' : 'loh' };
}

/** LOINC allelic state (53034-5): homozygous, hemizygous. */
const HEMIZYGOUS: ReadonlySet<string> = new Set(['LA6707-9']);
const NO_OTHER_ALLELE: ReadonlySet<string> = new Set(['LA6705-3', ...HEMIZYGOUS]);
