import { Router, type Request, type Response } from 'express';
import helmet from 'helmet';
import { PREFETCH_TEMPLATES } from '../catalogue/prefetchTemplates.ts';
import type { Dependencies } from '../dependencies.ts';
import { ServiceError } from '../errors.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';
import { ruleBundlePath } from './ruleBundle.ts';
import { ASK_AGAIN, IMMUTABLE, sendCompressed } from './sendCompressed.ts';

/** Where the EHR's authorisation server sends the browser back to. */
export const REDIRECT_PATH = '/smart/';

/**
 * The browser app: static files, and what it must know of this service. No patient data ever come
 * here: the app fetches them from the EHR and judges them in the browser.
 */
export function smartApp({ app, config, demo, rulesInForce }: Dependencies): Router {
  const router = Router();
  if (app === undefined) return router;
  const { clientId, issuers, ehrOrigins } = config.smart;
  const origins = issuers.map((issuer) => new URL(issuer).origin);
  router.use(
    '/smart',
    (_request, response, next) => {
      // Set for the rest of the service; what the app leaves out must not stay.
      response.removeHeader('X-Frame-Options');
      response.removeHeader('Cross-Origin-Opener-Policy');
      next();
    },
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          // A picture that is saved as PNG is drawn from a blob.
          imgSrc: ["'self'", 'data:', 'blob:'],
          connectSrc: ["'self'", ...origins, ...(demo === undefined ? [] : LOOPBACK)],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: ["'self'", ...ehrOrigins, ...(demo === undefined ? [] : LOOPBACK)],
          requireTrustedTypesFor: ["'script'"],
        },
      },
      // `frame-ancestors` says it, and can name several.
      xFrameOptions: false,
      // An EHR that opens the app in a window keeps its hold of that window.
      crossOriginOpenerPolicy: false,
    }),
  );
  const settings = {
    clientId,
    issuers: [...issuers, ...(demo === undefined ? [] : [demo.fhirServerUrl])],
    /** Whether any FHIR server on this machine may launch the app. */
    trustLoopback: demo !== undefined,
    queries: PREFETCH_TEMPLATES.map(({ key, what, template }) => ({ key, what, template })),
  };
  router
    .route('/smart/settings.json')
    .get((_request, response) => {
      const { sha256 } = rulesInForce().bundle;
      const rules = { path: ruleBundlePath(sha256), sha256 };
      response.set('Cache-Control', ASK_AGAIN).json({ ...settings, rules });
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/smart/{:name}')
    .get((request: Request<{ name?: string }>, response: Response) => {
      const { name = 'index.html' } = request.params;
      const file = app.get(name);
      if (file === undefined) throw new ServiceError('unknown-path');
      sendCompressed(request, response, file, name.endsWith('.html') ? ASK_AGAIN : IMMUTABLE);
    })
    .all(methodNotAllowed('GET'));
  return router;
}

/** In the demo profile the EHR is on this machine, on any port. */
const LOOPBACK = ['http://127.0.0.1:*', 'http://localhost:*'];
