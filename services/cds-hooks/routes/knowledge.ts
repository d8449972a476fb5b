import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Router, type Request, type Response } from 'express';
import { KNOWLEDGE_PATH } from '../../../src/cards/knowledgeLink.ts';
import { knowledgePages, type KnowledgePage } from '../../knowledge-pages/knowledgePages.ts';
import { calendarDay } from '../calendarDay.ts';
import type { Dependencies } from '../dependencies.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';
import { productFolder } from '../productFolder.ts';
import { ASK_AGAIN, IMMUTABLE, sendCompressed } from './sendCompressed.ts';

const STYLE_FILE = 'services/knowledge-pages/style/knowledge.css';

/** What the cards rest on, as web pages that anybody who reaches the service may read. */
export function knowledge({
  rulesInForce,
  config,
  clock,
  serviceUrl,
}: Pick<Dependencies, 'rulesInForce' | 'config' | 'clock' | 'serviceUrl'>): Router {
  const router = Router();
  const style = readFileSync(join(productFolder(), STYLE_FILE));
  const styleHash = hashOf(style);
  const pages = knowledgePages({
    rules: rulesInForce,
    pins: config.packs,
    today: () => calendarDay(clock()),
    serviceUrl,
    styleHash,
  });
  router
    .route(`${KNOWLEDGE_PATH}/style/:name`)
    .get((request, response) => {
      // A page kept from before the style was changed gets what there is now.
      const isCurrent = request.params.name === `${styleHash}.css`;
      const file = {
        type: 'text/css; charset=utf-8',
        body: style,
        get gzip() {
          return gzipSync(style);
        },
      };
      sendCompressed(request, response, file, isCurrent ? IMMUTABLE : ASK_AGAIN);
    })
    .all(methodNotAllowed('GET'));
  router
    .route(`${KNOWLEDGE_PATH}/search`)
    .get((request, response) => {
      const { q } = request.query;
      send(request, response, pages.search(typeof q === 'string' ? q : ''));
    })
    .all(methodNotAllowed('GET'));
  router
    .route(`${KNOWLEDGE_PATH}{/*parts}`)
    .get((request, response) => {
      const { parts = [] } = request.params as { readonly parts?: readonly string[] };
      send(request, response, pages.at(parts.filter((part) => part !== '')));
    })
    .all(methodNotAllowed('GET'));
  return router;
}

/** No script, nothing inline, no frame; the form asks this service. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

function send(
  request: Request,
  response: Response,
  { status, html, staysAsItIs }: KnowledgePage,
): void {
  const body = Buffer.from(html);
  response
    .status(status)
    .set('Content-Security-Policy', POLICY)
    .set('ETag', `"${hashOf(body)}"`)
    .set('Cache-Control', staysAsItIs ? IMMUTABLE : ASK_AGAIN);
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  const file = {
    type: 'text/html; charset=utf-8',
    body,
    get gzip() {
      return gzipSync(body);
    },
  };
  sendCompressed(request, response, file, response.get('Cache-Control') ?? ASK_AGAIN);
}

function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
