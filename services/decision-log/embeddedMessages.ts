/** What `embeddedDatabase` and its worker thread tell each other. */
export type EmbeddedRequest =
  | {
      readonly number: number;
      readonly kind: 'query';
      readonly sql: string;
      readonly parameters: readonly unknown[];
    }
  | { readonly number: number; readonly kind: 'script'; readonly sql: string }
  | { readonly number: number; readonly kind: 'close' };

export type EmbeddedReply =
  | { readonly number: number; readonly ok: true; readonly rows: readonly unknown[] }
  | {
      readonly number: number;
      readonly ok: false;
      /** SQLSTATE, when it is the database that refused. */
      readonly code: string | null;
      readonly message: string;
    };
