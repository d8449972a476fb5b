import type { Dispatcher } from 'undici';
import type { Client } from './client.ts';
import { replayGuard, type ClaimOnce } from './replayGuard.ts';
import { trustedProxies } from './trustedProxies.ts';
import { tokenVerifier, type VerifyClientToken } from './verifyClientToken.ts';

/** Whom the production profile answers, and how it knows them. */
export interface Trust {
  readonly verify: VerifyClientToken;
  readonly isTrustedProxy: (address: string) => boolean;
  /** Header in which a trusted proxy gives the SHA-256 fingerprint of the client certificate. */
  readonly certificateHeader: string | null;
  readonly limits: CallLimits;
  /** `null` when the pages for administrators are not served. */
  readonly adminPassword: string | null;
  /** Of whoever reads the metrics; `null` when they are not served. */
  readonly metricsToken: string | null;
}

/** Calls in one minute. */
export interface CallLimits {
  /** Of one network address, before it is known who asks. */
  readonly perAddress: number;
  /** Of one client that has no limit of its own. */
  readonly perClient: number;
}

/** How trust is configured. */
export interface TrustConfig {
  readonly clients: readonly Client[];
  /** Networks of the proxies in front. */
  readonly trustedProxies: readonly string[];
  readonly certificateHeader: string | null;
  readonly limits: CallLimits;
  readonly adminPassword: string | null;
  readonly metricsToken: string | null;
}

export interface TrustWorld {
  /** For internal networks or for the internet only. */
  readonly dispatcher: (reach: 'private' | 'public') => Dispatcher;
  /** What replicas agree on; `null` when there is one. */
  readonly claimOnce: ClaimOnce | null;
  /** Told when `claimOnce` does not answer. */
  readonly onReplayStoreAway: () => void;
}

const KEY_COOLDOWN_MS = 30_000;
const KEY_CACHE_MS = 600_000;

export function createTrust(config: TrustConfig, world: TrustWorld): Trust {
  const { adminPassword, certificateHeader, clients, limits, metricsToken } = config;
  return {
    verify: tokenVerifier(
      clients,
      {
        dispatcherOf: ({ privateNetwork }) =>
          world.dispatcher(privateNetwork === true ? 'private' : 'public'),
        cooldownMs: KEY_COOLDOWN_MS,
        cacheMs: KEY_CACHE_MS,
      },
      replayGuard(world.claimOnce, world.onReplayStoreAway),
    ),
    isTrustedProxy: trustedProxies(config.trustedProxies),
    certificateHeader,
    limits,
    adminPassword,
    metricsToken,
  };
}
