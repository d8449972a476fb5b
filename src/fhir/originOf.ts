import type { Reading } from '../domain/reading.ts';
import { wordingsOf, type Concept } from '../nomenclature/concept.ts';
import { SOURCE_CLASS } from './genomicsCodes.ts';
import type { VariantPart } from './variantParts.ts';

/** Somatic or germline as the sender says (LL378-1); advisory, but germline is never acquired. */
export function originOf(parts: readonly VariantPart[]): Reading['origin'] {
  for (const { kinds, value } of parts) {
    const origin = kinds.includes('sourceClass') ? originStatedBy(value) : 'unknown';
    if (origin !== 'unknown') return origin;
  }
  return 'unknown';
}

function originStatedBy(value: Concept): Reading['origin'] {
  for (const { code } of value.codings) {
    const origin = code === null ? undefined : SOURCE_CLASS.get(code);
    if (origin !== undefined) return origin;
  }
  const words = wordingsOf(value).join(' ');
  const isGermline = /germline/i.test(words);
  const isSomatic = /somatic/i.test(words);
  // `Somatic or germline`, `not germline`: which of the two is not said.
  if (isGermline === isSomatic || /\b(?:no[nt]?|versus|vs|unknown|uncertain)\b/i.test(words)) {
    return 'unknown';
  }
  return isGermline ? 'germline' : 'somatic';
}
