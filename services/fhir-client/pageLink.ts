/**
 * The address of a further page, when it lies on the server that sent the link and so may be sent
 * the token; otherwise `null`. A server behind a TLS proxy often calls itself `http`: its link is
 * followed over the scheme of the base.
 */
export function pageLink(link: string, base: URL): URL | null {
  const folder = new URL(base);
  folder.pathname = `${base.pathname.replace(/\/+$/, '')}/`;
  if (!URL.canParse(link, folder.href)) return null;
  const url = new URL(link, folder);
  if (url.protocol === 'http:' && url.host === base.host) url.protocol = base.protocol;
  return url.origin === base.origin && url.username === '' && url.password === '' ? url : null;
}
