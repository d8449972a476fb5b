import type { Grant } from './grant.ts';
import { createTickets, type Tickets } from './tickets.ts';

/** What an EHR knows when it opens an app. */
export interface LaunchContext {
  readonly patient: string;
  readonly appContext: string | null;
  /** Path of the FHIR base at which the launch was asked for. */
  readonly audience: string;
}

/** A valid authorisation request that waits for somebody to choose a patient and agree. */
export interface PendingRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string;
  readonly audience: string;
  readonly codeChallenge: string;
  readonly nonce: string | null;
}

export interface CodeContent {
  readonly grant: Grant;
  /** Names the chain of code, tokens and refreshed tokens: withdrawn together. */
  readonly chain: string;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly nonce: string | null;
}

interface ChainLink {
  readonly grant: Grant;
  readonly chain: string;
}

export interface AuthorizationState {
  readonly launches: Tickets<LaunchContext>;
  readonly pending: Tickets<PendingRequest>;
  readonly codes: Tickets<CodeContent>;
  /** A code or refresh token that comes a second time may be stolen: then its chain is withdrawn. */
  readonly chains: Tickets<Grant>;
  readonly accessTokens: Tickets<ChainLink>;
  readonly refreshTokens: Tickets<ChainLink>;
  readonly accessTokenSeconds: number;
  /** The grant of a token of this server, `expired` when it no longer holds, `foreign` when it is none. */
  readonly grantOf: (accessToken: string) => Grant | 'expired' | 'foreign';
}

export interface AuthorizationStateOptions {
  readonly clock: () => Date;
  readonly accessTokenSeconds?: number;
}

const ACCESS_TOKEN_PREFIX = 'demo-hospital-token.';
const CODE_SECONDS = 60;
const HOUR = 3_600;
const DAY = 24 * HOUR;

/** All that is authorised, in memory; a restart forgets it. */
export function createAuthorizationState({
  clock,
  accessTokenSeconds = HOUR,
}: AuthorizationStateOptions): AuthorizationState {
  const tickets = <Value>(prefix: string, lifetimeSeconds: number): Tickets<Value> =>
    createTickets<Value>({ prefix, lifetimeSeconds, clock });
  const chains = tickets<Grant>('chain.', DAY);
  const accessTokens = tickets<ChainLink>(ACCESS_TOKEN_PREFIX, accessTokenSeconds);
  return {
    // Sandboxes ask for a launch when they draw the card, and users open the link later, or twice.
    launches: tickets('launch.', HOUR),
    pending: tickets('request.', HOUR),
    codes: tickets('code.', CODE_SECONDS),
    chains,
    accessTokens,
    refreshTokens: tickets('refresh.', DAY),
    accessTokenSeconds,
    grantOf: (token) => {
      if (!token.startsWith(ACCESS_TOKEN_PREFIX)) return 'foreign';
      const link = accessTokens.read(token);
      if (link === null || chains.read(link.chain) === null) return 'expired';
      return link.grant;
    },
  };
}
