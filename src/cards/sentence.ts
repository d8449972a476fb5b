/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** The first letter in upper case. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** CDS Hooks asks for summaries under 140 characters. */
const SUMMARY_LIMIT = 139;

/**
 * A summary that names as many items as fit: `build` gets them as a phrase, the last items
 * replaced by `and n more` until the sentence is short enough.
 */
export function summaryNaming(items: readonly string[], build: (phrase: string) => string): string {
  for (let shown = items.length; shown > 0; shown -= 1) {
    const more = items.length - shown;
    const phrase =
      more === 0 ? listed(items) : `${items.slice(0, shown).join(', ')} and ${String(more)} more`;
    const text = build(phrase);
    if (text.length <= SUMMARY_LIMIT) return text;
  }
  return `${build('').slice(0, SUMMARY_LIMIT - 1)}…`;
}
