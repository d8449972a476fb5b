import { evaluateCommand } from './evaluateCommand.ts';
import { readCommand } from './readCommand.ts';
import { rulesCommand } from './rulesCommand.ts';
import { serveCommand } from './serveCommand.ts';
import { UsageError } from './usageError.ts';

const USAGE = `convergent: decision support for resistance to targeted cancer therapy

  convergent serve                     start the demo (PORT 3000, HOST 127.0.0.1)
  convergent evaluate FILE             conclusions and cards for a FHIR Bundle, resource or CDS Hooks request
      --json                           the conclusions as JSON
      --explain                        why: from each sentence to rule, evidence and resource
      --as-of YYYY-MM-DD               judge as of this day (default: today)
      --rules DIRECTORY                another rule base
  convergent read FILE                 what became of each resource of the file, and the case made of them
      --json                           the same as data
      --patient ID                     whose record it is (default: the one patient it names)
      --as-of YYYY-MM-DD               read as of this day (default: today)
      --rules DIRECTORY                another rule base
  convergent rules check               check every rule, name and case
      --rules DIRECTORY                another rule base
`;

/** A command returns its exit code, or nothing when it goes on or has set it. */
type Command = (args: readonly string[]) => number | Promise<number | undefined>;

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: serveCommand,
  evaluate: evaluateCommand,
  read: readCommand,
  rules: rulesCommand,
};

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command === undefined) {
  const asked = name === '' || name === 'help' || name === '--help' || name === '-h';
  (asked ? process.stdout : process.stderr).write(
    asked ? USAGE : `There is no command "${name}".\n\n${USAGE}`,
  );
  process.exitCode = asked ? 0 : 1;
} else {
  try {
    process.exitCode = (await command(args)) ?? process.exitCode;
  } catch (error) {
    if (!(error instanceof UsageError) && !isRuleFileError(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

function isRuleFileError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'RuleFileError';
}
