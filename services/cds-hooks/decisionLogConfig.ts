import { resolve } from 'node:path';
import { ConfigError, readInteger, type Environment } from './config.ts';
import { readSecret } from './secret.ts';

/** How decisions and feedback are recorded. */
export interface DecisionLogConfig {
  /** For the spool and, without a database URL, the embedded database. */
  readonly folder: string;
  /** PostgreSQL; `null` embeds the database. */
  readonly databaseUrl: string | null;
  /** Of the hash that stands for a patient; `null` makes one and keeps it in the folder. */
  readonly pseudonymKey: Buffer | null;
  readonly spoolLimitBytes: number;
  /** Whether the input of each answer is kept, for `convergent replay`. */
  readonly keepInputs: boolean;
  /** What they are encrypted with; `null` keeps them as they are. */
  readonly inputKey: Buffer | null;
  /** Older entries are deleted; `null` keeps all. */
  readonly retentionDays: number | null;
  readonly inputRetentionDays: number;
  /** For so many days a card that was overridden with a reason is shown for information only; `null` repeats it as it is. */
  readonly informAfterOverrideDays: number | null;
}

const MB = 1_000_000;
/** HMAC-SHA256 gains nothing beyond its block; less than 32 bytes could be guessed (RFC 2104, section 3). */
const KEY_BYTES = 32;
const DEFAULT_FOLDER = '.convergent';

/** `null` when nothing is to be recorded. */
export function readDecisionLogConfig(environment: Environment): DecisionLogConfig | null {
  if (readChoice(environment, 'CONVERGENT_DECISION_LOG', ['on', 'off']) === 'off') return null;
  const keepInputs = readChoice(environment, 'CONVERGENT_KEEP_INPUTS', ['no', 'yes']) === 'yes';
  const afterOverride = readChoice(environment, 'CONVERGENT_AFTER_OVERRIDE', ['repeat', 'inform']);
  const overrideDays = readInteger(environment, 'CONVERGENT_OVERRIDE_DAYS', {
    otherwise: 30,
    from: 1,
    to: 3_650,
  });
  return {
    folder: resolve(environment['CONVERGENT_DATA'] ?? DEFAULT_FOLDER),
    databaseUrl: readDatabaseUrl(environment),
    pseudonymKey: readKey(environment, 'CONVERGENT_PSEUDONYM_KEY'),
    spoolLimitBytes:
      MB *
      readInteger(environment, 'CONVERGENT_SPOOL_LIMIT_MB', {
        otherwise: 1_000,
        from: 1,
        to: 1_000_000,
      }),
    keepInputs,
    inputKey: readKey(environment, 'CONVERGENT_INPUT_KEY'),
    retentionDays: readDays(environment, 'CONVERGENT_RETENTION_DAYS'),
    inputRetentionDays: readDays(environment, 'CONVERGENT_INPUT_RETENTION_DAYS') ?? 30,
    informAfterOverrideDays: afterOverride === 'inform' ? overrideDays : null,
  };
}

function readDatabaseUrl(environment: Environment): string | null {
  const value = readSecret(environment, 'DATABASE_URL');
  if (value === null || /^postgres(?:ql)?:\/\//.test(value)) return value;
  throw new ConfigError('DATABASE_URL must be a postgresql:// URL.');
}

/** A key in base64 or hexadecimal. */
function readKey(environment: Environment, name: string): Buffer | null {
  const text = readSecret(environment, name);
  if (text === null) return null;
  const key = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new ConfigError(
    `${name} must be 32 random bytes in base64 or hexadecimal: openssl rand -base64 32 makes them.`,
  );
}

function readDays(environment: Environment, name: string): number | null {
  if (environment[name] === undefined) return null;
  return readInteger(environment, name, { otherwise: 0, from: 1, to: 36_500 });
}

/** One of the choices; the first when none is made. */
function readChoice<Choice extends string>(
  environment: Environment,
  name: string,
  choices: readonly [Choice, Choice],
): Choice {
  const value = environment[name] ?? choices[0];
  const choice = choices.find((known) => known === value);
  if (choice === undefined) throw new ConfigError(`${name} must be ${choices.join(' or ')}.`);
  return choice;
}
