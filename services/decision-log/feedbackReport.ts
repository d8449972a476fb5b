import type { Database } from './database.ts';

/** From and including, to and excluding; `null` is open. */
export interface Period {
  readonly from: Date | null;
  readonly to: Date | null;
}

/** How cards were received. */
export interface FeedbackReport {
  readonly rules: readonly RuleFeedback[];
  /** Feedback on cards that this log does not know: pruned, of another service, or another client's. */
  readonly onUnknownCards: number;
}

/** The cards that a rule made, in the version it then had. A card of several rules counts for each. */
export interface RuleFeedback {
  /** `pack/rule`; `null` for cards that rest on the patient's own course. */
  readonly rule: string | null;
  /** Of the pack. */
  readonly version: string | null;
  readonly cards: number;
  readonly accepted: number;
  readonly overridden: number;
  readonly reasons: readonly ReasonCount[];
}

export interface ReasonCount {
  readonly system: string | null;
  /** `null` when no reason was given. */
  readonly code: string | null;
  readonly count: number;
}

interface Row {
  readonly rule: string | null;
  readonly cards: string;
  readonly accepted: string;
  readonly overridden: string;
  readonly reasons: string | null;
}

/** Of several feedbacks on one card, the one that the clinician gave last counts. */
const LATEST = `
  SELECT DISTINCT ON (body ->> 'card')
    body ->> 'card' AS card, body ->> 'client' AS client, body ->> 'outcome' AS outcome,
    body -> 'reason' ->> 'system' AS system, body -> 'reason' ->> 'code' AS code
  FROM convergent.entry
  WHERE kind = 'feedback' AND ($1::timestamptz IS NULL OR at >= $1)
  ORDER BY body ->> 'card', (body ->> 'actedAt')::timestamptz DESC, seq DESC`;

/** For cards given in a period, whenever the feedback on them came. */
export async function feedbackReport(
  { query }: Database,
  { from, to }: Period,
): Promise<FeedbackReport> {
  const rows = await query<Row>(
    `WITH latest AS (${LATEST}),
      given AS (
        SELECT card.id, rule.name AS rule, latest.outcome, latest.system, latest.code
        FROM convergent.card
        LEFT JOIN LATERAL json_array_elements_text(card.body -> 'rules') AS rule (name) ON true
        LEFT JOIN latest ON latest.card = card.id::text
          AND latest.client IS NOT DISTINCT FROM card.client
        WHERE ($1::timestamptz IS NULL OR card.at >= $1)
          AND ($2::timestamptz IS NULL OR card.at < $2)
      ),
      reasons AS (
        SELECT rule, json_agg(json_build_object('system', system, 'code', code, 'count', count)
          ORDER BY count DESC, code) AS reasons
        FROM (
          SELECT rule, system, code, count(*) AS count
          FROM given WHERE outcome = 'overridden' GROUP BY rule, system, code
        ) AS counted GROUP BY rule
      )
    SELECT given.rule, count(*) AS cards,
      count(*) FILTER (WHERE outcome = 'accepted') AS accepted,
      count(*) FILTER (WHERE outcome = 'overridden') AS overridden,
      min(reasons.reasons::text) AS reasons
    FROM given LEFT JOIN reasons ON reasons.rule IS NOT DISTINCT FROM given.rule
    GROUP BY given.rule
    ORDER BY cards DESC, given.rule`,
    [from, to],
  );
  const [unknown] = await query<{ count: string }>(
    `WITH latest AS (${LATEST})
     SELECT count(*) AS count FROM latest
     WHERE NOT EXISTS (
       SELECT FROM convergent.card
       WHERE card.id::text = latest.card AND card.client IS NOT DISTINCT FROM latest.client
     )`,
    [from],
  );
  return { rules: rows.map(ruleFeedback), onUnknownCards: Number(unknown?.count ?? 0) };
}

function ruleFeedback({ rule, cards, accepted, overridden, reasons }: Row): RuleFeedback {
  const [name = null, version = null] = rule?.split('@') ?? [];
  return {
    rule: name,
    version,
    cards: Number(cards),
    accepted: Number(accepted),
    overridden: Number(overridden),
    reasons: reasons === null ? [] : (JSON.parse(reasons) as readonly ReasonCount[]),
  };
}
