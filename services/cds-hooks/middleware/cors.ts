import type { RequestHandler } from 'express';

/**
 * Cross-origin access for browser clients (CDS Hooks 2.0, "Cross-Origin Resource Sharing"). Stands
 * before everything else, so that error answers carry the headers and a preflight needs no
 * authentication. `Authorization` has to be named: a wildcard does not cover it.
 */
export function cors(allowedOrigins: '*' | readonly string[]): RequestHandler {
  const any = allowedOrigins === '*';
  return (request, response, next) => {
    const { origin } = request.headers;
    const allowed = origin !== undefined && (any || allowedOrigins.includes(origin));
    if (!any) response.vary('Origin');
    if (allowed) {
      response.set('Access-Control-Allow-Origin', any ? '*' : origin);
      response.set('Access-Control-Expose-Headers', 'X-Request-Id');
    }
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    if (allowed) {
      response.set('Access-Control-Allow-Methods', 'GET, POST');
      response.set('Access-Control-Allow-Headers', 'authorization, content-type');
      response.set('Access-Control-Max-Age', '600');
      // A public sandbox page asks before it calls a service on the user's own machine.
      if (request.headers['access-control-request-private-network'] === 'true') {
        response.set('Access-Control-Allow-Private-Network', 'true');
      }
    }
    response.sendStatus(204);
  };
}
