import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One sentence of a standard, or of what its clients do, that the service keeps. */
export interface Requirement {
  readonly id: string;
  /** Of CDS Hooks 2.0.1 unless it names another document. */
  readonly section: string;
  readonly says: string;
  /** Why no test shows it. */
  readonly gap?: string;
}

export interface RequirementGroup {
  readonly title: string;
  readonly about: string;
  readonly requirements: readonly Requirement[];
}

/** A test, or a group of tests, whose name ends with ids of requirements: `answers so [ANS-01, CH-74]`. */
export interface TaggedTest {
  readonly file: string;
  /** Without the ids. */
  readonly title: string;
  readonly ids: readonly string[];
}

const ID = String.raw`(?:[A-Z][A-Z0-9]*-\d+|cds-[a-z]+-\d+)`;
const TAG = String.raw`\[(${ID}(?:, ${ID})*)\]`;

export function readRequirementGroups(): readonly RequirementGroup[] {
  return JSON.parse(
    readFileSync('test/conformance/requirements.json', 'utf8'),
  ) as readonly RequirementGroup[];
}

/** The ids that stand in the full name of a test. */
export function idsIn(name: string): readonly string[] {
  return [...name.matchAll(new RegExp(TAG, 'g'))].flatMap(([, ids = '']) => ids.split(', '));
}

/** Every tagged name in the sources of the tests, in the order of files and lines. */
export function taggedTests(): readonly TaggedTest[] {
  const literal = new RegExp(String.raw`(['"\x60])((?:\\.|(?!\1)[^\\\n])*) ${TAG}\1`, 'g');
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
    .flatMap((file) =>
      [...readFileSync(join('test', file), 'utf8').matchAll(literal)].map(
        ([, , title = '', ids = '']) => ({
          file: `test/${file}`,
          title: title.replaceAll(/\\(.)/g, '$1'),
          ids: ids.split(', '),
        }),
      ),
    );
}
