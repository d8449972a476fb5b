import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/rulebase/canonicalJson.ts';
import type { FeedbackRecord } from '../decision-log/logEntry.ts';
import { ServiceError } from './errors.ts';
import type { MessageSchemas } from './messageSchemas.ts';
import { isRecord, withoutBlanks } from './withoutBlanks.ts';

/** What is used of feedback that `FeedbackRequest` of openapi.json has passed. */
export interface Feedback {
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly acceptedSuggestions?: readonly { readonly id: string }[];
  readonly overrideReason?: {
    readonly reason?: { readonly code: string; readonly system?: unknown };
    readonly userComment?: string;
  };
  /** RFC 3339. */
  readonly outcomeTimestamp: string;
}

/** Reads the body of a feedback call, or throws with every problem it has. */
export function readFeedback(body: unknown, schemas: MessageSchemas): readonly Feedback[] {
  const request = withoutBlankParts(body);
  const problems = schemas('FeedbackRequest', request);
  if (problems.length > 0) throw new ServiceError('invalid-request', problems);
  return (request as { feedback: readonly Feedback[] }).feedback;
}

/** Who gave feedback, and where and when it arrived. */
export interface FeedbackArrival {
  readonly client: string | null;
  readonly service: string;
  readonly at: Date;
}

/** Ids of cards and suggestions are UUIDs; CDS Hooks 3.0 models them as `urn:uuid:`. */
const UUID = /^(?:urn:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
/** What a code is made of. Anything else could be words about the patient. */
const CODE = /^[\w.-]{1,64}$/;
const LONGEST_SYSTEM = 200;

/** What is kept of feedback; `null` when it names no card that could be ours. */
export function feedbackRecord(
  { card, outcome, acceptedSuggestions = [], overrideReason, outcomeTimestamp }: Feedback,
  { client, service, at }: FeedbackArrival,
): FeedbackRecord | null {
  const id = cardId(card);
  if (id === null) return null;
  const reason = overrideReason?.reason;
  const kept = {
    client,
    card: id,
    outcome,
    actedAt: utc(outcomeTimestamp) ?? at.toISOString(),
    suggestions: acceptedSuggestions.flatMap((suggestion) => cardId(suggestion.id) ?? []).sort(),
    reason:
      reason !== undefined && CODE.test(reason.code)
        ? { system: systemOf(reason.system), code: reason.code }
        : null,
  };
  const leftOut = [
    ...(overrideReason?.userComment === undefined ? [] : ['comment of the clinician']),
    ...(reason !== undefined && kept.reason === null ? ['a reason that is not a code'] : []),
  ];
  return {
    kind: 'feedback',
    id: nameOf(kept),
    at: at.toISOString(),
    service,
    ...kept,
    leftOut,
  };
}

/** The id that a card of ours would have; `null` for anything else. */
export function cardId(text: string): string | null {
  return UUID.exec(text)?.[1]?.toLowerCase() ?? null;
}

/** A UUID of version 8 (RFC 9562, section 5.8) from the content: the same for the same feedback. */
function nameOf(content: object): string {
  const digits = createHash('sha256').update(canonicalJson(content)).digest('hex');
  const variant = ((Number.parseInt(digits.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}

/** A leap second is valid RFC 3339, and no time that JavaScript knows. */
function utc(timestamp: string): string | null {
  const time = new Date(timestamp);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

function systemOf(system: unknown): string | null {
  if (typeof system !== 'string' || system.length > LONGEST_SYSTEM) return null;
  return URL.canParse(system) ? system : null;
}

function withoutBlankParts(body: unknown): unknown {
  if (!isRecord(body) || !Array.isArray(body['feedback'])) return body;
  return { ...body, feedback: body['feedback'].map(withoutBlankMembers) };
}

function withoutBlankMembers(feedback: unknown): unknown {
  if (!isRecord(feedback)) return feedback;
  return withoutBlanks({ ...feedback, overrideReason: withoutBlanks(feedback['overrideReason']) });
}
