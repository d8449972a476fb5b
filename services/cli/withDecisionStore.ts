import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readProfile } from '../cds-hooks/config.ts';
import { readDecisionLogConfig, type DecisionLogConfig } from '../cds-hooks/decisionLogConfig.ts';
import { openDecisionLog } from '../decision-log/decisionLog.ts';
import { decisionStore, type DecisionStore } from '../decision-log/decisionStore.ts';
import { migrate } from '../decision-log/migrate.ts';
import { postgresDatabase } from '../decision-log/postgresDatabase.ts';
import { UsageError } from './usageError.ts';

/** What the environment says of the log. */
export function decisionLogConfig(): DecisionLogConfig {
  const config = readDecisionLogConfig(process.env, readProfile(process.env));
  if (config === null) throw new UsageError('CONVERGENT_DECISION_LOG=off: there is no log.');
  return config;
}

/** An embedded database that was not stopped in order takes its time. */
const SETTLE_WITHIN_MS = 60_000;

/**
 * Works with the log of this environment: PostgreSQL while services write to it, an embedded one
 * only while no service has it.
 * @throws UsageError in a sentence when it can't be reached.
 */
export async function withDecisionStore<T>(work: (store: DecisionStore) => Promise<T>): Promise<T> {
  const config = decisionLogConfig();
  return config.databaseUrl === null
    ? withEmbedded(config, work)
    : withPostgres(config.databaseUrl, work);
}

async function withPostgres<T>(
  url: string,
  work: (store: DecisionStore) => Promise<T>,
): Promise<T> {
  const database = postgresDatabase(url);
  try {
    await migrate(database).catch((error: unknown) => {
      throw new UsageError(`The database of DATABASE_URL can't be used (${whatFailed(error)}).`);
    });
    return await work(decisionStore(database));
  } finally {
    await database.close();
  }
}

async function withEmbedded<T>(
  { folder, spoolLimitBytes }: DecisionLogConfig,
  work: (store: DecisionStore) => Promise<T>,
): Promise<T> {
  if (!existsSync(join(folder, 'spool'))) {
    throw new UsageError(
      `There is no decision log in ${folder}: run the command where the service was started, or set CONVERGENT_DATA or DATABASE_URL.`,
    );
  }
  const decisionLog = await openDecisionLog({
    folder,
    databaseUrl: null,
    spoolLimitBytes,
    onEvent: () => undefined,
  }).catch((error: unknown) => {
    throw new UsageError(
      `${error instanceof Error ? error.message : ''} While the service runs, /admin/feedback there shows the feedback.`,
    );
  });
  try {
    if (!(await decisionLog.settle(SETTLE_WITHIN_MS))) {
      throw new UsageError(`The database in ${folder} can't be opened.`);
    }
    return await work(decisionLog.store);
  } finally {
    await decisionLog.close();
  }
}

function whatFailed(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.message : 'unknown error';
}
