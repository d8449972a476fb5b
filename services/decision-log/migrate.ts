import { sqlStateOf, type Database } from './database.ts';
import { MIGRATIONS } from './migrations.ts';

/** The database was set up by a newer version of the software than this one. */
export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError';
}

/** Any number does that nobody else takes in the same database. */
const LOCK = 7_230_461;
const UNDEFINED_TABLE = '42P01';
const UNDEFINED_SCHEMA = '3F000';

/**
 * Brings the tables up to date. Replicas that start at once take turns. A role without the right to
 * create tables may call it when there is nothing to do.
 */
export async function migrate(database: Database): Promise<void> {
  const from = await versionOf(database);
  if (from > MIGRATIONS.length) {
    throw new NewerDatabaseError(
      `The database is of version ${String(from)}, this software knows ${String(MIGRATIONS.length)}: start the newer software.`,
    );
  }
  if (from < MIGRATIONS.length) await database.script(script());
}

async function versionOf(database: Database): Promise<number> {
  try {
    const [row] = await database.query<{ version: number | null }>(
      'SELECT max(version) AS version FROM convergent.migration',
    );
    return row?.version ?? 0;
  } catch (error) {
    if ([UNDEFINED_TABLE, UNDEFINED_SCHEMA].includes(sqlStateOf(error) ?? '')) return 0;
    throw error;
  }
}

/** One script is one transaction, so the lock is held to its end; each step looks again whether it is needed. */
function script(): string {
  const steps = MIGRATIONS.map((sql, index) => {
    const version = String(index + 1);
    return `
DO $step$ BEGIN
  IF NOT EXISTS (SELECT FROM convergent.migration WHERE version = ${version}) THEN
    EXECUTE $migration$${sql}$migration$;
    INSERT INTO convergent.migration (version) VALUES (${version});
  END IF;
END $step$;`;
  });
  return `
SELECT pg_advisory_xact_lock(${String(LOCK)});
CREATE SCHEMA IF NOT EXISTS convergent;
CREATE TABLE IF NOT EXISTS convergent.migration (
  version integer PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now()
);
${steps.join('\n')}`;
}
