import { ServiceError } from './errors.ts';
import type { MessageSchemas } from './messageSchemas.ts';
import { isRecord, withoutBlanks } from './withoutBlanks.ts';

/** What is used of feedback that `FeedbackRequest` of openapi.json has passed. */
export interface Feedback {
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
}

/** Reads the body of a feedback call, or throws with every problem it has. */
export function readFeedback(body: unknown, schemas: MessageSchemas): readonly Feedback[] {
  const request = withoutBlankParts(body);
  const problems = schemas('FeedbackRequest', request);
  if (problems.length > 0) throw new ServiceError('invalid-request', problems);
  return (request as { feedback: readonly Feedback[] }).feedback;
}

function withoutBlankParts(body: unknown): unknown {
  if (!isRecord(body) || !Array.isArray(body['feedback'])) return body;
  return { ...body, feedback: body['feedback'].map(withoutBlankMembers) };
}

function withoutBlankMembers(feedback: unknown): unknown {
  if (!isRecord(feedback)) return feedback;
  return withoutBlanks({ ...feedback, overrideReason: withoutBlanks(feedback['overrideReason']) });
}
