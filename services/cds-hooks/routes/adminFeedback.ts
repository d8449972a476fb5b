import { Router, type RequestHandler } from 'express';
import type { KnowledgeBase } from '../../../src/rulebase/knowledge.ts';
import type { Dependencies } from '../dependencies.ts';
import { ServiceError } from '../errors.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';
import { feedbackPage, feedbackStyle, PERIODS, type PeriodDays } from '../pages/feedbackPage.ts';
import { pagePolicy } from '../pages/pagePolicy.ts';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;

/** How cards were received: a page for administrators, or the same as JSON. */
export function adminFeedback(
  { clock, rulesInForce, recording }: Dependencies,
  allowed: readonly RequestHandler[],
): Router {
  const router = Router();
  const policy = pagePolicy(feedbackStyle);
  router
    .route('/admin/feedback')
    .all(...allowed)
    .get(async (request, response) => {
      if (recording === null) throw new ServiceError('unknown-path');
      const days = daysOf(request.query['days']);
      const from = days === null ? null : new Date(clock().getTime() - days * DAY_MS);
      const { store } = recording.decisionLog;
      const report = await store.feedbackReport({ from, to: null }).catch(() => {
        throw new ServiceError('log-unavailable');
      });
      response.set('Cache-Control', 'no-store');
      if (request.accepts(['html', 'json']) === 'json') {
        response.json(report);
        return;
      }
      response
        .set('Content-Security-Policy', policy)
        .type('html')
        .send(feedbackPage({ report, days, reasonWords: wordsOf(rulesInForce().knowledge) }));
    })
    .all(methodNotAllowed('GET'));
  return router;
}

function wordsOf({ overrideReasons }: KnowledgeBase): ReadonlyMap<string, string> {
  return new Map(overrideReasons.map(({ code, display }) => [code, display]));
}

function daysOf(asked: unknown): PeriodDays {
  if (asked === 'all') return null;
  return PERIODS.find((days) => String(days) === asked) ?? DEFAULT_DAYS;
}
