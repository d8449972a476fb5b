import type { CdsResponse } from '../../src/cards/cdsHooks.ts';
import { NotRecordedError, type DecisionLog } from '../decision-log/decisionLog.ts';
import type { CardRecord, DecisionRecord } from '../decision-log/logEntry.ts';
import type { DecisionDraft } from './answering/decisionDraft.ts';
import { ServiceError } from './errors.ts';

/** An answer that was made and is not yet given. */
export interface AnswerToRecord {
  /** The JSON of the answer. */
  readonly body: string;
  readonly draft: DecisionDraft;
  readonly client: string | null;
  readonly service: string;
  readonly at: Date;
  /** From the arrival of the call. */
  readonly ms: number;
}

export interface RecordingPolicy {
  readonly decisionLog: DecisionLog;
  /** Of the software. */
  readonly software: string;
  /** See `DecisionLogConfig`. */
  readonly informAfterOverrideDays: number | null;
}

/** An answer whose record can't be lost any more. */
export interface RecordedAnswer {
  /** The JSON to send. */
  readonly body: string;
  /** As they are sent, in the order of the draft. */
  readonly indicators: readonly CardRecord['indicator'][];
}

const DAY_MS = 86_400_000;
/** A look-up that takes longer is not worth the wait: the card then interrupts as it would. */
const LOOK_UP_WITHIN_MS = 150;

/**
 * Records an answer, and gives what to send once the record can't be lost.
 * @throws ServiceError when it can't be recorded, so that no advice is given without a trace.
 */
export async function recordAnswer(
  answer: AnswerToRecord,
  { decisionLog, software, informAfterOverrideDays }: RecordingPolicy,
): Promise<RecordedAnswer> {
  const { draft, client, service, at, ms } = answer;
  const { kept, record } = draft;
  const setAside =
    informAfterOverrideDays === null
      ? new Set<string>()
      : await overriddenBefore(answer, decisionLog, informAfterOverrideDays);
  const entry: DecisionRecord = {
    kind: 'decision',
    at: at.toISOString(),
    client,
    service,
    software,
    ...record,
    cards: record.cards.map((card) => (setAside.has(card.id) ? asInformation(card) : card)),
    ms: Math.round(ms),
  };
  await recorded(decisionLog.record(entry, kept === null ? undefined : Buffer.from(kept)));
  return {
    body: setAside.size === 0 ? answer.body : informing(answer.body, setAside),
    indicators: entry.cards.map(({ indicator }) => indicator),
  };
}

/** @throws ServiceError for what neither disk nor database takes. */
export async function recorded(recording: Promise<void>): Promise<void> {
  try {
    await recording;
  } catch (error) {
    if (error instanceof NotRecordedError) throw new ServiceError('not-recordable');
    throw error;
  }
}

/** Ids of the cards that say of the same data what was overridden with a reason. A chart card interrupts nobody. */
async function overriddenBefore(
  { draft, client, at }: AnswerToRecord,
  { store }: DecisionLog,
  days: number,
): Promise<ReadonlySet<string>> {
  const { cards, hook, patient } = draft.record;
  const interrupting = cards.filter(({ indicator }) => indicator !== 'info');
  if (hook === 'patient-view' || interrupting.length === 0) return new Set();
  const look = store.overridden({
    patient,
    client,
    fingerprints: interrupting.map(({ fingerprint }) => fingerprint),
    since: new Date(at.getTime() - days * DAY_MS),
  });
  const found = new Set(await inTime(look));
  return new Set(
    interrupting.filter(({ fingerprint }) => found.has(fingerprint)).map(({ id }) => id),
  );
}

/** Nothing when the database is away or slow. */
async function inTime(look: Promise<readonly string[]>): Promise<readonly string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(resolve, LOOK_UP_WITHIN_MS, []);
  });
  const answer = await Promise.race([look.catch(() => []), late]);
  clearTimeout(timer);
  return answer;
}

function asInformation(card: CardRecord): CardRecord {
  return { ...card, indicator: 'info', setAside: true };
}

const SET_ASIDE =
  'Shown for information: this was overridden with a reason for this patient, and neither the finding nor the data it rests on have changed since.';

/** The answer with those cards as information, after the others. */
function informing(body: string, setAside: ReadonlySet<string>): string {
  const { cards } = JSON.parse(body) as CdsResponse;
  const [others, informed] = [false, true].map((wanted) =>
    cards.filter(({ uuid }) => setAside.has(uuid) === wanted),
  );
  return JSON.stringify({
    cards: [
      ...(others ?? []),
      ...(informed ?? []).map((card) => ({
        ...card,
        indicator: 'info' as const,
        detail: `${SET_ASIDE}\n\n${card.detail}`,
      })),
    ],
  } satisfies CdsResponse);
}
