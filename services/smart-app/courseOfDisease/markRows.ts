import type { Course, CourseAlteration, Told } from './course.ts';
import type { CourseLayout } from './courseLayout.ts';

/** Everything that tells something when it is pointed at, by its id. */
export function toldById(course: Course): ReadonlyMap<string, Told> {
  const all: Told[] = [
    ...course.treatments.flatMap(({ spans }) => spans),
    ...course.assessments,
    ...course.samples.map((sample) => ({ ...sample, id: `sample:${sample.id}` })),
    ...course.alterations.flatMap(({ marks, forecast }) => [
      ...marks,
      ...(forecast === null ? [] : [forecast]),
    ]),
  ];
  return new Map(all.map((told) => [told.id, told]));
}

/** The marks as rows in time order: how the arrow keys walk. */
export function markRows(layout: CourseLayout): readonly (readonly string[])[] {
  const rows = [
    ...layout.lanes.map(({ bars }) => bars.map(({ id }) => id)),
    layout.assessments.map(({ id }) => id),
    ...layout.sampleRows.map(({ samples }) => samples.map(({ id }) => `sample:${id}`)),
    ...layout.strips.map(({ marks }) => marks.map(({ id }) => id)),
  ];
  return rows.filter((row) => row.length > 0);
}

/** Where an arrow, Home or End key leads from a mark; `null` when it leads nowhere. */
export function nextMark(
  rows: readonly (readonly string[])[],
  from: string | null,
  key: string,
): string | null {
  const at = rows.findIndex((row) => from !== null && row.includes(from));
  const row = rows[at];
  if (row === undefined || from === null) return rows[0]?.[0] ?? null;
  const column = row.indexOf(from);
  switch (key) {
    case 'ArrowRight':
      return row[column + 1] ?? null;
    case 'ArrowLeft':
      return row[column - 1] ?? null;
    case 'Home':
      return row[0] ?? null;
    case 'End':
      return row.at(-1) ?? null;
    case 'ArrowDown':
      return alike(rows[at + 1], column);
    case 'ArrowUp':
      return alike(at === 0 ? undefined : rows[at - 1], column);
    default:
      return null;
  }
}

function alike(row: readonly string[] | undefined, column: number): string | null {
  return row === undefined ? null : (row[Math.min(column, row.length - 1)] ?? null);
}

/** One sentence per alteration, for those who do not see the picture. */
export function inWords({ alterations }: Pick<Course, 'alterations'>): readonly string[] {
  return alterations.map(({ name, summary, marks }: CourseAlteration) => {
    const seen = marks.filter(({ state }) => state === 'measured' || state === 'without-number');
    const last = seen.at(-1);
    return `${name}: ${summary}; ${last === undefined ? 'never measured' : `last found ${last.facts[1] ?? ''}`}.`;
  });
}
