import { availableParallelism } from 'node:os';
import { isLoopback, type FhirServerPolicy } from '../fhir-client/fhirServerPolicy.ts';
import type { PackPins } from '../../src/rulebase/packsInForce.ts';
import type { FhirClientLimits } from '../fhir-client/fhirClient.ts';

/** `demo` authenticates nobody and so serves this machine; `production` answers whom it knows. */
export type Profile = 'demo' | 'production';

/** How the service runs. Read once at start; nothing else looks at the environment. */
export interface ServiceConfig {
  readonly profile: Profile;
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

/** The configuration can't be used. The message is for the operator: one sentence per fault. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

interface Range {
  readonly otherwise: number;
  readonly from: number;
  readonly to: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const MB = 1_000_000;
/** Each thread holds the compiled rules and what it reads; more than these only on request. */
const MOST_WORKERS_UNASKED = 8;
/** Users wait for the answer; the standard asks for about half a second ("CDS Hooks Anatomy"). */
const LONGEST_FHIR_DEADLINE_MS = 4_500;

/**
 * All that can be read, or every fault at once.
 * @throws ConfigError with one sentence per fault.
 */
export function readAll<Parts extends Readonly<Record<string, () => unknown>>>(
  parts: Parts,
): { readonly [Name in keyof Parts]: ReturnType<Parts[Name]> } {
  const faults: string[] = [];
  const read = Object.entries(parts).map(([name, part]) => {
    try {
      return [name, part()];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(error.message);
      return [name, undefined];
    }
  });
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  return Object.fromEntries(read) as { readonly [Name in keyof Parts]: ReturnType<Parts[Name]> };
}

/** @throws ConfigError naming each variable that can't be used. */
export function readConfig(environment: Environment): ServiceConfig {
  const profile = readProfile(environment);
  const number = (name: string, range: Range) => () => readInteger(environment, name, range);
  const read = readAll({
    packs: () => readPacks(environment),
    host: () => readHost(environment, profile),
    port: number('PORT', { otherwise: 3000, from: 0, to: 65_535 }),
    publicUrl: () => readPublicUrl(environment, profile),
    allowedOrigins: () => readOrigins(environment, profile),
    bodyLimit: number('CONVERGENT_BODY_LIMIT_MB', { otherwise: 10, from: 1, to: 100 }),
    allowed: () => readFhirServers(environment, profile),
    maxPages: number('CONVERGENT_FHIR_MAX_PAGES', { otherwise: 20, from: 1, to: 1_000 }),
    fhirLimit: number('CONVERGENT_FHIR_LIMIT_MB', { otherwise: 10, from: 1, to: 100 }),
    fhirDeadlineMs: number('CONVERGENT_FHIR_DEADLINE_MS', {
      otherwise: 2_000,
      from: 1,
      to: LONGEST_FHIR_DEADLINE_MS,
    }),
    smart: () => readSmart(environment),
    logLevel: () => readLogLevel(environment),
    workers: number('CONVERGENT_WORKERS', {
      otherwise: Math.min(availableParallelism(), MOST_WORKERS_UNASKED),
      from: 0,
      to: 64,
    }),
  });
  const { allowed, bodyLimit, fhirLimit, maxPages, ...rest } = read;
  return {
    ...rest,
    profile,
    rulesDirectory: environment['CONVERGENT_RULES'] ?? null,
    demoFhirDirectory: environment['DEMO_FHIR_DIR'] ?? null,
    draftRules: environment['CONVERGENT_DRAFT_RULES'] === '1',
    bodyLimitBytes: MB * bodyLimit,
    fhirServers: { allowed, trustLoopback: profile === 'demo' },
    fhirLimits: { maxPages, maxBytes: MB * fhirLimit },
  };
}

/** @throws ConfigError when there is no such profile. */
export function readProfile(environment: Environment): Profile {
  const profile = environment['CONVERGENT_PROFILE'] ?? 'demo';
  if (profile === 'demo' || profile === 'production') return profile;
  throw new ConfigError(
    `CONVERGENT_PROFILE must be demo or production, not ${JSON.stringify(profile)}.`,
  );
}

/**
 * The demo profile knows no authentication and so serves this machine only. A container is its own
 * machine, where loopback reaches nobody: there the operator says so.
 */
function readHost(environment: Environment, profile: Profile): string {
  const host = environment['HOST'] ?? '127.0.0.1';
  const url = URL.canParse(urlOf(host, 0)) ? new URL(urlOf(host, 0)) : null;
  if (url === null) throw new ConfigError(`HOST is not an address: ${JSON.stringify(host)}.`);
  if (profile === 'demo' && !isLoopback(url) && environment['CONVERGENT_DEMO_BIND_ANY'] !== '1') {
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

function readPublicUrl(environment: Environment, profile: Profile): string | null {
  const value = environment['CONVERGENT_PUBLIC_URL'];
  if (value === undefined && profile === 'demo') return null;
  const url = httpUrl(value ?? '');
  if (profile === 'production' && url?.protocol !== 'https:') {
    throw new ConfigError(
      'CONVERGENT_PUBLIC_URL must be the https URL under which clients reach the service: their tokens are made for it.',
    );
  }
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

/** EHRs mostly call from their servers: in production no browser origin is let in unless it is named. */
function readOrigins(environment: Environment, profile: Profile): '*' | readonly string[] {
  const value = environment['CONVERGENT_ALLOWED_ORIGINS'] ?? (profile === 'demo' ? '*' : '');
  if (value === '*') {
    if (profile === 'demo') return value;
    throw new ConfigError(
      'CONVERGENT_ALLOWED_ORIGINS=* lets pages of any origin in: in production name the origins, separated by commas.',
    );
  }
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

function readFhirServers(environment: Environment, profile: Profile): readonly URL[] {
  const listed = readSecureUrls(environment, 'CONVERGENT_FHIR_SERVERS');
  if (profile === 'demo' || listed.length === 0) return listed;
  throw new ConfigError(
    'CONVERGENT_FHIR_SERVERS is for the demo profile: in production each client has its fhirServers in the client registry.',
  );
}

function readSmart(environment: Environment): SmartConfig {
  return {
    clientId: environment['CONVERGENT_SMART_CLIENT_ID'] ?? 'convergent-app',
    issuers: readSecureUrls(environment, 'CONVERGENT_SMART_ISSUERS').map(({ href }) => href),
    ehrOrigins: readSecureUrls(environment, 'CONVERGENT_EHR_ORIGINS').map(({ origin }) => origin),
  };
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
  { otherwise, from, to }: Range,
): number {
  const text = environment[name];
  if (text === undefined) return otherwise;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= from && value <= to) return value;
  throw new ConfigError(`${name} must be a whole number from ${String(from)} to ${String(to)}.`);
}

/** An absolute http or https URL without query, fragment and user; `null` for anything else. */
export function httpUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isHttp = url.protocol === 'https:' || url.protocol === 'http:';
  return isHttp && url.search === '' && url.hash === '' && url.username === '' ? url : null;
}

export function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
