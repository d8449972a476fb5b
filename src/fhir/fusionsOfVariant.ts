import type { Alteration } from '../domain/alteration.ts';
import { expressionsOf } from '../nomenclature/concept.ts';
import { fusionPairIn, fusionsOf } from '../nomenclature/fusion.ts';
import type { GeneLookup } from '../nomenclature/geneLookup.ts';
import type { Terminology } from '../nomenclature/terminology.ts';
import type { Description } from './statedChanges.ts';
import type { StudiedGenes } from './variantGenes.ts';
import { partsOfKind, type VariantPart } from './variantParts.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * Fusions have no agreed shape (1.4): two genes with a fusion type, a fusion code, five- and
 * three-prime genes (often empty), or one gene and the word.
 */
export function fusionsOfVariant(
  { terminology, genesOf }: Vocabulary,
  parts: readonly VariantPart[],
  { changes, texts }: Description,
  studied: StudiedGenes,
): readonly Alteration[] {
  const named = partsOfKind(parts, 'fusion').flatMap(({ value }) =>
    expressionsOf(value).flatMap((text) => fusionNamed(terminology, text)),
  );
  if (named.length > 0) return named;
  const sides = [...partsOfKind(parts, 'fivePrimeGene'), ...partsOfKind(parts, 'threePrimeGene')];
  const sideNames = sides.flatMap(({ value }) => genesOf(value)).map(nameOfLookup);
  if (sideNames.length > 0) return fusionsOf(terminology, sideNames);
  if (studied.conflicts.length > 0) return [];
  const isFusion =
    sides.length > 0 ||
    changes.includes('fusion') ||
    texts.some((text) => /\b(?:fusions?|rearrangements?)\b/i.test(text)) ||
    (changes.includes('rearrangement') && studied.names.length === 2);
  if (!isFusion) return [];
  const pairs = texts.flatMap((text) =>
    text
      .split(/[\s()]+/)
      .flatMap((word) => [fusionPairIn(terminology, word)].filter((p) => p !== null)),
  );
  if (pairs[0] !== undefined) return fusionsOf(terminology, pairs[0]);
  return studied.names.length <= 2 ? fusionsOf(terminology, studied.names) : [];
}

function fusionNamed(terminology: Terminology, text: string): readonly Alteration[] {
  const names = text.split('::').map((name) => {
    const id = /^HGNC:\d+$/i.test(name.trim()) ? name.trim().toUpperCase() : null;
    return id === null ? name.trim() : (terminology.geneByHgnc.get(id) ?? null);
  });
  const pair = names.length === 2 ? names : fusionPairIn(terminology, text);
  return pair === null ? [] : fusionsOf(terminology, pair);
}

function nameOfLookup(lookup: GeneLookup): string | null {
  if (lookup.found === 'gene') return lookup.gene;
  return lookup.found === 'unknown' ? lookup.symbol : null;
}
