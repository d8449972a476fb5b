import { Router } from 'express';
import { CATALOGUE } from '../catalogue/catalogue.ts';
import type { Dependencies } from '../dependencies.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';

/** CDS Hooks 2.0, "Discovery", with the versions that 3.0 adds. Needs no token: it shows nothing of a patient. */
export function discovery({ version }: Dependencies): Router {
  const router = Router();
  const body = { services: CATALOGUE.map((service) => ({ ...service, version })) };
  router
    .route('/cds-services')
    .get((_request, response) => {
      response.json(body);
    })
    .all(methodNotAllowed('GET'));
  return router;
}
