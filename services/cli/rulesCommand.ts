import { parseArgs } from 'node:util';
import { compileKnowledge, packsInForce } from '../../src/rulebase/compileKnowledge.ts';
import { ruleSpeaks } from '../../src/evaluateRuleCase.ts';
import { readRuleBase, type RuleBaseOnDisk } from '../rule-store/readRuleBase.ts';
import { RuleFileError } from '../rule-store/ruleFileError.ts';
import { rulesDirectory } from './rulesDirectory.ts';
import { UsageError } from './usageError.ts';

/** `convergent rules check`: every file against its schema, every name, every case. */
export function rulesCommand(args: readonly string[]): number {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { rules: { type: 'string' } },
  });
  if (positionals[0] !== 'check') {
    throw new UsageError('Say what to do with the rules: convergent rules check');
  }
  const asOf = new Date().toISOString().slice(0, 10);
  const files = readRuleBase(values.rules ?? rulesDirectory());
  const compiled = compileKnowledge({ ...files, packs: packsInForce(files.packs, asOf) });
  if (!compiled.ok) throw new RuleFileError(compiled.faults);
  const faults: string[] = [];
  let checked = 0;
  for (const { rule, matches, doesNotMatch } of files.cases) {
    for (const [cases, expected] of [
      [matches, true],
      [doesNotMatch, false],
    ] as const) {
      for (const ruleCase of cases) {
        checked += 1;
        if (ruleSpeaks(rule, ruleCase, asOf, compiled.knowledge) === expected) continue;
        faults.push(
          `Rule ${rule} ${expected ? 'does not speak but should' : 'speaks but should not'}: ${ruleCase.reason}`,
        );
      }
    }
  }
  for (const line of counts(files)) process.stdout.write(`${line}\n`);
  process.stdout.write(`${String(checked)} cases checked, ${String(faults.length)} failed\n`);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  return faults.length === 0 ? 0 : 1;
}

function counts({ packs, sources, terminology }: RuleBaseOnDisk): readonly string[] {
  const rules = packs.flatMap((pack) => pack.rules);
  const cells = rules.flatMap((rule) =>
    rule.kind === 'sensitivity' ? rule.rows.flatMap((row) => Object.keys(row.calls)) : [],
  );
  const verified = Object.values(sources).filter((source) => source.verified !== undefined);
  return [
    `${String(packs.length)} packs, ${String(rules.length)} rules and tables, ${String(cells.length)} cells`,
    `${String(Object.keys(terminology.genes).length)} genes, ${String(Object.keys(terminology.drugs).length)} drugs, ${String(Object.keys(terminology.diseases).length)} diseases`,
    `${String(Object.keys(sources).length)} sources, ${String(verified.length)} verified against a record`,
  ];
}
