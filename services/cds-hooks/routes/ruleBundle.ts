import { gzipSync } from 'node:zlib';
import { Router } from 'express';
import type { Dependencies } from '../dependencies.ts';
import { ServiceError } from '../errors.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';
import { IMMUTABLE, sendCompressed } from './sendCompressed.ts';

/** Where the rule base with this hash can be fetched. */
export function ruleBundlePath(sha256: string): string {
  return `/rules/bundle/${sha256}.json`;
}

/** The rule base in force, under its hash: what was fetched once never changes. */
export function ruleBundle({ rules }: Pick<Dependencies, 'rules'>): Router {
  const router = Router();
  const body = rules === undefined ? null : Buffer.from(rules.json);
  const file = body && {
    type: 'application/json; charset=utf-8',
    body,
    gzip: gzipSync(body),
  };
  router
    .route('/rules/bundle/:name')
    .get((request, response) => {
      if (file === null || request.path !== ruleBundlePath(rules?.sha256 ?? '')) {
        throw new ServiceError('unknown-path');
      }
      sendCompressed(request, response, file, IMMUTABLE);
    })
    .all(methodNotAllowed('GET'));
  return router;
}
