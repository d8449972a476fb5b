/**
 * How far the rule base agrees with public knowledge bases:
 *
 *   npm run agreement -- --cgi FILE --moalmanac FILE [--write]
 *
 * prints the account; `--write` puts it into docs/agreement.md. Ends with an error when a disagreement
 * or an important gap has no explanation in explanations.json, or an explanation explains nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import { readRuleBase } from '../../services/rule-store/readRuleBase.ts';
import { judge } from './judge.ts';
import { readCgi } from './readCgi.ts';
import { readMoalmanac } from './readMoalmanac.ts';
import { report, type Explanation } from './report.ts';

const DOCUMENT = 'docs/agreement.md';
const MARKS = ['<!-- written by npm run agreement -->', '<!-- end -->'] as const;

const { values } = parseArgs({
  options: {
    cgi: { type: 'string' },
    moalmanac: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
if (values.cgi === undefined || values.moalmanac === undefined) {
  process.stderr.write('Say --cgi FILE (cgi_biomarkers_per_variant.tsv) and --moalmanac FILE.\n');
  process.exit(2);
}

const files = readRuleBase('rules');
const explanations = JSON.parse(
  readFileSync(new URL('explanations.json', import.meta.url), 'utf8'),
) as readonly Explanation[];
const { markdown, faults } = report(
  [
    judge(readCgi(readFileSync(values.cgi, 'utf8')), files),
    judge(readMoalmanac(readFileSync(values.moalmanac, 'utf8')), files),
  ],
  explanations,
);
if (values.write) {
  const document = readFileSync(DOCUMENT, 'utf8');
  const [before, after] = [document.split(MARKS[0])[0] ?? '', document.split(MARKS[1])[1] ?? ''];
  const text = `${before}${MARKS[0]}\n\n${markdown}\n\n${MARKS[1]}${after}`;
  writeFileSync(DOCUMENT, await format(text, { parser: 'markdown', proseWrap: 'preserve' }));
} else {
  process.stdout.write(`${markdown}\n`);
}
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
