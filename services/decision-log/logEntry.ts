import type { Card } from '../../src/cards/cdsHooks.ts';
import type { PackRef } from '../../src/domain/evaluation.ts';

/** What the log holds, one after the other. Texts of `at` are ISO 8601 in UTC. */
export type LogEntry = DecisionRecord | FeedbackRecord | CheckpointRecord;

/** One answer to one hook call. */
export interface DecisionRecord {
  readonly kind: 'decision';
  /** That of the request, as the client has it in `X-Request-Id`. */
  readonly id: string;
  readonly at: string;
  /** Who asked; `null` where clients are not authenticated. */
  readonly client: string | null;
  readonly service: string;
  readonly hook: string;
  readonly hookInstance: string;
  /** Keyed hash of the patient's id, and which key it was. */
  readonly patient: string;
  readonly key: string;
  /** The day as of which was judged. */
  readonly asOf: string;
  readonly input: {
    /** Keyed hash of the call as it was received, and of what was fetched for it. */
    readonly hash: string;
    readonly resources: number;
    /** Prefetch keys asked of the FHIR server, and those that could not be had. */
    readonly fetched: number;
    readonly unavailable: readonly string[];
    /** SHA-256 of what is kept beside the record for `convergent replay`; `null` when nothing is. */
    readonly kept: string | null;
  };
  readonly software: string;
  readonly engine: string;
  readonly packs: readonly PackRef[];
  readonly conclusions: readonly ShortConclusion[];
  readonly cards: readonly CardRecord[];
  /** From the arrival of the call to its decision. */
  readonly ms: number;
  /** What of the request and the answer is not in this record. */
  readonly leftOut: readonly string[];
}

/** A conclusion without texts, dates, measurements and resources. */
export interface ShortConclusion {
  readonly kind: string;
  /** The alteration, drugs, option or question it is about. */
  readonly about: string;
  readonly says: string;
  /** `pack/rule@version` */
  readonly rules: readonly string[];
}

export interface CardRecord {
  readonly id: string;
  readonly indicator: Card['indicator'];
  /** Rules that made the card, as `pack/rule@version`; empty when it rests on the patient's own course. */
  readonly rules: readonly string[];
  /** Ids of its suggestions. */
  readonly suggestions: readonly string[];
  /** Keyed hash of what the card says and of the data behind it: equal while neither changes. */
  readonly fingerprint: string;
  /** True when it was shown for information only, because it had been overridden with a reason. */
  readonly setAside: boolean;
}

/** What became of a card (CDS Hooks 2.0, "Feedback"). */
export interface FeedbackRecord {
  readonly kind: 'feedback';
  /** The same for the same feedback, however often it is sent. */
  readonly id: string;
  /** When it was first received. */
  readonly at: string;
  readonly client: string | null;
  readonly service: string;
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  /** When the clinician acted, as the client says. */
  readonly actedAt: string;
  readonly suggestions: readonly string[];
  readonly reason: { readonly system: string | null; readonly code: string } | null;
  readonly leftOut: readonly string[];
}

/** Entries that were pruned, so that the chain goes on where they ended. */
export interface CheckpointRecord {
  readonly kind: 'checkpoint';
  readonly id: string;
  readonly at: string;
  readonly pruned: {
    readonly from: number;
    readonly through: number;
    /** Hash of the last entry pruned. */
    readonly hash: string;
    /** Everything older than this was to go. */
    readonly before: string;
  };
}
