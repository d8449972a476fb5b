import type { RequestHandler } from 'express';

/** Open to every page: only synthetic patients are here, and sandboxes and apps run on other origins. */
export const crossOrigin: RequestHandler = (request, response, next) => {
  response.set(HEADERS);
  if (request.method !== 'OPTIONS') {
    next();
    return;
  }
  response.set(PREFLIGHT);
  // A public page asks before it calls a server on the user's own machine.
  if (request.get('Access-Control-Request-Private-Network') === 'true') {
    response.set('Access-Control-Allow-Private-Network', 'true');
  }
  response.status(204).end();
};

const HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Content-Location, ETag, Location, WWW-Authenticate',
};
const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, OPTIONS',
  // By name: a wildcard does not cover Authorization.
  'Access-Control-Allow-Headers':
    'Accept, Authorization, Cache-Control, Content-Type, If-Match, If-None-Match, Origin, Prefer, X-Requested-With',
  'Access-Control-Max-Age': '600',
};
