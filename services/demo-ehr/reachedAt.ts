import type { Request } from 'express';

/**
 * The address by which the client reached the root of this server, without a trailing slash. Behind
 * a proxy that says so in forwarded headers, it is the proxy's: links must lead back through it.
 */
export function rootReached(request: Request): string {
  const forwarded = (name: string): string =>
    (request.get(`X-Forwarded-${name}`) ?? '').split(',', 1)[0]?.trim() ?? '';
  const protocol = forwarded('Proto');
  const host = forwarded('Host');
  const prefix = forwarded('Prefix').replace(/\/+$/, '');
  return [
    /^https?$/.test(protocol) ? protocol : request.protocol,
    '://',
    HOST.test(host) ? host : (request.get('host') ?? 'localhost'),
    /^(?:\/[\w.~-]+)+$/.test(prefix) ? prefix : '',
  ].join('');
}

const HOST = /^(?:[\w.-]+|\[[\da-fA-F:]+\])(?::\d{1,5})?$/;
