import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../../services/decision-log/database.ts';
import { embeddedDatabase } from '../../../services/decision-log/embeddedDatabase.ts';
import { postgresDatabase } from '../../../services/decision-log/postgresDatabase.ts';
import { hasPostgres, realPostgres } from '../../builders/realPostgres.ts';

export interface DatabaseUnderTest {
  readonly database: Database;
  readonly remove: () => Promise<void>;
}

/** The two databases the log runs on; every storage test holds for both. */
export const BOTH_DATABASES: readonly (readonly [string, () => Promise<DatabaseUnderTest>])[] = [
  ['embedded', embedded],
  ...(hasPostgres ? ([['PostgreSQL', postgres]] as const) : []),
];

async function embedded(): Promise<DatabaseUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'pglite-'));
  const database = embeddedDatabase(folder);
  await database.script('SELECT 1');
  return {
    database,
    remove: async () => {
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function postgres(): Promise<DatabaseUnderTest> {
  const server = await realPostgres();
  const database = postgresDatabase(server.url);
  return {
    database,
    remove: async () => {
      await database.close();
      await server.remove();
    },
  };
}
