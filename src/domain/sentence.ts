/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** `both alterations`, `all 3 alterations`; of one there is no all. */
export function allOf(count: number, plural: string): string {
  return count === 2 ? `both ${plural}` : `all ${String(count)} ${plural}`;
}

/** The first letter in upper case. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The first letter in lower case, unless the word is an abbreviation such as `QT`. */
export function uncapitalised(text: string): string {
  return /^[A-Z][^A-Z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
