import type { Logger } from 'pino';
import { openDecisionLog, type DecisionLog, type LogEvent } from '../decision-log/decisionLog.ts';
import type { DecisionLogConfig } from './decisionLogConfig.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The log as the service runs it: it tells of itself, and once an hour gives up what is past its time. */
export async function keepRecords(
  config: DecisionLogConfig,
  { clock, log }: { readonly clock: () => Date; readonly log: Logger },
): Promise<DecisionLog> {
  const { folder, databaseUrl, spoolLimitBytes } = config;
  const decisionLog = await openDecisionLog({
    folder,
    databaseUrl,
    spoolLimitBytes,
    onEvent: (event) => {
      tell(event, log);
    },
  });
  const hourly = setInterval(() => {
    tidy(decisionLog, config, { clock, log }).catch((error: unknown) => {
      log.warn({ err: error }, 'the decision log could not be tidied, and will be in an hour');
    });
  }, HOUR_MS);
  hourly.unref();
  return {
    ...decisionLog,
    close: async () => {
      clearInterval(hourly);
      await decisionLog.close();
      const { head, waitingBytes } = decisionLog.status();
      log.info({ head, waitingBytes }, 'decision log closed');
    },
  };
}

/** The head of the chain in the service's own log shows later whether the end was cut off. */
async function tidy(
  { store, status }: DecisionLog,
  { retentionDays, inputRetentionDays }: DecisionLogConfig,
  { clock, log }: { readonly clock: () => Date; readonly log: Logger },
): Promise<void> {
  const now = clock();
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  await store.forget(daysAgo(inputRetentionDays), now);
  const pruned = retentionDays === null ? 0 : await store.prune(daysAgo(retentionDays), now);
  log.info({ head: status().head, pruned }, 'decision log');
}

function tell(event: LogEvent, log: Logger): void {
  switch (event.kind) {
    case 'database-up':
      log.info({ head: event.head }, 'the database of decisions is up');
      return;
    case 'database-down':
      log.error(
        { why: event.why },
        'the database of decisions is away; answers go on, their records wait on disk',
      );
      return;
    case 'stored':
      log.debug({ records: event.records, head: event.head }, 'records stored');
      return;
    case 'spool-failing':
      log.error(
        { why: event.why },
        'the disk takes no records; they go to the database straight away',
      );
      return;
    case 'damaged':
      log.error(event.what);
      return;
    default:
      event satisfies never;
  }
}
