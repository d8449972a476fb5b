import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conformancePage, type Result } from './conformancePage.ts';
import { idsIn, readRequirementGroups, taggedTests } from './requirements.ts';

/** `npm run conformance`: runs every test that names a requirement, and writes docs/conformance.md from what came of it. */
interface Run {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const tests = taggedTests();
const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
const outcome = join(folder, 'run.json');
const run = spawnSync(
  'npm',
  [
    'run',
    '--silent',
    'jest',
    '--',
    ...new Set(tests.map(({ file }) => file)),
    '--json',
    `--outputFile=${outcome}`,
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
const { testResults } = JSON.parse(readFileSync(outcome, 'utf8')) as Run;
rmSync(folder, { recursive: true });

const seen = new Map<string, string[]>();
for (const { fullName, status } of testResults.flatMap((file) => file.assertionResults)) {
  for (const id of idsIn(fullName)) seen.set(id, [...(seen.get(id) ?? []), status]);
}
const results = new Map([...seen].map(([id, statuses]) => [id, resultOf(statuses)]));
writeFileSync(
  'docs/conformance.md',
  await conformancePage(readRequirementGroups(), tests, results),
);
process.exitCode = run.status ?? 1;

/** Of all tests of one requirement. */
function resultOf(statuses: readonly string[]): Result {
  if (statuses.includes('failed')) return 'failed';
  return statuses.includes('passed') ? 'passed' : 'skipped';
}
