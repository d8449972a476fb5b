import { readCodingChange } from '../nomenclature/codingChange.ts';
import { expressionsOf, type Concept } from '../nomenclature/concept.ts';
import {
  bareProteinChangesIn,
  hgvsIn,
  type VariantExpression,
} from '../nomenclature/variantExpressions.ts';

/** The slots in which notations arrive. */
export type NotationSlot = 'proteinChange' | 'codingChange' | 'variationCode' | 'conclusion';

/** All notations in a value. What they are is told by their form; the slot says what a bare one is. */
export function notationsOf(value: Concept, slot: NotationSlot): readonly VariantExpression[] {
  return expressionsOf(value).flatMap((text) => expressionsIn(text, slot));
}

function expressionsIn(text: string, slot: NotationSlot): readonly VariantExpression[] {
  const hgvs = hgvsIn(text);
  if (hgvs.length > 0 || slot === 'conclusion') return hgvs;
  if (slot === 'codingChange') {
    const bare = readCodingChange(text);
    return bare.read === 'change'
      ? [{ level: 'coding', accession: null, geneName: null, body: text, phase: null }]
      : [];
  }
  const bare = bareProteinChangesIn(text);
  if (bare.length > 0 || slot === 'variationCode') return bare;
  return [{ level: 'protein', accession: null, geneName: null, body: text, phase: null }];
}
