import { decisionsCommand } from './decisionsCommand.ts';
import { evaluateCommand } from './evaluateCommand.ts';
import { feedbackCommand } from './feedbackCommand.ts';
import { readCommand } from './readCommand.ts';
import { replayCommand } from './replayCommand.ts';
import { rulesCommand } from './rules/rulesCommand.ts';
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
  convergent rules check               check every rule, name, case and release
  convergent rules explain ID          a rule in a physician's words: evidence, cases, history
  convergent rules coverage            where each statement of the review lives, and what proves it
  convergent rules diff [A [B]]        what two versions say differently, and whose cards that changes
                                       (lung@1.0.0, lung = its working copy, released, draft)
  convergent rules release [PACK...]   freeze what changed as new versions
  convergent rules lock                write the lock file anew from the releases
      --rules DIRECTORY                another rule base
      --as-of YYYY-MM-DD               as of this day (default: today)
  convergent feedback                  how the cards of each rule were received: accepted, overridden, why
      --from YYYY-MM-DD, --to ...      cards given in this time (UTC)
      --json                           the same as data
  convergent replay ID                 answer again what was answered then, with the packs of then, and show what differs
      --rules DIRECTORY                another rule base
  convergent decisions verify [FILE]   whether the log, or an export of it, is as it was written
      --anchor NUMBER:HASH             an entry that was noted elsewhere
  convergent decisions export          every entry as a line of JSON
      --from YYYY-MM-DD, --to ...      of this time (UTC)
  convergent decisions show ID         one decision, by the X-Request-Id of its answer
  convergent decisions prune --before YYYY-MM-DD   delete what is older, leaving a checkpoint
  convergent decisions migrate         set up or bring up to date the tables in DATABASE_URL
`;

/** A command returns its exit code, or nothing when it goes on or has set it. */
type Command = (args: readonly string[]) => number | Promise<number | undefined>;

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: serveCommand,
  evaluate: evaluateCommand,
  read: readCommand,
  rules: (args) => rulesCommand(args),
  decisions: decisionsCommand,
  feedback: feedbackCommand,
  replay: replayCommand,
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
    if (!(error instanceof UsageError) && !isForTheUser(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

function isForTheUser(error: unknown): error is Error {
  return error instanceof Error && ['RuleFileError', 'ConfigError'].includes(error.name);
}
