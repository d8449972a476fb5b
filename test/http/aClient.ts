import {
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTPayload,
} from 'jose';
import { randomUUID } from 'node:crypto';
import type { Client } from '../../services/cds-hooks/trust/client.ts';
import { plant } from '../builders/plantedSecrets.ts';

/** A CDS client with a key of its own, as an EHR has it. */
export interface ClientUnderTest {
  readonly entry: Client;
  readonly privateKey: CryptoKey;
  readonly publicKey: JWK;
  /** A bearer token for a URL at a time; claims and header as told. */
  readonly token: (
    url: string,
    at: Date,
    changes?: { readonly claims?: JWTPayload; readonly header?: Record<string, unknown> },
  ) => Promise<string>;
}

const FIVE_MINUTES = 300;

/** The client of a hospital; `changes` go into its entry of the registry. */
export async function aClient({
  alg = 'ES384',
  kid = 'key-1',
  ...changes
}: Partial<Client> & {
  readonly alg?: string;
  readonly kid?: string;
} = {}): Promise<ClientUnderTest> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid, alg };
  const entry: Client = {
    id: 'general-hospital',
    issuer: 'https://ehr.hospital.example',
    keys: [jwk],
    fhirServers: ['https://fhir.hospital.example/r4'],
    hooks: ['patient-view', 'order-select', 'order-sign'],
    ...changes,
  };
  return {
    entry,
    privateKey,
    publicKey: jwk,
    token: async (url, at, { claims = {}, header = {} } = {}) => {
      const now = Math.floor(at.getTime() / 1000);
      const token = await new SignJWT({
        iss: entry.issuer,
        aud: url,
        iat: now,
        exp: now + FIVE_MINUTES,
        jti: randomUUID(),
        ...claims,
      })
        .setProtectedHeader({ alg, kid, typ: 'JWT', ...header })
        .sign(privateKey);
      for (const part of token.split('.').slice(1)) plant('a part of a token', part);
      return token;
    },
  };
}

/** The entry of a client whose keys are had from its `jwksUrl`. */
export function withoutKeys({ entry }: ClientUnderTest): Client {
  return Object.fromEntries(
    Object.entries(entry).filter(([name]) => name !== 'keys'),
  ) as unknown as Client;
}
