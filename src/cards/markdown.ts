/**
 * GitHub-flavoured Markdown for card details. Clients render it, some with raw HTML unsanitised
 * (protocol.md section 3), so every text that is not ours is escaped before it goes in.
 */

/** Text inside a line that shows as itself: HTML and Markdown signs lose their meaning. */
export function escapeMarkdown(text: string): string {
  if (!NEEDS_ESCAPING.test(text)) return text;
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~]/g, (sign) => `\\${sign}`)
    .replace(/\s+/g, ' ');
}

const NEEDS_ESCAPING = /[&<>\\`*_[\]|~]|\s\s|[^\S ]/;

/** A section with a bold heading, or nothing when there is nothing to say. */
export function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`**${heading}**`, lines.join('\n')];
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A link whose label is escaped and whose address cannot break out of the brackets. */
export function link(label: string, url: string): string {
  const address = url.replace(/[()\s]/g, (sign) =>
    sign === '(' ? '%28' : sign === ')' ? '%29' : '%20',
  );
  return `[${escapeMarkdown(label)}](${address})`;
}

/** One block of lines, or none. */
export function lines(items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [items.join('\n')];
}
