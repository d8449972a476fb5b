import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Profile } from './config.ts';
import { nodeVersionProblem } from './nodeVersion.ts';

const END_WITHIN_MS = 1_000;

/**
 * Starts the service with the environment's configuration, prints where it is, and stops it on
 * SIGTERM or SIGINT. What prevents a start is one sentence on stderr and exit code 1.
 */
export async function startServer(): Promise<void> {
  const problem = nodeVersionProblem(process.versions.node);
  if (problem !== null) {
    fail(problem);
    return;
  }
  // Only now: on an old Node the libraries fail while they load, before any sentence of ours.
  const { runService } = await import('./runService.ts');
  try {
    const service = await runService(process.env);
    stopOnSignal(service.stop);
    reloadOnSignal(service.reloadRules);
    announce(service);
  } catch (error) {
    if (!isForTheOperator(error)) throw error;
    fail(error.message);
  }
}

const PROFILES: Readonly<Record<Profile, string>> = {
  demo: 'demo profile: synthetic patients, no authentication',
  production: 'production profile',
};

interface Announced {
  readonly url: string;
  readonly port: number;
  readonly profile: Profile;
  readonly fhirServerUrl: string | null;
  readonly version: string;
  readonly notices: readonly string[];
  readonly isOpenToOthers: boolean;
}

function announce(service: Announced): void {
  const { url, port, fhirServerUrl, profile, version, notices, isOpenToOthers } = service;
  for (const notice of notices) process.stderr.write(`${notice}\n`);
  if (isOpenToOthers) {
    process.stderr.write(
      'Warning: CONVERGENT_DEMO_BIND_ANY=1 lets every machine that reaches this port use the service without authentication. Send it no real patients.\n',
    );
  }
  process.stdout.write(
    [
      `Convergent ${version}, ${PROFILES[profile]}`,
      ...(profile === 'demo' ? [`  start here    ${url}/`, `  sandbox       ${url}/sandbox`] : []),
      `  CDS services  ${url}/cds-services`,
      ...(fhirServerUrl === null ? [] : [`  FHIR server   ${fhirServerUrl}`]),
      ...(profile === 'production' ? [`  listening     port ${String(port)}`] : []),
      '  stop          Ctrl+C',
      '',
    ].join('\n'),
  );
}

/** A second signal finds no handler of ours and ends the process at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  const onSignal = (): void => {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    void stop().then(endEvenIfDiskHangs);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
}

/** As other services take it: read anew what can be changed while it runs. What comes of it is in the log. */
function reloadOnSignal(reloadRules: () => Promise<unknown>): void {
  process.on('SIGHUP', () => {
    void reloadRules();
  });
}

/**
 * All is done, and the process ends by itself, unless a disk still does not answer. Then it would wait
 * for ever, in `process.exit` too, which joins the threads that read and write files.
 */
function endEvenIfDiskHangs(): void {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), END_WITHIN_MS).unref();
}

/** Errors whose message is written for whoever starts the service. */
function isForTheOperator(error: unknown): error is Error {
  return (
    error instanceof Error &&
    ['ConfigError', 'RuleFileError', 'UnusableFolderError'].includes(error.name)
  );
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

const script = process.argv[1];
if (script !== undefined && realpathSync(script) === fileURLToPath(import.meta.url)) {
  await startServer();
}
