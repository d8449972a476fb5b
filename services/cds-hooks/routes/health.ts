import { Router } from 'express';
import { ServiceError } from '../errors.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';

/** Live while the process answers; ready until it is told to stop. */
export function health(isReady: () => boolean): Router {
  const router = Router();
  router
    .route('/health/live')
    .get((_request, response) => {
      response.json({ status: 'live' });
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/health/ready')
    .get((_request, response) => {
      if (!isReady()) throw new ServiceError('not-ready');
      response.json({ status: 'ready' });
    })
    .all(methodNotAllowed('GET'));
  return router;
}
