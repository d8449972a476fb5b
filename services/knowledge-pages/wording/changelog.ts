/** One version in a pack's changelog. */
export interface ChangelogEntry {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  /** What changed, one point each. */
  readonly points: readonly string[];
}

/** The entries of a `CHANGELOG.md` as curators write it: `## version`, paragraphs, points. The newest first. */
export function changelogEntries(markdown: string): readonly ChangelogEntry[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((text) => {
      const [heading = '', ...lines] = text.split('\n');
      const blocks = lines
        .join('\n')
        .split(/\n(?=- )|\n{2,}/)
        .map((block) => block.trim().replace(/\s*\n\s*/g, ' '))
        .filter((block) => block !== '');
      return {
        heading: heading.trim(),
        paragraphs: blocks.filter((block) => !block.startsWith('- ')),
        points: blocks.filter((block) => block.startsWith('- ')).map((block) => block.slice(2)),
      };
    });
}

/** What stands before the first version: what the pack is. */
export function changelogPreface(markdown: string): readonly string[] {
  const [before = ''] = markdown.split(/^## /m);
  return before
    .replace(/^# .*$/m, '')
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter((block) => block !== '');
}
