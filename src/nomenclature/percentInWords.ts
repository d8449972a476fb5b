/**
 * The one percentage that a text gives, as a fraction of 1, or `null`: a person who writes `8,2 %`
 * means per cent. Ranges, limits and texts with several percentages say no number.
 */
export function percentInWords(text: string): number | null {
  const [only, ...others] = text.slice(0, LONGEST_TEXT).matchAll(PERCENTAGE);
  if (only === undefined || others.length > 0 || LIMIT.test(text)) return null;
  const value = Number((only[1] ?? '').replace(',', '.'));
  return value <= PER_CENT ? fractionOfPercent(value) : null;
}

/** 0.082 for 8.2 per cent, not the 0.08199999999999999 of a bare division. */
export function fractionOfPercent(percent: number): number {
  return Number((percent / PER_CENT).toPrecision(DIGITS));
}

const LONGEST_TEXT = 500;
const PER_CENT = 100;
/** More than any laboratory measures. */
const DIGITS = 12;
const PERCENTAGE = /(\d{1,3}(?:[.,]\d{1,4})?)\s*(?:%|percent\b|per cent\b|Prozent\b)/gi;
/** `<1 %`, `at least 20 %`, `10-20 %`. */
const LIMIT =
  /[<>≤≥]|\d\s*(?:-|–|to|bis)\s*\d|\b(?:at least|at most|up to|less|more|below|above|over|under|unter|über|mindestens)\b/i;
