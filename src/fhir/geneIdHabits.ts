import type { Concept } from '../nomenclature/concept.ts';
import { namedIdentifiersIn } from '../nomenclature/geneLookup.ts';
import { remembered } from './remembered.ts';
import type { VariantPart } from './variantParts.ts';

/** How the sender of a record uses the identifiers of genes. */
export interface GeneIdHabits {
  readonly note: (parts: readonly VariantPart[]) => void;
  /** Identifiers that stand beside so many symbols that they identify none, and the number of these. */
  readonly meaningless: () => ReadonlyMap<string, number>;
}

/** One vendor's converter gives every gene the identifier of BRCA1: there the symbol counts alone. */
export function geneIdHabits(): GeneIdHabits {
  const symbolsOf = new Map<string, Set<string>>();
  const noteGene = remembered((gene: Concept) => {
    for (const { id, symbol } of namedIdentifiersIn(gene)) {
      const symbols = symbolsOf.get(id);
      if (symbols === undefined) symbolsOf.set(id, new Set([symbol]));
      else symbols.add(symbol);
    }
    return true;
  });
  return {
    note: (parts) => {
      for (const { kinds, value } of parts) if (kinds.includes('gene')) noteGene(value);
    },
    meaningless: () =>
      new Map(
        [...symbolsOf].flatMap(([id, { size }]) =>
          size >= SYMBOLS_OF_A_CONSTANT ? [[id, size] as const] : [],
        ),
      ),
  };
}

/** Two symbols may be a mistake in one of them; no mistake gives one identifier to five genes. */
const SYMBOLS_OF_A_CONSTANT = 5;
