import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calendarDay } from '../../services/cds-hooks/calendarDay.ts';
import { ConfigError, readConfig } from '../../services/cds-hooks/config.ts';
import { nodeVersionProblem } from '../../services/cds-hooks/nodeVersion.ts';
import { readSecret } from '../../services/cds-hooks/secret.ts';
import { readTracesConfig } from '../../services/cds-hooks/tracesConfig.ts';

describe('configuration', () => {
  test('of an empty environment is the demo profile on loopback', () => {
    const { workers, ...config } = readConfig({});
    expect(workers).toBeGreaterThan(0);
    expect(config).toEqual({
      profile: 'demo',
      host: '127.0.0.1',
      port: 3000,
      publicUrl: null,
      demoFhirDirectory: null,
      rulesDirectory: null,
      smart: { clientId: 'convergent-app', issuers: [], ehrOrigins: [] },
      draftRules: false,
      packs: {},
      allowedOrigins: '*',
      bodyLimitBytes: 10_000_000,
      fhirServers: { allowed: [], trustLoopback: true },
      fhirLimits: { maxPages: 20, maxBytes: 10_000_000 },
      fhirDeadlineMs: 2_000,
      logLevel: 'info',
    });
  });

  test('gives FHIR servers 2 seconds, and never more than 4.5 [ANS-07]', () => {
    expect(readConfig({}).fhirDeadlineMs).toBe(2_000);
    expect(readConfig({ CONVERGENT_FHIR_DEADLINE_MS: '4500' }).fhirDeadlineMs).toBe(4_500);
    expect(() => readConfig({ CONVERGENT_FHIR_DEADLINE_MS: '4501' })).toThrow(ConfigError);
  });

  test('takes lists separated by commas', () => {
    const config = readConfig({
      CONVERGENT_ALLOWED_ORIGINS: 'https://ehr.example.org, http://localhost:9000',
      CONVERGENT_FHIR_SERVERS: 'https://fhir.example.org/r4,',
    });
    expect(config.allowedOrigins).toEqual(['https://ehr.example.org', 'http://localhost:9000']);
    expect(config.fhirServers.allowed.map(({ href }) => href)).toEqual([
      'https://fhir.example.org/r4',
    ]);
  });

  test('of a collector for spans is its URL and the headers it asks for', () => {
    expect(readTracesConfig({})).toBeNull();
    expect(
      readTracesConfig({
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces',
        OTEL_EXPORTER_OTLP_HEADERS: 'API-Key=a%20b==, x-scope=hospital',
      }),
    ).toEqual({
      url: 'http://collector:4318/v1/traces',
      headers: { 'api-key': 'a b==', 'x-scope': 'hospital' },
    });
  });

  test.each<[string, string, string]>([
    ['no URL', 'collector:4318', ''],
    ['the metadata service of a cloud', 'http://169.254.169.254/v1/traces', ''],
    ['the same in IPv6', 'http://[::ffff:a9fe:a9fe]/v1/traces', ''],
    ['a header without value', 'http://collector:4318/v1/traces', 'api-key'],
    ['a line break in a header', 'http://collector:4318/v1/traces', 'a=b%0d%0ac: d'],
  ])('of a collector for spans is refused with %s', (_name, url, headers) => {
    expect(() =>
      readTracesConfig({
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url,
        OTEL_EXPORTER_OTLP_HEADERS: headers,
      }),
    ).toThrow(ConfigError);
  });

  test.each(['127.0.0.1', 'localhost', '::1', '127.0.0.2'])('serves on loopback: %s', (HOST) => {
    expect(readConfig({ HOST }).host).toBe(HOST);
  });

  test('opens the demo to other machines only when told so', () => {
    expect(readConfig({ HOST: '0.0.0.0', CONVERGENT_DEMO_BIND_ANY: '1' }).host).toBe('0.0.0.0');
  });

  test.each<[string, Record<string, string>]>([
    ['CONVERGENT_PROFILE', { CONVERGENT_PROFILE: 'staging' }],
    ['HOST', { HOST: '0.0.0.0' }],
    ['HOST', { HOST: '::' }],
    ['HOST', { HOST: '192.168.1.5' }],
    ['HOST', { HOST: 'a host' }],
    ['PORT', { PORT: '70000' }],
    ['PORT', { PORT: 'http' }],
    ['PORT', { PORT: '' }],
    ['CONVERGENT_FHIR_DEADLINE_MS', { CONVERGENT_FHIR_DEADLINE_MS: '4501' }],
    ['CONVERGENT_FHIR_SERVERS', { CONVERGENT_FHIR_SERVERS: 'http://fhir.example.org' }],
    ['CONVERGENT_FHIR_SERVERS', { CONVERGENT_FHIR_SERVERS: 'https://a:b@fhir.example.org' }],
    ['CONVERGENT_ALLOWED_ORIGINS', { CONVERGENT_ALLOWED_ORIGINS: 'https://a.org/path' }],
    ['CONVERGENT_PUBLIC_URL', { CONVERGENT_PUBLIC_URL: 'cds.example.org' }],
    ['CONVERGENT_PUBLIC_URL', { CONVERGENT_PROFILE: 'production' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['CONVERGENT_PACKS', { CONVERGENT_PACKS: 'lung' }],
  ])('that can not be used is one sentence naming %s', (name, environment) => {
    expect(() => readConfig(environment)).toThrow(ConfigError);
    expect(() => readConfig(environment)).toThrow(new RegExp(`^${name}.*[^.]\\.$`));
  });
});

describe('a secret', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  const file = join(folder, 'secret');
  writeFileSync(file, 'of-the-file\n');
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['the variable', { A_SECRET: 'of-the-variable' }, 'of-the-variable'],
    ['a file, as container platforms mount it', { A_SECRET_FILE: file }, 'of-the-file'],
    ['nowhere', {}, null],
  ])('comes from %s', (_name, environment, secret) => {
    expect(readSecret(environment, 'A_SECRET')).toBe(secret);
  });

  test.each([
    [
      { A_SECRET: 'of-the-variable', A_SECRET_FILE: file },
      'Set A_SECRET or A_SECRET_FILE, not both.',
    ],
    [{ A_SECRET_FILE: join(folder, 'none') }, "The file that A_SECRET_FILE names can't be read."],
  ])('that can not be read is a sentence without it', (environment, sentence) => {
    expect(() => readSecret(environment, 'A_SECRET')).toThrow(new ConfigError(sentence));
  });
});

describe('Node', () => {
  test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('%s runs the service', (version) => {
    expect(nodeVersionProblem(version)).toBeNull();
  });

  test.each(['18.20.4', '20.18.1', '16.0.0'])('%s is told that it does not', (version) => {
    expect(nodeVersionProblem(version)).toBe(
      `Convergent needs Node 20.19 or newer; this is Node ${version}.`,
    );
  });
});

test('the day is that of the place where the service runs', () => {
  expect(calendarDay(new Date(2026, 0, 5, 0, 1))).toBe('2026-01-05');
  expect(calendarDay(new Date(2026, 11, 31, 23, 59))).toBe('2026-12-31');
});
