import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ClinicalDate } from '../../src/domain/date.ts';
import { failureOf, type Failure } from './launch/failure.ts';
import { FailurePage } from './launch/FailurePage.tsx';
import { fetchSettings, type Settings } from './launch/settings.ts';
import { startSession, type Session } from './launch/startSession.ts';
import { typesNotGranted } from './launch/scopes.ts';
import { fetchRecord, type FetchedRecord } from './record/fetchRecord.ts';
import { judge } from './record/judge.ts';
import { mayNotRead } from './record/mayNotRead.ts';
import { fetchRules, verifyRules, type VerifiedRules } from './rules/fetchRules.ts';
import { AppFailure } from './launch/failure.ts';
import { formatFor } from './wording/format.ts';
import { Workspace } from './Workspace.tsx';

interface Loaded {
  readonly session: Session;
  readonly settings: Settings;
  readonly record: FetchedRecord;
  readonly rules: VerifiedRules;
}

type Stage =
  | { readonly stage: 'loading'; readonly what: string }
  | { readonly stage: 'failed'; readonly failure: Failure }
  | { readonly stage: 'ready'; readonly loaded: Loaded };

/** From the launch to the picture: sign in, fetch the record and the rules, judge, show. */
export function App(): JSX.Element {
  const [stage, setStage] = useState<Stage>({ stage: 'loading', what: 'Signing in' });
  useEffect(() => {
    const stop = new AbortController();
    load((what) => {
      setStage({ stage: 'loading', what });
    }, stop.signal)
      .then((loaded) => {
        setStage({ stage: 'ready', loaded });
      })
      .catch((thrown: unknown) => {
        if (!stop.signal.aborted)
          setStage({ stage: 'failed', failure: failureOf(thrown, 'fault') });
      });
    return () => {
      stop.abort();
    };
  }, []);
  switch (stage.stage) {
    case 'loading':
      return (
        <main class="loading" aria-busy="true">
          <p class="brand">Convergent</p>
          <p role="status">{stage.what} …</p>
        </main>
      );
    case 'failed':
      return <FailurePage failure={stage.failure} />;
    case 'ready':
      return <Judged loaded={stage.loaded} />;
    default:
      return stage satisfies never;
  }
}

/** What the EHR and the service have to answer is asked for before this page sets to work itself. */
async function load(tell: (what: string) => void, signal: AbortSignal): Promise<Loaded> {
  const signingIn = startSession();
  const told = fetchSettings().catch((thrown: unknown) => {
    throw new AppFailure('service-unreachable', failureOf(thrown, 'fault').detail);
  });
  const fetchingRules = told.then(({ rules }) => fetchRules(rules));
  // The first failure in this order is told; the others must not be left unhandled.
  for (const promise of [signingIn, fetchingRules]) promise.catch(() => undefined);
  const settings = await told;
  const session = await signingIn;
  tell('Reading the record');
  const reading = fetchRecord(session, settings.queries, signal);
  // While the first pages are on their way.
  const verifying = fetchingRules.then(verifyRules);
  verifying.catch(() => undefined);
  const record = await reading;
  const denied = mayNotRead(record, settings.queries, session.scope);
  if (denied !== null) throw new AppFailure('missing-scope', denied);
  return { session, settings, record, rules: await verifying };
}

function Judged({
  loaded: { session, settings, record, rules },
}: {
  readonly loaded: Loaded;
}): JSX.Element {
  const [asOf, setAsOf] = useState<ClinicalDate>(() => session.context?.asOf ?? today());
  const format = useMemo(() => formatFor(navigator.languages), []);
  const { patientId, context } = session;
  const judged = useMemo(() => {
    try {
      return judge({
        record,
        patientId,
        context,
        asOf,
        knowledge: rules.knowledge,
      });
    } catch (thrown) {
      return failureOf(thrown, 'fault');
    }
  }, [record, patientId, context, asOf, rules]);
  if ('kind' in judged) return <FailurePage failure={judged} />;
  return (
    <Workspace
      judgement={judged}
      rules={rules}
      format={format}
      session={session}
      unavailable={record.unavailable}
      notGranted={typesNotGranted(settings.queries, session.scope)}
      asOf={asOf}
      today={today()}
      onAsOf={setAsOf}
    />
  );
}

/** The calendar day where the reader is. */
function today(): ClinicalDate {
  const now = new Date();
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(now.getFullYear())}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
