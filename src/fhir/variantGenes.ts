import type { GeneSymbol } from '../domain/alteration.ts';
import { partsOfKind, type VariantPart } from './variantParts.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The genes that a variant Observation says were studied. */
export interface StudiedGenes {
  readonly genes: readonly GeneSymbol[];
  /** As the record writes them, including symbols that the terminology lacks. */
  readonly names: readonly string[];
  readonly conflicts: readonly string[];
  readonly unknown: readonly string[];
}

/** Reads all `gene studied` parts; a gene in doubt is not among the genes. */
export function genesStudied(vocabulary: Vocabulary, parts: readonly VariantPart[]): StudiedGenes {
  const lookups = partsOfKind(parts, 'gene').flatMap(({ value }) => vocabulary.genesOf(value));
  const genes = new Set<GeneSymbol>();
  const names = new Set<string>();
  const conflicts: string[] = [];
  const doubted = new Set<GeneSymbol>();
  const unknown: string[] = [];
  for (const lookup of lookups) {
    if (lookup.found === 'gene') {
      genes.add(lookup.gene);
      names.add(lookup.gene);
    } else if (lookup.found === 'conflict') {
      conflicts.push(lookup.message);
      for (const gene of lookup.between) doubted.add(gene);
    } else {
      unknown.push(lookup.symbol ?? 'a gene without a known identifier');
      if (lookup.symbol !== null) names.add(lookup.symbol);
    }
  }
  // A second coding that agrees does not settle a conflict: one of the two was mistyped.
  const certain = [...genes].filter((gene) => !doubted.has(gene)).sort();
  return { genes: certain, names: [...names].sort(), conflicts, unknown };
}
