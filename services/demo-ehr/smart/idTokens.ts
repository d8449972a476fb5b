import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';

interface IdClaims {
  readonly issuer: string;
  readonly clientId: string;
  /** `Type/id` of who is logged in. */
  readonly user: string;
  /** Absolute URL of the same. */
  readonly fhirUser: string | null;
  readonly nonce: string | null;
  readonly at: Date;
  readonly lifetimeSeconds: number;
}

export interface IdTokens {
  readonly sign: (claims: IdClaims) => Promise<string>;
  readonly publicKeys: () => Promise<JSONWebKeySet>;
}

const KEY_ID = 'demo-hospital';

/** Signs with a key of this process, made when it is first needed. */
export function createIdTokens(): IdTokens {
  let pair: ReturnType<typeof generateKeyPair> | null = null;
  const keys = (): ReturnType<typeof generateKeyPair> => (pair ??= generateKeyPair('RS256'));
  return {
    sign: async ({ issuer, clientId, user, fhirUser, nonce, at, lifetimeSeconds }) => {
      const now = Math.floor(at.getTime() / 1000);
      return new SignJWT({
        ...(fhirUser === null ? {} : { fhirUser }),
        ...(nonce === null ? {} : { nonce }),
      })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: KEY_ID })
        .setIssuer(issuer)
        .setAudience(clientId)
        .setSubject(user)
        .setIssuedAt(now)
        .setExpirationTime(now + lifetimeSeconds)
        .sign((await keys()).privateKey);
    },
    publicKeys: async () => {
      const key = await exportJWK((await keys()).publicKey);
      return { keys: [{ ...key, kid: KEY_ID, alg: 'RS256', use: 'sig' }] };
    },
  };
}
