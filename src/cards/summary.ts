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
    const text = build(naming(items, shown));
    if (fitsSummary(text)) return text;
  }
  return cut(build(''));
}

/** The same for a summary of several lists: each names as many of its items as leave room for the others. */
export function summaryOfLists(
  build: (phrase: (items: readonly string[]) => string) => string,
): string {
  for (let most = MOST_NAMED; most > 1; most -= 1) {
    const text = build((items) => naming(items, most));
    if (fitsSummary(text)) return text;
  }
  return cut(build((items) => naming(items, 1)));
}

/** More names never fit. */
const MOST_NAMED = 10;

function naming(items: readonly string[], most: number): string {
  const more = items.length - most;
  return more <= 0 ? listed(items) : `${items.slice(0, most).join(', ')} and ${String(more)} more`;
}

function cut(text: string): string {
  return fitsSummary(text) ? text : `${text.slice(0, SUMMARY_LIMIT - 1)}…`;
}
