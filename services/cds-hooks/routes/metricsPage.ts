import { Router } from 'express';
import type { Dependencies } from '../dependencies.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';
import { scrapersOnly } from '../middleware/scrapersOnly.ts';

/** For Prometheus and whoever reads its format. */
export function metricsPage({ metrics, trust }: Dependencies): Router {
  const router = Router();
  router
    .route('/metrics')
    .all(...scrapersOnly(trust))
    .get(async (_request, response) => {
      const text = await metrics.text();
      response.set('Cache-Control', 'no-store').set('Content-Type', metrics.contentType).send(text);
    })
    .all(methodNotAllowed('GET'));
  return router;
}
