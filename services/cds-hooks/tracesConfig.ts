import { addressReach } from '../fhir-client/addressReach.ts';
import { ConfigError, httpUrl, listOf, type Environment } from './config.ts';
import { readSecret } from './secret.ts';

/** The OpenTelemetry collector that spans go to. */
export interface TracesConfig {
  readonly url: string;
  /** What it asks for, such as an API key. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * By the standard's own names. Spans hold nothing of a patient, so a collector in the clear is for the
 * operator to judge. `null` exports none.
 * @throws ConfigError
 */
export function readTracesConfig(environment: Environment): TracesConfig | null {
  const value = environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  if (value === undefined) return null;
  const url = httpUrl(value);
  if (url === null || addressReach(url.hostname) === 'never') {
    throw new ConfigError(
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must be the http or https URL of a collector, such as http://collector:4318/v1/traces.',
    );
  }
  return { url: url.href, headers: readHeaders(environment, 'OTEL_EXPORTER_OTLP_HEADERS') };
}

/** `name=value,name=value`, values with percent signs where they need them (OpenTelemetry, "OTLP Exporter"). */
function readHeaders(environment: Environment, variable: string): Readonly<Record<string, string>> {
  const pairs = listOf(readSecret(environment, variable) ?? '').map((pair) => {
    const [, name = '', value = ''] =
      /^([\w!#$%&'*+.^`|~-]+)\s*=\s*([\x21-\x7e]+)$/.exec(pair) ?? [];
    const plain = decoded(value);
    if (name !== '' && plain !== null) return [name.toLowerCase(), plain] as const;
    throw new ConfigError(
      `${variable} must be headers such as api-key=secret, separated by commas.`,
    );
  });
  return Object.fromEntries(pairs);
}

/** `null` for what is no header value, also not once it is decoded. */
function decoded(value: string): string | null {
  try {
    const plain = decodeURIComponent(value);
    return /^[\x20-\x7e]+$/.test(plain) ? plain : null;
  } catch {
    return null;
  }
}
