import type { Alteration, GeneSymbol } from '../domain/alteration.ts';
import { expressionsOf, wordingsOf } from '../nomenclature/concept.ts';
import { statedEventIn } from '../nomenclature/wordedFindings.ts';
import { CHANGE } from './genomicsCodes.ts';
import { hasCode } from './json.ts';
import { partsOfKind, type VariantPart } from './variantParts.ts';

/** Copies per cell, when a number is given that can be one. */
export function copyNumberIn(parts: readonly VariantPart[]): number | null {
  const [amount] = partsOfKind(parts, 'copyNumber').flatMap((part) => part.amount ?? []);
  if (amount !== undefined) return amount.value >= 0 ? amount.value : null;
  const worded = describingTexts(parts).flatMap(
    (text) => /\bCN\s?=\s?(\d{1,4}(?:\.\d+)?)/.exec(text)?.[1] ?? [],
  )[0];
  return worded === undefined ? null : Number(worded);
}

/** Changes stated by type or in words, for every gene: one copy-number segment may span several. */
export function statedChanges(
  parts: readonly VariantPart[],
  genes: readonly GeneSymbol[],
  copies: number | null,
  namesVariant: boolean,
): readonly Alteration[] {
  if (namesVariant && genes.length > 1) return [];
  return genes.flatMap((gene) => {
    const copyChange = copyNumberChange(parts, gene, copies);
    if (copyChange !== null) return [copyChange];
    if (genes.length > 1) return [];
    return eventOf(parts, gene) ?? [];
  });
}

function copyNumberChange(
  parts: readonly VariantPart[],
  gene: GeneSymbol,
  copies: number | null,
): Alteration | null {
  const kind = 'copy-number' as const;
  if (copies === 0) return { kind, gene, direction: 'deep-loss' };
  if (statesChange(parts, 'amplification')) return { kind, gene, direction: 'amplification' };
  const [worded] = describingTexts(parts)
    .flatMap((text) => statedEventIn(gene, text) ?? [])
    .filter((event) => event.kind === kind);
  if (worded !== undefined) return worded;
  if (statesChange(parts, 'gain')) return { kind, gene, direction: 'gain' };
  if (statesChange(parts, 'loss')) return { kind, gene, direction: 'loss' };
  if (copies === null || copies === DIPLOID) return null;
  return { kind, gene, direction: copies > DIPLOID ? 'gain' : 'loss' };
}

/** Two copies are the normal state of an autosomal gene; what counts as amplified is the rules' matter. */
const DIPLOID = 2;

function eventOf(parts: readonly VariantPart[], gene: GeneSymbol): Alteration | null {
  for (const text of describingTexts(parts)) {
    const event = statedEventIn(gene, text);
    if (event !== null) return event;
  }
  const exon = exonOf(parts);
  if (exon !== null) {
    const event = statesChange(parts, 'exonLoss')
      ? 'skipping'
      : statesChange(parts, 'deletion')
        ? 'deletion'
        : statesChange(parts, 'insertion')
          ? 'insertion'
          : null;
    if (event !== null) return { kind: 'exon-event', gene, exon, event };
  }
  return statesChange(parts, 'lossOfFunction') ? { kind: 'loss-of-function', gene } : null;
}

function exonOf(parts: readonly VariantPart[]): number | null {
  for (const text of partsOfKind(parts, 'region').flatMap(({ value }) => expressionsOf(value))) {
    const exon = /^Ex(?:on)?\.? ?#? ?(\d{1,3})$/i.exec(text)?.[1];
    if (exon !== undefined) return Number(exon);
  }
  return null;
}

/** Wordings of the parts that describe the variant, for events that have no code. */
export function describingTexts(parts: readonly VariantPart[]): readonly string[] {
  const kinds = [
    'changeType',
    'consequence',
    'variationCode',
    'codingChange',
    'region',
    'interpretation',
  ] as const;
  return kinds.flatMap((kind) => describing(parts, kind)).flatMap(({ value }) => wordingsOf(value));
}

function describing(
  parts: readonly VariantPart[],
  kind: Parameters<typeof partsOfKind>[1] | 'interpretation',
): readonly VariantPart[] {
  return kind === 'interpretation'
    ? parts.filter(({ code }) => code.text === INTERPRETATION_PART)
    : partsOfKind(parts, kind);
}

/** Name of the part that carries an Observation's own interpretation (`gene amplification`). */
export const INTERPRETATION_PART = 'interpretation of the observation';

/** Whether type, consequence or interpretation state a kind of change. */
export function statesChange(parts: readonly VariantPart[], change: keyof typeof CHANGE): boolean {
  return [
    ...partsOfKind(parts, 'changeType', 'consequence'),
    ...describing(parts, 'interpretation'),
  ].some(({ value }) => hasCode(value, CHANGE[change]));
}

/** Wild type stated as the type of change, or an alternate allele that equals the reference. */
export function statesReference(parts: readonly VariantPart[]): boolean {
  const allele = (kind: 'referenceAllele' | 'alternateAllele'): string | undefined =>
    partsOfKind(parts, kind).flatMap(({ value }) => expressionsOf(value))[0];
  const reference = allele('referenceAllele');
  return (
    statesChange(parts, 'none') ||
    (reference !== undefined && reference === allele('alternateAllele'))
  );
}
