import { randomUUID } from 'node:crypto';
import type { Database } from './database.ts';
import { feedbackReport, type FeedbackReport, type Period } from './feedbackReport.ts';
import type { CheckpointRecord, DecisionRecord } from './logEntry.ts';
import type { ChainHead, ChainedEntry } from './verifyChain.ts';

/** The log in the database, behind the spool. */
export interface DecisionStore {
  /** Adds records, as the JSON of `SpooledRecord`, that are not there yet, and gives the head of the chain. */
  readonly append: (records: readonly string[]) => Promise<ChainHead>;
  readonly head: () => Promise<ChainHead>;
  /** Oldest first. */
  readonly entries: (period?: Period) => AsyncGenerator<ChainedEntry>;
  /** By its whole id, or the first digits of it when they name only one. */
  readonly decision: (id: string) => Promise<DecisionRecord | 'not found' | 'ambiguous'>;
  /** What is kept beside an entry. */
  readonly kept: (id: string) => Promise<Buffer | null>;
  readonly feedbackReport: (period: Period) => Promise<FeedbackReport>;
  /** Which of these cards of a patient were overridden with a reason since then. */
  readonly overridden: (question: OverriddenQuestion) => Promise<readonly string[]>;
  /** True for the first who claims the key before it expires, whichever replica asks. */
  readonly claimOnce: (key: string, expires: Date, now: Date) => Promise<boolean>;
  /** Deletes entries older than `before`, in whole segments that end in a checkpoint; says how many. */
  readonly prune: (before: Date, now: Date) => Promise<number>;
  /** Deletes inputs kept from before then, and claims that have expired. */
  readonly forget: (keptBefore: Date, now: Date) => Promise<void>;
}

export interface OverriddenQuestion {
  readonly patient: string;
  readonly client: string | null;
  readonly fingerprints: readonly string[];
  readonly since: Date;
}

interface EntryRow {
  readonly seq: string;
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly previous: string;
  readonly hash: string;
  readonly body: string;
}

/** Rows read at once: as many as memory holds easily, with records of some kilobytes. */
const PAGE = 1_000;
/** A segment that is pruned in one transaction. */
const PRUNED_AT_ONCE = 10_000;
/** As `Date.toISOString` writes it. */
const ISO = `to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at`;

export function decisionStore(database: Database): DecisionStore {
  const { query } = database;

  const head = async (): Promise<ChainHead> => {
    const [row] = await query<{ seq: string; hash: string }>(
      'SELECT seq, hash FROM convergent.chain_head',
    );
    if (row === undefined) throw new Error('The decision log has lost its head.');
    return { seq: Number(row.seq), hash: row.hash };
  };

  const append = async (records: readonly string[]): Promise<ChainHead> => {
    const [row] = await query<{ head_seq: string; head_hash: string }>(
      'SELECT head_seq, head_hash FROM convergent.append_entries($1::json)',
      [`[${records.join(',')}]`],
    );
    if (row === undefined) throw new Error('The decision log gives no head.');
    return { seq: Number(row.head_seq), hash: row.head_hash };
  };

  const segmentBefore = async (before: Date): Promise<CheckpointRecord['pruned'] | null> => {
    const [row] = await query<{ from: string; through: string; hash: string }>(
      `WITH oldest AS (SELECT min(seq) AS seq FROM convergent.entry),
        kept AS (SELECT min(seq) AS seq FROM convergent.entry WHERE at >= $1),
        newest AS (SELECT seq FROM convergent.chain_head),
        segment AS (
          SELECT least(coalesce(kept.seq - 1, newest.seq), oldest.seq + $2 - 1) AS through,
            oldest.seq AS from
          FROM oldest, kept, newest
        )
      SELECT segment.from, segment.through, entry.hash
        FROM segment JOIN convergent.entry ON entry.seq = segment.through`,
      [before, PRUNED_AT_ONCE],
    );
    return row === undefined
      ? null
      : {
          from: Number(row.from),
          through: Number(row.through),
          hash: row.hash,
          before: before.toISOString(),
        };
  };

  return {
    append,
    head,
    entries: async function* (period) {
      for (let after = 0; ;) {
        const rows = await query<EntryRow>(
          `SELECT seq, id, kind, ${ISO}, previous, hash, body::text AS body
           FROM convergent.entry
           WHERE seq > $1 AND ($2::timestamptz IS NULL OR at >= $2) AND ($3::timestamptz IS NULL OR at < $3)
           ORDER BY seq LIMIT $4`,
          [after, period?.from ?? null, period?.to ?? null, PAGE],
        );
        for (const row of rows) yield { ...row, seq: Number(row.seq) };
        const last = rows.at(-1);
        if (last === undefined) return;
        after = Number(last.seq);
      }
    },
    decision: async (id) => {
      const rows = await query<{ body: string }>(
        `SELECT body::text AS body FROM convergent.entry
         WHERE kind = 'decision' AND id >= $1::uuid AND id <= $2::uuid LIMIT 2`,
        idRange(id),
      );
      const [row, another] = rows;
      if (row === undefined) return 'not found';
      return another === undefined ? (JSON.parse(row.body) as DecisionRecord) : 'ambiguous';
    },
    kept: async (id) => {
      const [row] = await query<{ payload: Uint8Array }>(
        'SELECT payload FROM convergent.kept WHERE entry = $1::uuid',
        [id],
      );
      return row === undefined ? null : Buffer.from(row.payload);
    },
    feedbackReport: (period) => feedbackReport(database, period),
    overridden: async ({ patient, client, fingerprints, since }) => {
      const rows = await query<{ fingerprint: string }>(
        `SELECT DISTINCT card.fingerprint
         FROM convergent.card JOIN convergent.entry
           ON entry.kind = 'feedback' AND entry.body ->> 'card' = card.id::text
         WHERE card.patient = $1 AND card.fingerprint = ANY ($2::text[])
           AND card.client IS NOT DISTINCT FROM $3::text
           AND entry.body ->> 'client' IS NOT DISTINCT FROM card.client
           AND entry.body ->> 'outcome' = 'overridden'
           AND entry.body -> 'reason' ->> 'code' IS NOT NULL
           AND entry.at >= $4`,
        [patient, fingerprints, client, since],
      );
      return rows.map(({ fingerprint }) => fingerprint);
    },
    claimOnce: async (key, expires, now) => {
      const [row] = await query<{ claimed: boolean }>(
        'SELECT convergent.claim_once($1::text, $2::timestamptz, $3::timestamptz) AS claimed',
        [key, expires, now],
      );
      return row?.claimed === true;
    },
    prune: async (before, now) => {
      let deleted = 0;
      for (;;) {
        const pruned = await segmentBefore(before);
        if (pruned === null) return deleted;
        const checkpoint: CheckpointRecord = {
          kind: 'checkpoint',
          id: randomUUID(),
          at: now.toISOString(),
          pruned,
        };
        const { id, kind, at } = checkpoint;
        const record = { id, kind, at, body: JSON.stringify(checkpoint), kept: null };
        const [row] = await query<{ deleted: string }>(
          'SELECT convergent.prune_entries($1::json, $2::bigint) AS deleted',
          [JSON.stringify(record), pruned.through],
        );
        deleted += Number(row?.deleted ?? 0);
      }
    },
    forget: async (keptBefore, now) => {
      await query('SELECT convergent.forget($1::timestamptz, $2::timestamptz)', [keptBefore, now]);
    },
  };
}

/** The least and the greatest id that begin with these digits. */
function idRange(start: string): readonly [string, string] {
  const digits = start.replaceAll('-', '');
  return [digits.padEnd(32, '0'), digits.padEnd(32, 'f')];
}
