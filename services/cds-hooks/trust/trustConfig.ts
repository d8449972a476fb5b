import {
  ConfigError,
  listOf,
  readAll,
  readInteger,
  type Environment,
  type Profile,
} from '../config.ts';
import { readSecret } from '../secret.ts';
import type { Client } from './client.ts';
import { readClientRegistry } from './readClientRegistry.ts';
import type { TrustConfig } from './trust.ts';
import { isSubnet } from './trustedProxies.ts';

const SHORTEST_PASSWORD = 16;

/** `null` in the demo profile, which authenticates nobody. */
export function readTrustConfig(environment: Environment, profile: Profile): TrustConfig | null {
  if (profile === 'demo') return null;
  const perMinute = (name: string, otherwise: number) => () =>
    readInteger(environment, name, { otherwise, from: 1, to: 1_000_000 });
  const { perAddress, perClient, ...rest } = readAll({
    clients: () => readClients(environment),
    trustedProxies: () => readProxies(environment),
    certificateHeader: () => readCertificateHeader(environment),
    adminPassword: () => readPassword(environment, 'CONVERGENT_ADMIN_PASSWORD'),
    metricsToken: () => readPassword(environment, 'CONVERGENT_METRICS_TOKEN'),
    // A hospital may reach us through one address.
    perAddress: perMinute('CONVERGENT_CALLS_PER_ADDRESS', 6_000),
    perClient: perMinute('CONVERGENT_CALLS_PER_CLIENT', 3_000),
  });
  const unchecked = rest.clients.find(({ certificates }) => certificates !== undefined);
  if (unchecked !== undefined && rest.certificateHeader === null) {
    throw new ConfigError(
      `The client ${unchecked.id} has certificates, which only a proxy sees: set CONVERGENT_CERTIFICATE_HEADER and CONVERGENT_TRUSTED_PROXIES.`,
    );
  }
  return { ...rest, limits: { perAddress, perClient } };
}

function readClients(environment: Environment): readonly Client[] {
  const file = environment['CONVERGENT_CLIENTS'];
  if (file === undefined) {
    throw new ConfigError(
      'CONVERGENT_CLIENTS must name the client registry, a JSON file with the CDS clients that may call.',
    );
  }
  const reading = readClientRegistry(file);
  if (reading.ok) return reading.clients;
  throw new ConfigError(reading.faults.join('\n'));
}

function readPassword(environment: Environment, name: string): string | null {
  const password = readSecret(environment, name);
  if (password === null || password.length >= SHORTEST_PASSWORD) return password;
  throw new ConfigError(`${name} must have at least ${String(SHORTEST_PASSWORD)} characters.`);
}

function readProxies(environment: Environment): readonly string[] {
  const subnets = listOf(environment['CONVERGENT_TRUSTED_PROXIES'] ?? '');
  if (subnets.every(isSubnet)) return subnets;
  throw new ConfigError(
    'CONVERGENT_TRUSTED_PROXIES must be IP addresses or networks such as 10.0.0.0/8, separated by commas.',
  );
}

function readCertificateHeader(environment: Environment): string | null {
  const name = environment['CONVERGENT_CERTIFICATE_HEADER'];
  if (name === undefined) return null;
  if (!/^[A-Za-z0-9-]{1,64}$/.test(name)) {
    throw new ConfigError('CONVERGENT_CERTIFICATE_HEADER must be the name of a header.');
  }
  if ((environment['CONVERGENT_TRUSTED_PROXIES'] ?? '') === '') {
    throw new ConfigError(
      'CONVERGENT_CERTIFICATE_HEADER is believed only from proxies: set CONVERGENT_TRUSTED_PROXIES.',
    );
  }
  return name;
}
