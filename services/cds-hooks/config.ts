import { availableParallelism } from 'node:os';
import { isLoopback, type FhirServerPolicy } from '../fhir-client/fhirServerPolicy.ts';
import type { PackPins } from '../../src/rulebase/packsInForce.ts';
import type { FhirClientLimits } from '../fhir-client/fhirClient.ts';

/** How the service runs. Read once at start; nothing else looks at the environment. */
export interface ServiceConfig {
  readonly profile: 'demo';
  readonly host: string;
  readonly port: number;
  /** The URL that clients use, when it is not that of host and port. */
  readonly publicUrl: string | null;
  /** Instead of the rules that come with the software. */
  readonly rulesDirectory: string | null;
  /** Folder with patients to show beside those of the demo. */
  readonly demoFhirDirectory: string | null;
  /** Judge by the files that curators work on, not by what is released. */
  readonly draftRules: boolean;
  /** Packs held at a version, whatever is in force. */
  readonly packs: PackPins;
  /** Origins of browser clients; `*` is any. */
  readonly allowedOrigins: '*' | readonly string[];
  readonly bodyLimitBytes: number;
  readonly fhirServers: FhirServerPolicy;
  readonly fhirLimits: FhirClientLimits;
  /** For all that is fetched for one hook request together. */
  readonly fhirDeadlineMs: number;
  readonly smart: SmartConfig;
  readonly logLevel: LogLevel;
  /** Threads that answer ordinary calls, and as many that answer large ones; 0 answers in the main one. */
  readonly workers: number;
}

/** What the SMART app is known by and may talk to. */
export interface SmartConfig {
  /** As registered with the EHRs. */
  readonly clientId: string;
  /** FHIR base URLs from which it may be launched, and addresses of their authorisation servers where those are on other hosts. */
  readonly issuers: readonly string[];
  /** Origins of EHRs that may show it in a frame. */
  readonly ehrOrigins: readonly string[];
}

const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** The configuration can't be used. The message is one sentence for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

const MB = 1_000_000;
/** Each thread holds the compiled rules and what it reads; more than these only on request. */
const MOST_WORKERS_UNASKED = 8;
/** Users wait for the answer; the standard asks for about half a second ("CDS Hooks Anatomy"). */
const LONGEST_FHIR_DEADLINE_MS = 4_500;

/** @throws ConfigError naming the variable that can't be used. */
export function readConfig(environment: Environment): ServiceConfig {
  const profile = environment['CONVERGENT_PROFILE'] ?? 'demo';
  if (profile === 'production') {
    throw new ConfigError(
      'CONVERGENT_PROFILE=production is not available in this version, which cannot authenticate its clients: use the demo profile, with synthetic patients only.',
    );
  }
  if (profile !== 'demo') {
    throw new ConfigError(`CONVERGENT_PROFILE must be demo, not ${JSON.stringify(profile)}.`);
  }
  return {
    profile,
    host: readHost(environment),
    port: readInteger(environment, 'PORT', { otherwise: 3000, from: 0, to: 65_535 }),
    publicUrl: readPublicUrl(environment),
    rulesDirectory: environment['CONVERGENT_RULES'] ?? null,
    demoFhirDirectory: environment['DEMO_FHIR_DIR'] ?? null,
    draftRules: environment['CONVERGENT_DRAFT_RULES'] === '1',
    packs: readPacks(environment),
    allowedOrigins: readOrigins(environment),
    bodyLimitBytes:
      MB *
      readInteger(environment, 'CONVERGENT_BODY_LIMIT_MB', { otherwise: 10, from: 1, to: 100 }),
    fhirServers: {
      allowed: readSecureUrls(environment, 'CONVERGENT_FHIR_SERVERS'),
      trustLoopback: true,
    },
    fhirLimits: {
      maxPages: readInteger(environment, 'CONVERGENT_FHIR_MAX_PAGES', {
        otherwise: 20,
        from: 1,
        to: 1_000,
      }),
      maxBytes:
        MB *
        readInteger(environment, 'CONVERGENT_FHIR_LIMIT_MB', { otherwise: 10, from: 1, to: 100 }),
    },
    fhirDeadlineMs: readInteger(environment, 'CONVERGENT_FHIR_DEADLINE_MS', {
      otherwise: 2_000,
      from: 1,
      to: LONGEST_FHIR_DEADLINE_MS,
    }),
    smart: {
      clientId: environment['CONVERGENT_SMART_CLIENT_ID'] ?? 'convergent-app',
      issuers: readSecureUrls(environment, 'CONVERGENT_SMART_ISSUERS').map(({ href }) => href),
      ehrOrigins: readSecureUrls(environment, 'CONVERGENT_EHR_ORIGINS').map(({ origin }) => origin),
    },
    logLevel: readLogLevel(environment),
    workers: readInteger(environment, 'CONVERGENT_WORKERS', {
      otherwise: Math.min(availableParallelism(), MOST_WORKERS_UNASKED),
      from: 0,
      to: 64,
    }),
  };
}

/**
 * The demo profile knows no authentication and so serves this machine only. A container is its own
 * machine, where loopback reaches nobody: there the operator says so.
 */
function readHost(environment: Environment): string {
  const host = environment['HOST'] ?? '127.0.0.1';
  const url = URL.canParse(urlOf(host, 0)) ? new URL(urlOf(host, 0)) : null;
  if (url === null) throw new ConfigError(`HOST is not an address: ${JSON.stringify(host)}.`);
  if (!isLoopback(url) && environment['CONVERGENT_DEMO_BIND_ANY'] !== '1') {
    throw new ConfigError(
      `HOST=${host} would open the demo profile, which has no authentication, to other machines: use 127.0.0.1, or in a container set CONVERGENT_DEMO_BIND_ANY=1 and publish the port on loopback.`,
    );
  }
  return host;
}

/** The base URL of a host and port. */
export function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

function readPublicUrl(environment: Environment): string | null {
  const value = environment['CONVERGENT_PUBLIC_URL'];
  if (value === undefined) return null;
  const url = httpUrl(value);
  if (url === null) {
    throw new ConfigError('CONVERGENT_PUBLIC_URL must be an http or https URL without query.');
  }
  return url.href.replace(/\/+$/, '');
}

function readPacks(environment: Environment): PackPins {
  const pins = listOf(environment['CONVERGENT_PACKS'] ?? '').map((pin) => {
    const [, pack = '', version = ''] = /^([a-z][a-z0-9-]*)@(\d+\.\d+\.\d+)$/.exec(pin) ?? [];
    if (pack === '') {
      throw new ConfigError(
        `CONVERGENT_PACKS must be packs with versions, such as lung@1.0.0,general@1.2.0, not ${JSON.stringify(pin)}.`,
      );
    }
    return [pack, version] as const;
  });
  return Object.fromEntries(pins);
}

function readOrigins(environment: Environment): '*' | readonly string[] {
  const value = environment['CONVERGENT_ALLOWED_ORIGINS'] ?? '*';
  if (value === '*') return value;
  return listOf(value).map((origin) => {
    const url = httpUrl(origin);
    if (url?.pathname !== '/') {
      throw new ConfigError(
        'CONVERGENT_ALLOWED_ORIGINS must be * or origins such as https://ehr.example.org, separated by commas.',
      );
    }
    return url.origin;
  });
}

/** A token must not travel in the clear, so only https leaves the machine ("Security and Safety"). */
function readSecureUrls(environment: Environment, name: string): readonly URL[] {
  return listOf(environment[name] ?? '').map((base) => {
    const url = httpUrl(base);
    if (url === null || (url.protocol === 'http:' && !isLoopback(url))) {
      throw new ConfigError(`${name} must be https base URLs without query, separated by commas.`);
    }
    return url;
  });
}

function readLogLevel(environment: Environment): LogLevel {
  const value = environment['LOG_LEVEL'] ?? 'info';
  const level = LOG_LEVELS.find((name) => name === value);
  if (level === undefined) {
    throw new ConfigError(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}.`);
  }
  return level;
}

export function readInteger(
  environment: Environment,
  name: string,
  { otherwise, from, to }: { otherwise: number; from: number; to: number },
): number {
  const text = environment[name];
  if (text === undefined) return otherwise;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= from && value <= to) return value;
  throw new ConfigError(`${name} must be a whole number from ${String(from)} to ${String(to)}.`);
}

function httpUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isHttp = url.protocol === 'https:' || url.protocol === 'http:';
  return isHttp && url.search === '' && url.hash === '' && url.username === '' ? url : null;
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
