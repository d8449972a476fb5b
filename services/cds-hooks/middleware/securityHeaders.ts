import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** For JSON that no page ever shows; pages set a content security policy of their own. */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Cards are for the pages of other origins.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  });
}
