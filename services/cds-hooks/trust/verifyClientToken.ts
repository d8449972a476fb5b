import { createHash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { Client } from './client.ts';
import { clientKeys, type KeyFetching } from './clientKeys.ts';
import type { ClaimOnce } from './replayGuard.ts';

/** Why a token is not taken: for the log only, never for the caller. */
export type TokenFault =
  | 'missing'
  | 'malformed'
  | 'algorithm'
  | 'issuer'
  | 'tenant'
  | 'key-address'
  | 'key'
  | 'signature'
  | 'audience'
  | 'expired'
  | 'not-yet-valid'
  | 'claims'
  | 'replayed';

export type Verdict =
  | { readonly ok: true; readonly client: Client }
  | { readonly ok: false; readonly fault: TokenFault };

/**
 * Judges the bearer token of a call ("Trusting CDS Clients" of CDS Hooks 2.0; RFC 7519). `urls` are
 * the addresses of what is called, one of which the token must be made for.
 */
export type VerifyClientToken = (
  token: string,
  urls: readonly string[],
  now: Date,
) => Promise<Verdict>;

/** RFC 7518, section 3.1, and RFC 8037: all that are asymmetric. CDS Hooks asks for ES384 and RS384. */
const ALGORITHMS = [
  'ES256',
  'ES384',
  'ES512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'EdDSA',
  'Ed25519',
];
const CLOCK_SKEW_SECONDS = 60;
/** Epic's tokens live 15 minutes after issue; what is older was not made for this call. */
const OLDEST_SECONDS = 20 * 60;
const LONGEST_TOKEN_ID = 512;

/** Verification for a list of clients. Keys are fetched when they are first needed. */
export function tokenVerifier(
  clients: readonly Client[],
  fetching: KeyFetching,
  claimOnce: ClaimOnce,
): VerifyClientToken {
  const byIssuer = new Map<string, readonly Client[]>();
  for (const client of clients) {
    byIssuer.set(client.issuer, [...(byIssuer.get(client.issuer) ?? []), client]);
  }
  const keysOf = new Map<Client, JWTVerifyGetKey>(
    clients.map((client) => [client, clientKeys(client, fetching)]),
  );
  return async (token, urls, now) => {
    const claimed = claimedBy(token, byIssuer);
    if (!claimed.ok) return claimed;
    const { client } = claimed;
    const keys = keysOf.get(client);
    if (keys === undefined) return refused('issuer');
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ALGORITHMS,
        issuer: client.issuer,
        audience: [...urls, ...(client.audiences ?? [])],
        typ: 'JWT',
        requiredClaims: ['exp', 'iat', 'jti'],
        maxTokenAge: OLDEST_SECONDS,
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: now,
      });
      const { jti, exp = 0, iat = 0 } = payload;
      if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_TOKEN_ID) {
        return refused('claims');
      }
      const lastUse = Math.min(exp, iat + OLDEST_SECONDS) + CLOCK_SKEW_SECONDS;
      const first = await claimOnce(idOf(client, jti), new Date(lastUse * 1000), now);
      return first ? { ok: true, client } : refused('replayed');
    } catch (error) {
      return refused(faultOf(error));
    }
  };
}

/** Whose token this says it is. Nothing of it is believed before the signature is. */
function claimedBy(token: string, byIssuer: ReadonlyMap<string, readonly Client[]>): Verdict {
  try {
    const { alg, jku, kid } = decodeProtectedHeader(token);
    if (alg === undefined || !ALGORITHMS.includes(alg)) return refused('algorithm');
    if (typeof kid !== 'string' || kid === '') return refused('key');
    const { iss, tenant } = decodeJwt(token);
    const ofIssuer = byIssuer.get(iss ?? '');
    if (ofIssuer === undefined) return refused('issuer');
    const client = ofIssuer.find(
      ({ tenants }) =>
        tenants === undefined || (typeof tenant === 'string' && tenants.includes(tenant)),
    );
    if (client === undefined) return refused('tenant');
    if (jku !== undefined && jku !== client.jwksUrl) return refused('key-address');
    return { ok: true, client };
  } catch {
    return refused('malformed');
  }
}

/** One issuer's ids say nothing about another's; what is remembered is no part of a token. */
function idOf({ issuer }: Client, jti: string): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, jti]))
    .digest('base64url');
}

function refused(fault: TokenFault): { readonly ok: false; readonly fault: TokenFault } {
  return { ok: false, fault };
}

function faultOf(error: unknown): TokenFault {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    switch (error.claim) {
      case 'aud':
        return 'audience';
      case 'nbf':
        return 'not-yet-valid';
      case 'iat':
        return error.reason === 'check_failed' ? 'not-yet-valid' : 'claims';
      default:
        return 'claims';
    }
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) {
    return 'algorithm';
  }
  if (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid
  ) {
    return 'key';
  }
  return error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid
    ? 'malformed'
    : 'key';
}
