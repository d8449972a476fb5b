import { fractionOfPercent } from '../nomenclature/percentInWords.ts';
import type { Amount } from './json.ts';

/** A proportion as a fraction of 1, or `null` when its unit leaves two readings. */
export interface Proportion {
  readonly value: number | null;
  /** A percentage of at most one: it counts when its sender writes other values of the sample in per cent. */
  readonly isOpen: boolean;
  readonly raw: { readonly value: number; readonly unit: string | null };
}

/**
 * Reads a proportion by its unit (GRIG 81258-6 fixes only the unit system).
 * - `%` above 1 is per cent. `%` up to 1 is either a small percentage or a fraction with the wrong
 *   code (DNPM sends 0.9069 `%`), and true plasma fractions below 1 % are common: it stays open,
 *   unless the sender writes other values of the same sample in per cent.
 * - `1`, `decimal`, `ratio` up to 1 is a fraction.
 * - Without unit nothing is assumed.
 */
export function proportionOf(amount: Amount): Proportion {
  const { value } = amount;
  const raw = { value, unit: amount.unit ?? amount.code };
  const unit = unitOf(amount);
  if (value < 0 || amount.comparator !== null) return { value: null, isOpen: false, raw };
  if (unit === 'percent') {
    const isOpen = value > 0 && value <= 1;
    return { value: isOpen || value > PER_CENT ? null : fractionOfPercent(value), isOpen, raw };
  }
  return { value: unit === 'fraction' && value <= 1 ? value : null, isOpen: false, raw };
}

/** Whether an amount can only be per cent: it proves how its sender writes. */
export function isSurelyPercent(amount: Amount): boolean {
  return unitOf(amount) === 'percent' && amount.value > 1 && amount.value <= PER_CENT;
}

const PER_CENT = 100;

function unitOf({ code, unit }: Amount): 'percent' | 'fraction' | null {
  // The code decides; the unit's wording only where there is no code.
  for (const text of [code, unit]) {
    if (text === null) continue;
    if (/^(?:%|percent|per cent|\[?pct\]?)$/i.test(text)) return 'percent';
    if (/^(?:1|decimal|ratio|fraction|\{?fraction\}?|\{?ratio\}?)$/i.test(text)) return 'fraction';
  }
  return null;
}
