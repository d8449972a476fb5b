import { listed } from '../domain/sentence.ts';

/** CDS Hooks asks for summaries under 140 characters. */
const SUMMARY_LIMIT = 139;

export function fitsSummary(text: string): boolean {
  return text.length <= SUMMARY_LIMIT;
}

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
    if (fitsSummary(text)) return text;
  }
  const text = build('');
  return fitsSummary(text) ? text : `${text.slice(0, SUMMARY_LIMIT - 1)}…`;
}
