/** What is used of an SQL database: PostgreSQL, or the same embedded in this process. */
export interface Database {
  /** Parameters are `$1`, `$2` ... in the statement. */
  readonly query: <Row>(sql: string, parameters?: readonly unknown[]) => Promise<readonly Row[]>;
  /** Several statements at once, without parameters; all of them take effect or none. */
  readonly script: (sql: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The SQLSTATE of an error that the database answered with; `null` when it did not answer. */
export function sqlStateOf(error: unknown): string | null {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}
