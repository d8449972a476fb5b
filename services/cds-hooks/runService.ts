import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { guardedAgent } from '../fhir-client/guardedAgent.ts';
import { isLoopback } from '../fhir-client/fhirServerPolicy.ts';
import { createApp } from './app.ts';
import { readBuiltApp } from './builtApp.ts';
import { calendarDay } from './calendarDay.ts';
import {
  ConfigError,
  readAll,
  readConfig,
  readProfile,
  urlOf,
  type Environment,
  type Profile,
  type ServiceConfig,
} from './config.ts';
import { answerHere } from './answering/answerer.ts';
import { answererPool } from './answering/answererPool.ts';
import { prepareAnswering } from './answering/prepareAnswering.ts';
import { configuredRules, configuredRulesAside } from './configuredRules.ts';
import { readDecisionLogConfig } from './decisionLogConfig.ts';
import { createDemo } from './demo.ts';
import { httpServer } from './httpServer.ts';
import { keepRecords } from './keepRecords.ts';
import { createLog } from './log.ts';
import { compileMessageSchemas } from './messageSchemas.ts';
import { createMetrics } from './metrics.ts';
import { productFolder } from './productFolder.ts';
import { readJsonFile } from './readJsonFile.ts';
import { readOpenApi } from './readOpenApi.ts';
import { pseudonymKey, draftingWith } from './drafting.ts';
import { runRules } from './runningRules.ts';
import { exportSpans } from './spans.ts';
import { readTracesConfig } from './tracesConfig.ts';
import { createTrust } from './trust/trust.ts';
import { readTrustConfig } from './trust/trustConfig.ts';
import { whileStarting } from './whileStarting.ts';

/** A listening service. */
export interface RunningService {
  readonly url: string;
  /** It listens on, whatever a proxy makes of it. */
  readonly port: number;
  readonly profile: Profile;
  /** Of the demo. */
  readonly fhirServerUrl: string | null;
  readonly version: string;
  /** For whoever started it, such as what of a folder could not be loaded. */
  readonly notices: readonly string[];
  /** True when other machines can reach a service without authentication. */
  readonly isOpenToOthers: boolean;
  /** Lets the rules take over that are on disk now, if they are valid; the log says what came of it. */
  readonly reloadRules: () => Promise<void>;
  /** Ends in order: no new requests, those under way are answered, then all connections close. */
  readonly stop: () => Promise<void>;
}

/**
 * Reads configuration and rules, and listens.
 * @throws ConfigError, RuleFileError when a rule file is not valid, or UnusableFolderError when
 * records can't be kept in the folder that is configured.
 */
export async function runService(environment: Environment): Promise<RunningService> {
  const profile = readProfile(environment);
  const { config, logConfig, tracesConfig, trustConfig } = readAll({
    config: () => readConfig(environment),
    logConfig: () => readDecisionLogConfig(environment, profile),
    tracesConfig: () => readTracesConfig(environment),
    trustConfig: () => readTrustConfig(environment, profile),
  });
  const fhirDirectory = demoFhirFolder(config);
  const clock = (): Date => new Date();
  const today = calendarDay(clock());
  const configured = configuredRules(config);
  // What does not go together is refused before anything is opened.
  configured.ruleStore.knowledge(today, config.packs);
  const app = readBuiltApp(join(productFolder(), 'dist', 'smart-app'));
  const version = String(readJsonFile('package.json')['version']);
  const log = createLog(config.logLevel);
  const openApiDocument = readOpenApi();
  const schemas = compileMessageSchemas(openApiDocument);
  let ready = true;

  const { server, stop } = httpServer();
  server.on('request', whileStarting);
  const port = await listen(server, config.host, config.port);
  const url = config.publicUrl ?? urlOf(reachable(config.host), port);
  const decisionLog =
    logConfig === null ? null : await keepRecords(logConfig, { clock, log }).catch(closing(stop));
  const key = logConfig === null ? null : pseudonymKey(logConfig);
  const drafting = logConfig === null || key === null ? null : draftingWith(key, logConfig);
  const rules = await runRules(configured, {
    config,
    clock,
    log,
    read: () => configuredRulesAside(config),
    answererFor: async ({ ruleStore, set }) =>
      config.workers === 0
        ? answerHere(prepareAnswering({ config, serviceUrl: url, ruleStore, schemas, drafting }))
        : answererPool(config.workers, {
            environment: { ...environment },
            serviceUrl: url,
            rules: set,
            pseudonymKey: key,
          }),
  });
  const { answerer, inForce } = rules;
  const demo =
    profile === 'demo'
      ? createDemo({
          serviceUrl: url,
          publicUrl: config.publicUrl,
          fhirDirectory,
          packs: () => inForce().knowledge.packs,
          drugs: inForce().knowledge.terminology.drugs,
          clock,
          today,
        })
      : null;
  const trust =
    trustConfig === null
      ? null
      : createTrust(trustConfig, {
          dispatcher: (reach) =>
            guardedAgent({ privateNetwork: reach === 'private', loopback: false }),
          claimOnce: decisionLog?.store.claimOnce ?? null,
          onReplayStoreAway: () => {
            log.warn(
              'the database did not say whether a token was used before; this replica did not see it',
            );
          },
        });
  const spans =
    tracesConfig === null
      ? null
      : await exportSpans({
          ...tracesConfig,
          version,
          // The operator names it: often beside the service, on this machine or its network.
          dispatcher: guardedAgent({ privateNetwork: true, loopback: true }),
          onChange: (delivery) => {
            if (delivery.kind === 'delivered') log.info('the collector takes spans again');
            else log.warn(delivery, 'the collector does not take spans; they are dropped');
          },
        });
  const metrics = createMetrics({
    version,
    load: answerer.load,
    packs: () => inForce().knowledge.packs,
    decisionLog: decisionLog?.status ?? null,
    ofProcess: true,
  });
  server.off('request', whileStarting);
  server.on(
    'request',
    createApp({
      config,
      serviceUrl: url,
      version,
      rules,
      rulesInForce: inForce,
      answerer,
      openApiDocument,
      schemas,
      recording:
        logConfig === null || decisionLog === null
          ? null
          : {
              decisionLog,
              software: version,
              informAfterOverrideDays: logConfig.informAfterOverrideDays,
            },
      clock,
      newId: randomUUID,
      log,
      metrics,
      isReady: () => ready,
      trust,
      ...(spans !== null && { spans }),
      ...(demo !== null && { demo }),
      ...(app !== null && { app }),
    }),
  );

  return {
    url,
    port,
    profile,
    fhirServerUrl: demo?.fhirServerUrl ?? null,
    notices: demo?.notices ?? [],
    version,
    isOpenToOthers: profile === 'demo' && !isLoopback(new URL(urlOf(config.host, port))),
    reloadRules: async () => {
      await rules.reload();
    },
    stop: async () => {
      ready = false;
      await stop();
      await answerer.close();
      await spans?.close();
      await decisionLog?.close();
    },
  };
}

function demoFhirFolder({ demoFhirDirectory }: ServiceConfig): string | null {
  if (demoFhirDirectory === null) return null;
  if (statSync(demoFhirDirectory, { throwIfNoEntry: false })?.isDirectory() === true) {
    return demoFhirDirectory;
  }
  throw new ConfigError(`DEMO_FHIR_DIR=${demoFhirDirectory} is no folder.`);
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

/** Nothing is served when the start fails later on. */
function closing(stop: () => Promise<void>): (error: unknown) => Promise<never> {
  return async (error) => {
    await stop();
    throw error;
  };
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
