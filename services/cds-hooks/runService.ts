import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Agent } from 'undici';
import { isLoopback } from '../fhir-client/fhirServerPolicy.ts';
import { loadKnowledge } from '../rule-store/loadKnowledge.ts';
import { createApp } from './app.ts';
import { calendarDay } from './calendarDay.ts';
import { ConfigError, readConfig, urlOf, type ServiceConfig } from './config.ts';
import { decide } from './decide.ts';
import { createDemo } from './demo.ts';
import { createLog } from './log.ts';
import { productFolder } from './productFolder.ts';
import { readJsonFile } from './readJsonFile.ts';

/** A listening service. */
export interface RunningService {
  readonly url: string;
  readonly fhirServerUrl: string;
  readonly version: string;
  /** True when other machines can reach a service without authentication. */
  readonly isOpenToOthers: boolean;
  /** Ends in order: no new requests, those under way are answered, then all connections close. */
  readonly stop: () => Promise<void>;
}

/** How long requests under way may take once the service is told to stop. */
const STOP_WITHIN_MS = 5_000;
/** A client that sends its request more slowly than this holds a connection for nothing. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Reads configuration and rules, and listens.
 * @throws ConfigError, or RuleFileError when a rule file is not valid.
 */
export async function runService(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<RunningService> {
  const config = readConfig(environment);
  const clock = (): Date => new Date();
  const today = calendarDay(clock());
  const knowledge = loadKnowledge(rulesFolder(config), { asOf: today });
  const version = String(readJsonFile('package.json')['version']);
  const log = createLog(config.logLevel);
  const dispatcher = new Agent();
  let ready = true;

  const server = createServer();
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  const port = await listen(server, config.host, config.port);
  const url = config.publicUrl ?? urlOf(reachable(config.host), port);
  const demo = createDemo({
    serviceUrl: url,
    publicUrl: config.publicUrl,
    packs: knowledge.packs,
    clock,
    today,
  });
  server.on(
    'request',
    createApp({
      config,
      serviceUrl: url,
      version,
      knowledge,
      decide,
      clock,
      newId: randomUUID,
      dispatcher,
      log,
      isReady: () => ready,
      demo,
    }),
  );

  return {
    url,
    fhirServerUrl: demo.fhirServerUrl,
    version,
    isOpenToOthers: !isLoopback(new URL(urlOf(config.host, port))),
    stop: async () => {
      ready = false;
      await close(server);
      await dispatcher.destroy();
    },
  };
}

function rulesFolder({ rulesDirectory }: ServiceConfig): string {
  const folder = rulesDirectory ?? join(productFolder(), 'rules');
  if (existsSync(join(folder, 'packs'))) return folder;
  throw new ConfigError(`The folder ${folder} holds no rules: packs/ is missing in it.`);
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new ConfigError(sentenceFor(error.code, host, port)));
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function sentenceFor(code: string | undefined, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${String(port)} on ${host} is already in use: stop what uses it, or set PORT to another port.`;
    case 'EACCES':
      return `Port ${String(port)} needs privileges that this user does not have: set PORT to a port above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST=${host} is not an address of this machine.`;
    default:
      return `Cannot listen on port ${String(port)} of ${host} (${code ?? 'unknown error'}).`;
  }
}

/** An address to listen on that is no address to go to. */
function reachable(host: string): string {
  return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeIdleConnections();
  const force = setTimeout(() => {
    server.closeAllConnections();
  }, STOP_WITHIN_MS);
  await closed;
  clearTimeout(force);
}
