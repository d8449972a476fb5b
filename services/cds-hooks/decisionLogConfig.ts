import { resolve } from 'node:path';
import { ConfigError, readAll, readInteger, type Environment, type Profile } from './config.ts';
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
export function readDecisionLogConfig(
  environment: Environment,
  profile: Profile,
): DecisionLogConfig | null {
  if (readChoice(environment, 'CONVERGENT_DECISION_LOG', ['on', 'off']) === 'off') {
    if (profile === 'demo') return null;
    throw new ConfigError(
      'CONVERGENT_DECISION_LOG=off is for the demo profile: in production every answer is recorded.',
    );
  }
  const days = (name: string) => () => readDays(environment, name);
  const read = readAll({
    databaseUrl: () => readDatabaseUrl(environment, profile),
    pseudonymKey: () => readPseudonymKey(environment, profile),
    spoolLimit: () =>
      readInteger(environment, 'CONVERGENT_SPOOL_LIMIT_MB', {
        otherwise: 1_000,
        from: 1,
        to: 1_000_000,
      }),
    kept: () => readKept(environment, profile),
    retentionDays: days('CONVERGENT_RETENTION_DAYS'),
    inputRetentionDays: days('CONVERGENT_INPUT_RETENTION_DAYS'),
    afterOverride: () => readChoice(environment, 'CONVERGENT_AFTER_OVERRIDE', ['repeat', 'inform']),
    overrideDays: () =>
      readInteger(environment, 'CONVERGENT_OVERRIDE_DAYS', { otherwise: 30, from: 1, to: 3_650 }),
  });
  return {
    folder: resolve(environment['CONVERGENT_DATA'] ?? DEFAULT_FOLDER),
    databaseUrl: read.databaseUrl,
    pseudonymKey: read.pseudonymKey,
    spoolLimitBytes: MB * read.spoolLimit,
    ...read.kept,
    retentionDays: read.retentionDays,
    inputRetentionDays: read.inputRetentionDays ?? 30,
    informAfterOverrideDays: read.afterOverride === 'inform' ? read.overrideDays : null,
  };
}

/** The key also serves what was kept before, when nothing is kept any more. */
function readKept(
  environment: Environment,
  profile: Profile,
): Pick<DecisionLogConfig, 'keepInputs' | 'inputKey'> {
  const inputKey = readKey(environment, 'CONVERGENT_INPUT_KEY');
  const keepInputs = readChoice(environment, 'CONVERGENT_KEEP_INPUTS', ['no', 'yes']) === 'yes';
  if (keepInputs && inputKey === null && profile === 'production') {
    throw new ConfigError(
      'CONVERGENT_KEEP_INPUTS=yes keeps patient data: in production it needs CONVERGENT_INPUT_KEY to encrypt them.',
    );
  }
  return { keepInputs, inputKey };
}

function readPseudonymKey(environment: Environment, profile: Profile): Buffer | null {
  const key = readKey(environment, 'CONVERGENT_PSEUDONYM_KEY');
  if (key !== null || profile === 'demo') return key;
  throw new ConfigError(
    'CONVERGENT_PSEUDONYM_KEY or CONVERGENT_PSEUDONYM_KEY_FILE is needed in production, the same for all replicas: openssl rand -base64 32 makes one.',
  );
}

function readDatabaseUrl(environment: Environment, profile: Profile): string | null {
  const value = readSecret(environment, 'DATABASE_URL');
  if (value === null && profile === 'production') {
    throw new ConfigError(
      'DATABASE_URL or DATABASE_URL_FILE must name the PostgreSQL database of decisions.',
    );
  }
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
