import { readCodingChange } from '../nomenclature/codingChange.ts';
import { expressionsOf, type Concept } from '../nomenclature/concept.ts';
import { presenceInWords } from '../nomenclature/presenceInWords.ts';
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
  if (slot === 'conclusion') return assertedIn(text);
  if (leavesOpen(text)) return isNotated(text) ? [unreadable(text)] : [];
  const hgvs = hgvsIn(text);
  if (hgvs.length > 0) return hgvs;
  // Foundation Medicine writes `splice site 594-2A>C` where the protein change belongs.
  if (slot === 'codingChange' || /^\s*splice\s?site\b/i.test(text)) {
    const bare = readCodingChange(text);
    return bare.read === 'change'
      ? [{ level: 'coding', accession: null, geneName: null, body: text, phase: null }]
      : [];
  }
  const bare = bareProteinChangesIn(text);
  if (bare.length > 0 || slot === 'variationCode') return bare;
  return [{ level: 'protein', accession: null, geneName: null, body: text, phase: null }];
}

/** Free text is read clause by clause: one that denies or doubts anything names nothing. */
function assertedIn(text: string): readonly VariantExpression[] {
  return text
    .split(/[;,.]\s|\n|(?=\b(?:without|but)\b)/)
    .filter((clause) => !NEGATION.test(clause) && !leavesOpen(clause))
    .flatMap(hgvsIn);
}

/** Whether the words beside a notation say that the change is not there: `T790M not detected`, `no L858R`. */
export function deniesNotation(text: string): boolean {
  return STARTS_WITH_NO.test(text) || presenceInWords(text) === 'absent';
}

/** One of several, or none for certain: `V600E or V600K`, `T790M cannot be excluded`. */
function leavesOpen(text: string): boolean {
  return OPEN.test(text) || (NEGATION.test(text) && !deniesNotation(text));
}

const STARTS_WITH_NO = /^\s*(?:no|not|kein\w*)\s|\swt\s*$/i;
const NEGATION =
  /\b(?:no|not|non|nor|neither|without|absen\w*|negativ\w*|undetected|excluded|wild.?typ\w*|wt|kein\w*|nicht|ohne|sans|sin)\b|n't\b/i;
const OPEN =
  /\b(?:or|oder|either|versus|vs|possib\w*|probab\w*|suspect\w*|suspicious|questionable|cannot|can't|uncertain)\b/i;

function isNotated(text: string): boolean {
  return hgvsIn(text).length > 0 || bareProteinChangesIn(text).length > 0;
}

function unreadable(text: string): VariantExpression {
  return { level: 'protein', accession: null, geneName: null, body: text, phase: null };
}
