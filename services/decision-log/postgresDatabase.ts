import pg from 'pg';
import type { Database } from './database.ts';

/** Per process. Writing takes one connection, reports and look-ups the others. */
const CONNECTIONS = 4;
const CONNECT_WITHIN_MS = 3_000;
/** A statement that takes longer is taken for lost; what it was to write is tried again. */
const ANSWER_WITHIN_MS = 15_000;

/** PostgreSQL 12 or newer. Connects when first asked, and again after the server was away. */
export function postgresDatabase(url: string): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
    statement_timeout: ANSWER_WITHIN_MS,
    application_name: 'convergent',
  });
  // An idle connection that breaks is replaced by the next query, which also tells the fault.
  pool.on('error', () => undefined);
  return {
    query: async <Row>(sql: string, parameters: readonly unknown[] = []) =>
      (await pool.query(sql, [...parameters])).rows as Row[],
    script: async (sql) => {
      await pool.query(sql);
    },
    close: () => pool.end(),
  };
}
