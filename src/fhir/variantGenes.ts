import type { GeneSymbol } from '../domain/alteration.ts';
import { geneByName, type GeneLookup } from '../nomenclature/geneLookup.ts';
import { partsOfKind, type VariantPart } from './variantParts.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The genes that a variant Observation says were studied. */
export interface StudiedGenes {
  readonly genes: readonly GeneSymbol[];
  /** As the record writes them, including symbols that the terminology lacks. */
  readonly names: readonly string[];
  /** Genes between which identifier and symbol leave a doubt. */
  readonly doubted: readonly GeneSymbol[];
  readonly conflicts: readonly string[];
  readonly unknown: readonly string[];
}

/**
 * Reads all `gene studied` parts, or else the probes of a FISH; a gene in doubt is not among the genes. A gene that the
 * terminology lacks is one all the same when the record names it without doubt: no rule speaks of
 * it, but what was found in it is not lost.
 */
export function genesStudied(
  vocabulary: Vocabulary,
  parts: readonly VariantPart[],
  probes: readonly string[],
): StudiedGenes {
  const stated = partsOfKind(parts, 'gene').flatMap(({ value }) => vocabulary.genesOf(value));
  const lookups: readonly GeneLookup[] =
    stated.length > 0 ? stated : probes.map((symbol) => probedGene(vocabulary, symbol));
  const genes = new Set<GeneSymbol>();
  const names = new Set<string>();
  const conflicts: Conflict[] = [];
  const unknown: string[] = [];
  for (const lookup of lookups) {
    if (lookup.found === 'conflict') conflicts.push(lookup);
    else if (lookup.found === 'gene') {
      genes.add(lookup.gene);
      names.add(lookup.gene);
    } else {
      if (lookup.symbol !== null) names.add(lookup.symbol);
      if (lookup.symbol !== null && lookup.certain) genes.add(lookup.symbol);
      else unknown.push(lookup.symbol ?? 'a gene without a known identifier');
    }
  }
  const doubted = [...new Set(conflicts.flatMap(({ between }) => between))];
  // A second coding that agrees does not settle a conflict: one of the two was mistyped.
  for (const gene of doubted) genes.delete(gene);
  return {
    genes: [...genes].sort(),
    names: [...names].sort(),
    doubted,
    conflicts: conflicts.map(({ message }) => message),
    unknown,
  };
}

function probedGene({ terminology }: Vocabulary, symbol: string): GeneLookup {
  const gene = geneByName(terminology, symbol);
  return gene === null ? { found: 'unknown', symbol, certain: false } : { found: 'gene', gene };
}

type Conflict = GeneLookup & { readonly found: 'conflict' };
