import { Router } from 'express';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';

/** The description of the service, with its own address as the server. */
export function openApi(document: object, serviceUrl: string): Router {
  const router = Router();
  const body = { ...document, servers: [{ url: serviceUrl }] };
  router
    .route('/openapi.json')
    .get((_request, response) => {
      response.json(body);
    })
    .all(methodNotAllowed('GET'));
  return router;
}
