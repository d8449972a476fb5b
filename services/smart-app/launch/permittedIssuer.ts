/**
 * Whether a FHIR server may launch the app. Anyone can write a link with any `iss`; one that is not
 * known would lead the user to a sign-in page of its own.
 */
export function isPermittedIssuer(
  iss: string,
  {
    issuers,
    trustLoopback,
  }: { readonly issuers: readonly string[]; readonly trustLoopback: boolean },
): boolean {
  if (!URL.canParse(iss)) return false;
  const url = new URL(iss);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return false;
  if (url.username !== '' || url.password !== '') return false;
  if (trustLoopback && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) return true;
  return issuers.some((issuer) => isBelow(url, new URL(issuer)));
}

/** The same address or one below it, so that a launcher may put its session into the path. */
function isBelow(url: URL, base: URL): boolean {
  const folder = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
  return url.origin === base.origin && `${url.pathname}/`.startsWith(folder);
}
