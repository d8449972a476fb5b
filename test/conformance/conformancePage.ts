import { format, resolveConfig } from 'prettier';
import type { Requirement, RequirementGroup, TaggedTest } from './requirements.ts';

/** What a run of the tests showed of a requirement. */
export type Result = 'passed' | 'failed' | 'skipped';

const FILE = 'docs/conformance.md';
const RESULT = / — _(?:passed|failed|skipped|not run)_$/gm;

/** `docs/conformance.md`: each requirement with its tests and what came of them. */
export async function conformancePage(
  groups: readonly RequirementGroup[],
  tests: readonly TaggedTest[],
  results: ReadonlyMap<string, Result>,
): Promise<string> {
  const all = groups.flatMap(({ requirements }) => requirements);
  const gaps = all.filter(({ gap }) => gap !== undefined);
  const text = [
    '# Conformance',
    `What CDS Hooks 2.0.1, the 3.0 draft, the Inferno CRD test kit and real clients demand of the service, and the tests that show it. \`npm run conformance\` runs those tests and writes this page from what it saw; the requirements are [data](../test/conformance/requirements.json), and a test whose name ends with an id in brackets shows that requirement. Sections are those of CDS Hooks 2.0.1 where nothing else is named.`,
    `${String(all.length)} requirements: ${String(all.length - gaps.length)} shown by tests, ${String(gaps.length)} not, each with the reason.`,
    ...groups.flatMap(({ title, about, requirements }) => [
      `## ${title}`,
      about,
      requirements
        .map((requirement) => entryOf(requirement, tests, results.get(requirement.id)))
        .join('\n'),
    ]),
    '',
  ].join('\n\n');
  return format(text, { ...(await resolveConfig(FILE)), filepath: FILE });
}

/** The page without what changes from run to run. */
export function withoutResults(page: string): string {
  return page.replaceAll(RESULT, '');
}

function entryOf(
  { id, section, says, gap }: Requirement,
  tests: readonly TaggedTest[],
  result: Result | undefined,
): string {
  const head = `- **${id}** ${says} (${section})`;
  if (gap !== undefined) return `${head} — **not shown**: ${gap}`;
  return [
    `${head} — _${result ?? 'not run'}_`,
    ...tests
      .filter(({ ids }) => ids.includes(id))
      .map(({ file, title }) => `  - [${nameOf(file)}](../${file}): ${asText(title)}`),
  ].join('\n');
}

function nameOf(file: string): string {
  return file.replace(/^test\//, '').replace(/\.test\.ts$/, '');
}

/** A place for a value of a table is an ellipsis. */
function asText(title: string): string {
  return title.replaceAll(/%[sdpj]|\$\w+/g, '…').replaceAll(/[*_<>`]/g, String.raw`\$&`);
}
