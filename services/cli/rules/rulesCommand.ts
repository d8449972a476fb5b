import { rulesDirectory } from '../rulesDirectory.ts';
import { askedDay } from '../askedDay.ts';
import { parsedArgs } from '../parsedArgs.ts';
import { UsageError } from '../usageError.ts';
import { checkRules } from './checkRules.ts';
import { coverageOfReview } from './coverageOfReview.ts';
import { diffRules } from './diffRules.ts';
import { explainRule } from './explainRule.ts';
import { lockRules } from './lockRules.ts';
import { releaseRules } from './releaseRules.ts';
import type { RulesTask, RulesTaskInput } from './rulesTask.ts';

const TASKS: Readonly<Record<string, RulesTask>> = {
  check: checkRules,
  lock: lockRules,
  release: releaseRules,
  diff: diffRules,
  explain: explainRule,
  coverage: coverageOfReview,
};

type Output = Pick<RulesTaskInput, 'print' | 'complain'>;

const CONSOLE: Output = {
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
};

/** `convergent rules check | lock | release | diff A B | explain ID | coverage`. */
export function rulesCommand(args: readonly string[], output: Output = CONSOLE): number {
  const { positionals, values } = parsedArgs({
    args: [...args],
    allowPositionals: true,
    options: { rules: { type: 'string' }, 'as-of': { type: 'string' } },
  });
  const [name = '', ...names] = positionals;
  const task = Object.hasOwn(TASKS, name) ? TASKS[name] : undefined;
  if (task === undefined) {
    throw new UsageError(
      'Say what to do with the rules: convergent rules check | lock | release | diff A B | explain ID | coverage',
    );
  }
  return task({
    directory: values.rules ?? rulesDirectory(),
    names,
    asOf: askedDay(values['as-of']),
    ...output,
  });
}
