/**
 * The URL of a resolved prefetch template (`Type/id` or `Type?param=value`) on a server.
 * Queries go through URLSearchParams: behind some proxies a query built by hand loses its `//` and
 * silently finds nothing.
 */
export function fhirUrl(base: URL, query: string): URL {
  const [path = '', search = ''] = query.split('?', 2);
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/+$/, '')}/${path}`;
  url.search = new URLSearchParams(search).toString();
  return url;
}
