import { addressReach } from './addressReach.ts';

/** Which FHIR servers a caller may make us contact. */
export interface FhirServerPolicy {
  /** Base URLs without query; a server is allowed when it is one of them or lies below one. */
  readonly allowed: readonly URL[];
  /** Demo profile: any server on a loopback address or `localhost`. */
  readonly trustLoopback: boolean;
}

export type FhirServerVerdict =
  | { readonly verdict: 'allowed'; readonly base: URL }
  /** Nothing wrong with the address itself; it is never contacted. */
  | { readonly verdict: 'not-listed' }
  /** An address no honest caller sends. */
  | { readonly verdict: 'refused'; readonly why: string };

/**
 * Judges the `fhirServer` of a request before anything is sent to it (server-side request forgery).
 * IP literals are judged here because an HTTP client never looks them up, and `URL` has already
 * brought spellings such as `0x7f.1` or `[::ffff:10.0.0.1]` to one form.
 */
export function judgeFhirServer(address: string, policy: FhirServerPolicy): FhirServerVerdict {
  if (!URL.canParse(address)) return refused('must be an absolute URL');
  const base = new URL(address);
  if (base.protocol !== 'https:' && base.protocol !== 'http:') {
    return refused('must be an http or https URL');
  }
  if (base.username !== '' || base.password !== '') {
    return refused('must not contain user information');
  }
  if (base.search !== '' || base.hash !== '') {
    return refused('must be a base URL without query or fragment');
  }
  if (policy.allowed.some((allowed) => liesBelow(base, allowed))) return allow(base);
  if (isLoopback(base)) {
    return policy.trustLoopback ? allow(base) : refused('must not be a loopback address');
  }
  if (isPrivate(base)) return refused('must not be a private address');
  return { verdict: 'not-listed' };
}

/** Whether the server runs on this machine. */
export function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || addressReach(url.hostname) === 'loopback';
}

function isPrivate(url: URL): boolean {
  const reach = addressReach(url.hostname);
  return reach === 'private' || reach === 'never';
}

function liesBelow(base: URL, allowed: URL): boolean {
  return (
    base.origin === allowed.origin &&
    withTrailingSlash(base.pathname).startsWith(withTrailingSlash(allowed.pathname))
  );
}

function allow(base: URL): FhirServerVerdict {
  return { verdict: 'allowed', base };
}

function refused(why: string): FhirServerVerdict {
  return { verdict: 'refused', why };
}

function withTrailingSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
