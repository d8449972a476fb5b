import { Router, type RequestHandler } from 'express';
import type { Dependencies } from '../dependencies.ts';
import { ServiceError } from '../errors.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';
import type { RulesChange, RuleSetStatus, RulesStatus } from '../runningRules.ts';

/** Which rules answer, and for administrators of this process: load those on disk, or go back. */
export function adminRules(
  { rules, serviceUrl }: Dependencies,
  allowed: readonly RequestHandler[],
): Router {
  const router = Router();
  const change =
    (work: () => Promise<RulesChange>): RequestHandler =>
    async (_request, response) => {
      const done = await work();
      if (done.kind === 'refused') {
        throw new ServiceError(
          'rules-refused',
          done.faults.map((fault) => ({ path: '', message: fault.replace(/\.$/, '') })),
        );
      }
      if (done.kind === 'none-before') throw new ServiceError('no-rules-before');
      response.set('Cache-Control', 'no-store');
      response.json({ outcome: done.kind, ...shown(rules.status()) });
    };
  router
    .route('/admin/rules')
    .all(...allowed)
    .get((_request, response) => {
      response.set('Cache-Control', 'no-store').json(shown(rules.status()));
    })
    .all(methodNotAllowed('GET'));
  for (const [path, work] of [
    ['/admin/rules/reload', rules.reload],
    ['/admin/rules/rollback', rules.rollBack],
  ] as const) {
    router
      .route(path)
      .all(...allowed)
      .post(notFromOtherPages(new URL(serviceUrl).origin), change(work))
      .all(methodNotAllowed('POST'));
  }
  return router;
}

/** A browser adds a password that it knows also to what a page of another origin sends, and says whose page it is. */
function notFromOtherPages(own: string): RequestHandler {
  return (request, _response, next) => {
    const { origin } = request.headers;
    if (origin !== undefined && origin !== own) throw new ServiceError('not-permitted');
    next();
  };
}

function shown({ current, previous, refused, rolledBackAt }: RulesStatus): object {
  return {
    current: shownSet(current),
    ...(previous !== null && { previous: shownSet(previous) }),
    ...(refused !== null && {
      refused: { at: refused.at.toISOString(), faults: refused.faults },
    }),
    ...(rolledBackAt !== null && { rolledBackAt: rolledBackAt.toISOString() }),
  };
}

function shownSet({ sha256, packs, since }: RuleSetStatus): object {
  return { sha256, packs, since: since.toISOString() };
}
