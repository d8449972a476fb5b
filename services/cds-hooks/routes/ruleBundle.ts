import { Router } from 'express';
import { type BuiltFile, builtFile } from '../builtApp.ts';
import type { Dependencies } from '../dependencies.ts';
import { ServiceError } from '../errors.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';
import { IMMUTABLE, sendCompressed } from './sendCompressed.ts';

/** Bundles of before that stay in memory, for pages that are open. */
const KEPT = 4;

/** Where the rule base with this hash can be fetched. */
export function ruleBundlePath(sha256: string): string {
  return `/rules/bundle/${sha256}.json`;
}

/** The rule base in force, under its hash: what was fetched once never changes. */
export function ruleBundle({ rulesInForce }: Pick<Dependencies, 'rulesInForce'>): Router {
  const router = Router();
  // Also those of yesterday, for a page that was opened before midnight.
  const files = new Map<string, BuiltFile>();
  const inForce = (): void => {
    const { sha256, json } = rulesInForce().bundle;
    if (files.has(sha256)) return;
    const [oldest] = files.keys();
    if (files.size >= KEPT && oldest !== undefined) files.delete(oldest);
    files.set(sha256, builtFile('application/json; charset=utf-8', Buffer.from(json)));
  };
  router
    .route('/rules/bundle/:name')
    .get((request, response) => {
      inForce();
      const file = files.get(request.params.name.replace(/\.json$/, ''));
      if (file === undefined || !request.path.endsWith('.json')) {
        throw new ServiceError('unknown-path');
      }
      sendCompressed(request, response, file, IMMUTABLE);
    })
    .all(methodNotAllowed('GET'));
  return router;
}
