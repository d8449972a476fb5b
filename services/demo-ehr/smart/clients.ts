import type { GrantableScopes } from './scopes.ts';

/** An app that this hospital knows. All are public clients: PKCE stands in for a secret. */
export interface SmartClient {
  readonly id: string;
  /** What the approval page calls it. */
  readonly name: string;
  /** Compared character by character. */
  readonly redirectUris: readonly string[];
  readonly grantable: GrantableScopes;
}

/** The app of this product. It reads and never writes. */
export function ownApp(roots: readonly string[]): SmartClient {
  return {
    id: 'convergent-app',
    name: 'Convergent: course of disease and options',
    redirectUris: roots.map((root) => `${root}/smart/`),
    grantable: {
      context: ['launch', 'launch/patient', 'openid', 'fhirUser', 'offline_access'],
      patient: ['r', 's'],
    },
  };
}

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** A service on loopback is reached by each of loopback's names; another by its one address. */
export function rootsOf(serviceUrl: string): readonly string[] {
  const url = new URL(serviceUrl);
  if (!LOOPBACK_NAMES.includes(url.hostname)) return [serviceUrl];
  const path = url.pathname.replace(/\/+$/, '');
  const port = url.port === '' ? '' : `:${url.port}`;
  return LOOPBACK_NAMES.map((name) => `${url.protocol}//${name}${port}${path}`);
}
