import { Router } from 'express';
import { CATALOGUE } from '../catalogue/catalogue.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';

/** CDS Hooks 2.0, "Discovery". */
export function discovery(): Router {
  const router = Router();
  const body = { services: CATALOGUE };
  router
    .route('/cds-services')
    .get((_request, response) => {
      response.json(body);
    })
    .all(methodNotAllowed('GET'));
  return router;
}
