import type { Alteration } from '../domain/alteration.ts';
import { proteinChangeOf } from '../nomenclature/proteinChange.ts';
import type { Terminology } from '../nomenclature/terminology.ts';
import {
  matchesPattern,
  type AlterationPattern,
  type PatternContext,
} from './alterationPattern.ts';

/** How patterns relate to each other, whatever the tumour. */
export interface PatternRelations {
  /** Whatever the second matches, the first matches too. */
  readonly covers: (a: AlterationPattern, b: AlterationPattern) => boolean;
  /** Some alteration is matched by both. */
  readonly overlap: (a: AlterationPattern, b: AlterationPattern) => boolean;
  /** Whether any alteration that a reader can produce is matched. */
  readonly isPossible: (pattern: AlterationPattern) => boolean;
}

/** Patterns of one gene are nested or apart, so that overlapping means that one covers the other. */
export function patternRelations(
  terminology: Terminology,
  context: PatternContext,
): PatternRelations {
  const written = (pattern: AlterationPattern): Alteration | null => {
    if (pattern.kind !== 'change') return null;
    const read = proteinChangeOf(terminology, pattern.gene, pattern.change, null);
    return read === 'no-change' ? null : read;
  };
  const covers = (a: AlterationPattern, b: AlterationPattern): boolean => {
    if (a.kind === 'histology' || b.kind === 'histology') {
      return (
        a.kind === 'histology' && b.kind === 'histology' && context.isDisease(b.disease, a.disease)
      );
    }
    if (a.gene !== b.gene) return false;
    if (a.kind === 'any') return true;
    switch (b.kind) {
      case 'change': {
        const change = written(b);
        return change === null
          ? a.kind === 'change' && a.change === b.change
          : matchesPattern(a, change, context);
      }
      case 'residue':
        // One residue has one reference amino acid: "codon 61" and "Q61" are the same.
        return a.kind === 'residue' && a.residue === b.residue;
      case 'exon':
        return a.kind === 'exon' && a.exon === b.exon && a.event === b.event;
      case 'deletion':
        return a.kind === 'deletion' || a.kind === 'loss-of-function';
      case 'amplification':
      case 'fusion':
      case 'loss-of-function':
      case 'any':
        return a.kind === b.kind;
      default:
        return b satisfies never;
    }
  };
  return {
    covers,
    overlap: (a, b) => covers(a, b) || covers(b, a),
    isPossible: (pattern) => {
      if (pattern.kind === 'change') {
        const read = written(pattern);
        return read?.kind === 'protein-change' && read.change === pattern.change;
      }
      if (pattern.kind !== 'exon' || pattern.event === 'skipping') return true;
      return context.exonResidues(pattern.gene, pattern.exon) !== null;
    },
  };
}
