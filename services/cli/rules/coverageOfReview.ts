import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClinicalDate } from '../../../src/domain/date.ts';
import { ruleSpeaks } from '../../../src/evaluateRuleCase.ts';
import { compileKnowledge } from '../../../src/rulebase/compileKnowledge.ts';
import type { KnowledgeBase } from '../../../src/rulebase/knowledge.ts';
import type { RuleBaseWithCases } from '../../../src/rulebase/ruleFiles.ts';
import { withoutRule } from '../../../src/rulebase/withoutRule.ts';
import { readRuleBase } from '../../rule-store/readRuleBase.ts';
import { RuleFileError } from '../../rule-store/ruleFileError.ts';
import { schemaCheck } from '../../rule-store/schemaCheck.ts';
import { rulesDirectory } from '../rulesDirectory.ts';
import { wrapped } from '../alignedTable.ts';
import type { RulesTask } from './rulesTask.ts';

/** `rules/evidence/statements.json`, by id. */
interface Statement {
  readonly says: string;
  readonly tests?: readonly { readonly file: string; readonly named: string }[];
  readonly context?: true;
  readonly note?: string;
  readonly missing?: string;
}

const FILE = 'evidence/statements.json';

/**
 * `convergent rules coverage`: each statement of the review, what carries it and what proves that. A
 * rule counts when its cases match and no longer do once the rule is taken out; a behaviour when the
 * test that is named for it exists; context by its note.
 */
export const coverageOfReview: RulesTask = ({ directory, asOf, print, complain }) => {
  const statements = readStatements(directory);
  const files = readRuleBase(directory);
  const compiled = compileKnowledge(files);
  if (!compiled.ok) throw new RuleFileError(compiled.faults);
  const proven = rulesProven(files, compiled.knowledge, asOf);
  const rulesBySeed = rulesByStatement(files);
  let carried = 0;
  for (const [id, statement] of Object.entries(statements).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const proofs = [
      ...(rulesBySeed.get(id) ?? []).flatMap((rule) => {
        const cases = proven.get(rule) ?? 0;
        return cases === 0 ? [] : [`rule ${rule}: ${counted(cases, 'case')} not met without it`];
      }),
      ...(statement.tests ?? []).flatMap(({ file, named }) =>
        testExists(file, named) ? [`behaviour: ${file}, "${named}"`] : [],
      ),
      ...(statement.context === true ? ['context, with a note'] : []),
    ];
    const isCarried = proofs.length > 0 && statement.missing === undefined;
    if (isCarried) carried += 1;
    print(`${id} ${isCarried ? ' ' : '✗'} ${statement.says}`);
    const [first = 'nothing proves it', ...more] = proofs;
    for (const line of [first, ...more]) print(`       ${line}`);
    for (const text of [statement.note, statement.missing]) {
      if (text !== undefined)
        wrapped(text, WIDTH).forEach((line) => {
          print(`       ${line}`);
        });
    }
    for (const { file, named } of statement.tests ?? []) {
      if (!testExists(file, named)) complain(`${id}: there is no test "${named}" in ${file}.`);
    }
  }
  const all = Object.keys(statements).length;
  print(`${String(carried)} of ${String(all)}`);
  return carried === all ? 0 : 1;
};

const WIDTH = 92;

function counted(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? '' : 's'}`;
}

function readStatements(directory: string): Readonly<Record<string, Statement>> {
  const path = join(directory, FILE);
  if (!existsSync(path)) throw new RuleFileError([`${FILE}: is not there.`]);
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const faults = schemaCheck(directory)(FILE, content, 'statements');
  if (faults.length > 0) throw new RuleFileError(faults);
  return (content as { readonly statements: Readonly<Record<string, Statement>> }).statements;
}

function rulesByStatement({ packs }: RuleBaseWithCases): ReadonlyMap<string, readonly string[]> {
  const rules = new Map<string, string[]>();
  for (const { id, seed = [], retired } of packs.flatMap((pack) => pack.rules)) {
    if (retired !== undefined) continue;
    for (const statement of seed) rules.set(statement, [...(rules.get(statement) ?? []), id]);
  }
  return rules;
}

/** By rule, how many of its must-match cases match with the rule and not without it. */
function rulesProven(
  { packs }: RuleBaseWithCases,
  knowledge: KnowledgeBase,
  asOf: ClinicalDate,
): ReadonlyMap<string, number> {
  const seeded = new Set(
    packs.flatMap(({ rules }) => rules.flatMap((r) => (r.seed === undefined ? [] : [r.id]))),
  );
  return new Map(
    packs
      .flatMap(({ cases }) => cases)
      .filter(({ rule }) => seeded.has(rule))
      .map(({ rule, matches }) => {
        const without = withoutRule(knowledge, rule);
        const proving = matches.filter(
          (patient) =>
            ruleSpeaks(rule, patient, asOf, knowledge) && !ruleSpeaks(rule, patient, asOf, without),
        );
        return [rule, proving.length] as const;
      }),
  );
}

/** Whether a test of that name stands in the file and is run. */
function testExists(file: string, named: string): boolean {
  const path = join(dirname(rulesDirectory()), file);
  if (!existsSync(path)) return false;
  const text = readFileSync(path, 'utf8');
  return ['"', "'", '`'].some((quote) =>
    [' ', '\n'].some((before) => text.includes(`${before}test(${quote}${named}${quote}`)),
  );
}
