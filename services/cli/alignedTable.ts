/** A column and the most it may take; what is longer wraps at spaces, or anywhere if it must. */
export interface Column {
  readonly heading: string;
  readonly widest: number;
}

/** One cell; its lines stand one below the other. */
export type Cell = readonly string[];

/** Rows that belong together, under a title of their own. */
export interface RowGroup {
  readonly title: string | null;
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * Rows in aligned columns, two spaces apart, under their headings. A first cell that is wider than
 * its column stands alone on a line above, in one piece: it is an id, to be copied and searched.
 * The last column may take what the others leave of `fill`.
 */
export function alignedTable(
  columns: readonly Column[],
  groups: readonly RowGroup[],
  fill: number | null = null,
): readonly string[] {
  const rows = groups.flatMap((group) => group.rows);
  const widths: number[] = [];
  for (const [index, column] of columns.entries()) {
    const left =
      fill === null || index < columns.length - 1
        ? 0
        : fill - widths.reduce((sum, width) => sum + width + GAP.length, 0);
    widths.push(
      widthOf(
        { ...column, widest: Math.max(column.widest, left) },
        rows.flatMap((row) => row[index] ?? []),
        index === 0,
      ),
    );
  }
  const headings = columns.map(({ heading }) => [heading]);
  return [
    ...linesOf(headings, widths),
    widths.map((width) => '-'.repeat(width)).join(GAP),
    ...groups.flatMap((group) => [
      ...(group.title === null ? [] : ['', group.title]),
      ...group.rows.flatMap((row) => linesOf(row, widths)),
    ]),
  ];
}

/** As wide as its widest line; a column that wraps takes all it may, the first one never wraps. */
function widthOf({ heading, widest }: Column, lines: readonly string[], isFirst: boolean): number {
  const fitting = lines.filter(({ length }) => length <= widest);
  if (!isFirst && fitting.length < lines.length) return widest;
  return fitting.reduce((most, { length }) => Math.max(most, length), heading.length);
}

const GAP = '  ';

function linesOf(row: readonly Cell[], widths: readonly number[]): readonly string[] {
  const [first = [], ...rest] = row;
  const [width = 0] = widths;
  const isWide = first.some(({ length }) => length > width);
  const cells = [
    isWide ? [] : first,
    ...rest.map((cell, index) => cell.flatMap((line) => wrapped(line, widths[index + 1] ?? 0))),
  ];
  const height = cells.reduce((most, { length }) => Math.max(most, length), 0);
  const lines = Array.from({ length: height }, (_none, at) =>
    cells
      .map((cell, index) => (cell[at] ?? '').padEnd(widths[index] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
  return [...(isWide ? first : []), ...lines];
}

/** A text in lines of at most `width` characters. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => cut(long, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function cut(word: string, width: number): readonly string[] {
  if (word.length <= width || width < 1) return [word];
  return [word.slice(0, width), ...cut(word.slice(width), width)];
}
