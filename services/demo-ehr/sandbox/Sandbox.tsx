import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { CardList } from './cards/CardList.tsx';
import { type AppPlace, askForLaunch, openTarget } from './cards/openApp.ts';
import { type Addresses, Connection, withoutSlash } from './Connection.tsx';
import {
  discoveryViolations,
  feedbackViolations,
  requestViolations,
  responseViolations,
} from './messages/conformance.ts';
import { afterAccepting, type Draft, withDrug } from './messages/draft.ts';
import { type Exchange, send } from './messages/exchange.ts';
import { acceptance, hookRequest, override } from './messages/hookCall.ts';
import { fetchPrefetch, prefetchOf } from './messages/prefetch.ts';
import {
  cardsOf,
  type DiscoveredService,
  type Hook,
  HOOKS,
  servicesOf,
  type ShownCard,
  type ShownLink,
  type ShownSuggestion,
} from './messages/services.ts';
import { OrderPad } from './orders/OrderPad.tsx';
import { chartOf } from './record/chartOf.ts';
import { ChartView } from './record/ChartView.tsx';
import {
  fetchPatients,
  fetchRecord,
  type PatientEntry,
  type PatientRecord,
} from './record/fetchRecord.ts';
import { Timeline } from './record/Timeline.tsx';
import type { OrderableDrug, SandboxSettings } from './settings.ts';
import { Wire } from './wire/Wire.tsx';

const HOOK_WORDS: Readonly<Record<Hook, string>> = {
  'patient-view': 'Open the chart',
  'order-select': 'Choose orders',
  'order-sign': 'Sign orders',
};

/** What the last call led to. */
type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'cards';
      readonly cards: readonly ShownCard[];
      readonly call: number;
      readonly service: string;
    }
  | { readonly kind: 'failed'; readonly sentences: readonly string[] };

interface Loaded<Value> {
  readonly of: string;
  readonly value: Value | null;
  readonly failure: string | null;
}

/** Keeps what was fetched under a key; what comes late for an earlier key is dropped. */
function useFetched<Value>(key: string, fetchIt: () => Promise<Value>): Loaded<Value> | null {
  const [loaded, setLoaded] = useState<Loaded<Value> | null>(null);
  useEffect(() => {
    let isCurrent = true;
    fetchIt().then(
      (value) => {
        if (isCurrent) setLoaded({ of: key, value, failure: null });
      },
      (error: unknown) => {
        const failure = error instanceof Error ? error.message : 'No answer.';
        if (isCurrent) setLoaded({ of: key, value: null, failure });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [key]);
  return loaded?.of === key ? loaded : null;
}

export function Sandbox({ settings }: { readonly settings: SandboxSettings }): ComponentChildren {
  const asked = useMemo(() => new URLSearchParams(location.search), []);
  const [addresses, setAddresses] = useState<Addresses>({
    discovery: withoutSlash(asked.get('serviceDiscoveryURL') ?? settings.discovery),
    fhirServer: withoutSlash(asked.get('fhirServiceUrl') ?? settings.fhirServer),
  });
  const [patientId, setPatientId] = useState(asked.get('patientId') ?? '');
  const [hook, setHook] = useState<Hook>(
    HOOKS.find((known) => known === asked.get('hook')) ?? 'patient-view',
  );
  const [day, setDay] = useState(asked.get('day') ?? settings.today);
  const [serviceId, setServiceId] = useState<string | null>(null);
  const [drafts, setDrafts] = useState<readonly Draft[]>([]);
  const [selections, setSelections] = useState<readonly string[]>([]);
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' });
  const [exchanges, setExchanges] = useState<readonly Exchange[]>([]);
  const [services, setServices] = useState<readonly DiscoveredService[]>([]);
  const [discoveryFailure, setDiscoveryFailure] = useState<readonly string[]>([]);
  const [place, setPlace] = useState<AppPlace>('frame');
  const [framed, setFramed] = useState<{ readonly url: string; readonly label: string } | null>(
    null,
  );
  const [notice, setNotice] = useState('');
  const lastExchange = useRef(0);
  const lastCall = useRef(0);

  const isOwnServer = addresses.fhirServer === settings.fhirServer;
  const standsOn = isOwnServer ? day : settings.today;
  const fhirServer =
    standsOn === settings.today
      ? addresses.fhirServer
      : settings.earlierFhirServer.replace('{day}', standsOn);

  const told = useCallback((exchange: Omit<Exchange, 'id'>): void => {
    lastExchange.current += 1;
    const id = lastExchange.current;
    setExchanges((earlier) => [{ ...exchange, id }, ...earlier].slice(0, EXCHANGES_KEPT));
  }, []);

  const patients = useFetched<readonly PatientEntry[]>(addresses.fhirServer, () =>
    fetchPatients(addresses.fhirServer),
  );
  const patient =
    patients?.value?.find(({ id }) => id === patientId) ?? patients?.value?.[0] ?? null;
  const whole = useFetched<PatientRecord | null>(
    `${addresses.fhirServer}/Patient/${patient?.id ?? ''}`,
    async () => (patient === null ? null : fetchRecord(addresses.fhirServer, patient.id)),
  );
  const record = useFetched<PatientRecord | null>(
    `${fhirServer}/Patient/${patient?.id ?? ''}`,
    async () => (patient === null ? null : fetchRecord(fhirServer, patient.id)),
  );
  const history = useMemo(() => chartOf(whole?.value?.resources ?? []), [whole]);
  const chart = useMemo(() => chartOf(record?.value?.resources ?? []), [record]);

  const story = isOwnServer ? settings.stories.find(({ id }) => id === patient?.id) : undefined;
  const moment = story?.moments.find(({ date }) => date === standsOn);
  const offered = services.filter((service) => service.hook === hook);
  const service = offered.find(({ id }) => id === serviceId) ?? offered[0] ?? null;

  useEffect(() => {
    setServices([]);
    setDiscoveryFailure([]);
    void send(addresses.discovery, null).then(({ status, body, ms }) => {
      setServices(servicesOf(body));
      setDiscoveryFailure(discoveryFailureOf(status, body));
      told({
        kind: 'discovery',
        title: 'Discovery',
        url: addresses.discovery,
        request: null,
        prefetch: [],
        status,
        response: body,
        ms,
        requestViolations: [],
        responseViolations: discoveryViolations(body),
      });
    });
  }, [addresses.discovery]);

  /** Calls the service about the patient as the page shows it. */
  const call = async (
    about: {
      readonly hook: Hook;
      readonly drafts: readonly Draft[];
      readonly selections: readonly string[];
    },
    { id, prefetch: templates }: DiscoveredService,
    whom: PatientEntry,
  ): Promise<void> => {
    lastCall.current += 1;
    const number = lastCall.current;
    const url = `${addresses.discovery}/${id}`;
    setOutcome({ kind: 'waiting' });
    const context = { patientId: whom.id, userId: settings.userId, today: standsOn };
    const prefetch = await fetchPrefetch(templates, fhirServer, context);
    const request = hookRequest(
      {
        ...about,
        fhirServer,
        userId: settings.userId,
        patientId: whom.id,
        prefetch: prefetchOf(prefetch),
        extension:
          standsOn === settings.today ? undefined : { [settings.extension]: { asOf: standsOn } },
      },
      crypto.randomUUID(),
    );
    const { status, body, ms } = await send(url, request);
    told({
      kind: 'call',
      title: `${about.hook} on ${standsOn}`,
      url,
      request,
      prefetch,
      status,
      response: body,
      ms,
      requestViolations: requestViolations(request),
      responseViolations: responseViolations(body, request),
    });
    // The user has gone on meanwhile.
    if (number !== lastCall.current) return;
    setOutcome(
      status === 200
        ? { kind: 'cards', cards: cardsOf(body), call: number, service: id }
        : { kind: 'failed', sentences: sentencesOf(status, body) },
    );
  };

  /** Nothing that was said before holds for what is on the page now. */
  const clear = (): void => {
    lastCall.current += 1;
    setOutcome({ kind: 'none' });
    setFramed(null);
    setNotice('');
  };

  // Opening the chart calls by itself, as an EHR does; so does each change on the order pad.
  useEffect(() => {
    if (hook !== 'patient-view' || service === null || patient === null) return;
    void call({ hook, drafts: [], selections: [] }, service, patient);
  }, [hook, service?.id, addresses.discovery, patient?.id, fhirServer]);
  useEffect(() => {
    if (hook !== 'order-select' || service === null || patient === null) return;
    if (drafts.length === 0 || selections.length === 0) clear();
    else void call({ hook, drafts, selections }, service, patient);
  }, [hook, service?.id, addresses.discovery, drafts, selections, fhirServer]);

  useEffect(() => {
    const query = new URLSearchParams();
    if (patient !== null) query.set('patientId', patient.id);
    query.set('hook', hook);
    if (standsOn !== settings.today) query.set('day', standsOn);
    if (addresses.discovery !== settings.discovery) {
      query.set('serviceDiscoveryURL', addresses.discovery);
    }
    if (!isOwnServer) query.set('fhirServiceUrl', addresses.fhirServer);
    window.history.replaceState(null, '', `?${query.toString()}`);
  }, [patient?.id, hook, standsOn, addresses]);

  const startAgain = (): void => {
    setDrafts([]);
    setSelections([]);
    clear();
  };
  const add = (drugs: readonly OrderableDrug[]): void => {
    if (patient === null) return;
    const next = drugs.reduce<readonly Draft[]>(
      (pad, drug) => withDrug(pad, drug, patient.id),
      drafts,
    );
    setNotice('');
    setDrafts(next);
    setSelections(next.slice(-1).map(({ reference }) => reference));
  };
  const accept = (card: ShownCard, suggestion: ShownSuggestion): boolean => {
    const next = afterAccepting(drafts, suggestion.actions ?? []);
    if (next === null) return false;
    if (card.uuid !== undefined && suggestion.uuid !== undefined) {
      tellFeedback('accepted', acceptance(card.uuid, suggestion.uuid, new Date()));
    }
    const isNew = ({ reference }: Draft): boolean =>
      !drafts.some((draft) => draft.reference === reference && next.includes(draft));
    setDrafts(next);
    setSelections(next.filter(isNew).map(({ reference }) => reference));
    setNotice(`Accepted: ${suggestion.label ?? 'the suggestion'}. The pad has been changed.`);
    return true;
  };
  const tellFeedback = (title: string, request: object): void => {
    if (outcome.kind !== 'cards') return;
    const url = `${addresses.discovery}/${outcome.service}/feedback`;
    void send(url, request).then(({ status, body, ms }) => {
      told({
        kind: 'feedback',
        title: `feedback, ${title}`,
        url,
        request,
        prefetch: [],
        status,
        response: body,
        ms,
        requestViolations: feedbackViolations(request),
        responseViolations: [],
      });
    });
  };
  const launch = (link: ShownLink): void => {
    if (patient === null) return;
    const target = place === 'frame' ? null : openTarget(place);
    if (place !== 'frame' && target === null) {
      setNotice('The browser blocked the window: allow it, or open apps in a frame.');
      return;
    }
    void askForLaunch(fhirServer, patient.id, link).then(({ request, url, answer, appUrl }) => {
      told({
        kind: 'launch',
        title: 'launch of the app',
        url,
        request,
        prefetch: [],
        status: answer.status,
        response: answer.body,
        ms: answer.ms,
        requestViolations: [],
        responseViolations: [],
      });
      if (appUrl === null) {
        target?.close();
        setNotice('This FHIR server cannot prepare a launch from a sandbox.');
      } else if (target === null) setFramed({ url: appUrl, label: link.label ?? 'App' });
      else target.show(appUrl);
    });
  };

  return (
    <>
      <a class="skip" href="#cards">
        Skip to the cards
      </a>
      <header class="top">
        <p class="product">
          <a href="./">Convergent</a>
        </p>
        <h1>Sandbox</h1>
        <p class="hint">
          A made-up hospital that calls CDS services. Synthetic patients; not for care.
        </p>
      </header>
      <main>
        {framed !== null && (
          <AppFrame
            {...framed}
            onClose={() => {
              setFramed(null);
            }}
          />
        )}
        <div class="columns">
          <section class="panel record" aria-labelledby="record">
            <h2 id="record">Patient</h2>
            <Connection
              addresses={addresses}
              onConnect={(next) => {
                startAgain();
                setAddresses(next);
              }}
            />
            {patients?.failure !== null && patients !== null && (
              <p role="alert">{patients.failure}</p>
            )}
            <label for="patient">Patient</label>
            <select
              id="patient"
              value={patient?.id ?? ''}
              onChange={(event) => {
                startAgain();
                setDay(settings.today);
                setPatientId(event.currentTarget.value);
              }}
            >
              {(patients?.value ?? []).map(({ id, name }) => (
                <option key={id} value={id}>
                  {name} ({id})
                </option>
              ))}
            </select>
            {story !== undefined && (
              <details class="story">
                <summary>The story</summary>
                {story.story.map((sentence) => (
                  <p key={sentence}>{sentence}</p>
                ))}
              </details>
            )}
            <h3>Course</h3>
            <Timeline
              chart={history}
              moments={story?.moments ?? []}
              day={standsOn}
              today={settings.today}
              fixedBecause={isOwnServer ? null : 'Another FHIR server knows only today.'}
              onDay={(next) => {
                startAgain();
                setDay(next);
              }}
            />
          </section>

          <section class="panel decide" aria-labelledby="decide">
            <h2 id="decide">At the moment of deciding</h2>
            <div class="hooks" role="group" aria-label="Hook">
              {HOOKS.map((name) => (
                <button
                  type="button"
                  key={name}
                  aria-pressed={name === hook}
                  onClick={() => {
                    if (name === hook) return;
                    clear();
                    setHook(name);
                  }}
                >
                  {HOOK_WORDS[name]}
                  <code>{name}</code>
                </button>
              ))}
            </div>
            {offered.length > 1 && (
              <p>
                <label for="service">Service</label>
                <select
                  id="service"
                  value={service?.id ?? ''}
                  onChange={(event) => {
                    clear();
                    setServiceId(event.currentTarget.value);
                  }}
                >
                  {offered.map(({ id, title }) => (
                    <option key={id} value={id}>
                      {title}
                    </option>
                  ))}
                </select>
              </p>
            )}
            {service === null && <p class="hint">No service is offered for this hook.</p>}
            {discoveryFailure.length > 0 && (
              <div role="alert" class="failed">
                <p>
                  The list of services could not be read from <code>{addresses.discovery}</code>.
                </p>
                {discoveryFailure.map((sentence) => (
                  <p key={sentence}>{sentence}</p>
                ))}
              </div>
            )}
            {(hook !== 'patient-view' || drafts.length > 0) && (
              <OrderPad
                drafts={drafts}
                drugs={settings.drugs}
                suggested={moment?.orders ?? []}
                onAdd={add}
                onRemove={(reference) => {
                  const left = drafts.filter((draft) => draft.reference !== reference);
                  setNotice('');
                  setDrafts(left);
                  setSelections(left.slice(-1).map((draft) => draft.reference));
                }}
                canSign={hook === 'order-sign'}
                onSign={() => {
                  if (service === null || patient === null) return;
                  void call({ hook: 'order-sign', drafts, selections: [] }, service, patient);
                }}
              />
            )}
            <h3 id="cards" tabIndex={-1}>
              Cards
            </h3>
            <div role="status" class="said">
              <Said outcome={outcome} hook={hook} />
              {notice !== '' && <p>{notice}</p>}
            </div>
            {outcome.kind === 'cards' && (
              <>
                {outcome.cards.some(({ links = [] }) =>
                  links.some(({ type }) => type === 'smart'),
                ) && (
                  <p class="place">
                    <label for="place">Open apps in</label>
                    <select
                      id="place"
                      value={place}
                      onChange={(event) => {
                        setPlace(event.currentTarget.value as AppPlace);
                      }}
                    >
                      <option value="frame">a frame of this page</option>
                      <option value="tab">a tab</option>
                      <option value="window">a window</option>
                    </select>
                  </p>
                )}
                <CardList
                  key={outcome.call}
                  cards={outcome.cards}
                  accept={accept}
                  override={(card, reason, comment) => {
                    if (card.uuid === undefined) return;
                    tellFeedback('overridden', override(card.uuid, reason, comment, new Date()));
                  }}
                  launch={launch}
                />
              </>
            )}
            {outcome.kind === 'failed' && (
              <div role="alert" class="failed">
                {outcome.sentences.map((sentence) => (
                  <p key={sentence}>{sentence}</p>
                ))}
              </div>
            )}
            {moment !== undefined && (
              <p class="expect">
                <strong>An expert would say:</strong> {moment.expect}
              </p>
            )}
          </section>

          <section class="panel chart" aria-labelledby="chart">
            <h2 id="chart">Chart on {standsOn}</h2>
            {record?.failure !== null && record !== null && <p role="alert">{record.failure}</p>}
            <ChartView chart={chart} />
          </section>

          <section class="panel wire" aria-labelledby="wire">
            <h2 id="wire">On the wire</h2>
            <Wire exchanges={exchanges} />
          </section>
        </div>
      </main>
    </>
  );
}

/** An app beside the record, as an EHR embeds it. */
function AppFrame({
  url,
  label,
  onClose,
}: {
  readonly url: string;
  readonly label: string;
  readonly onClose: () => void;
}): ComponentChildren {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, [url]);
  return (
    <section class="panel frame" aria-labelledby="app">
      <div class="row">
        <h2 id="app" tabIndex={-1} ref={heading}>
          {label}
        </h2>
        <button type="button" onClick={onClose}>
          Close the app
        </button>
      </div>
      <iframe src={url} title={label} />
    </section>
  );
}

/** Beyond this many nobody scrolls, and each may hold a whole record. */
const EXCHANGES_KEPT = 30;

function Said({
  outcome,
  hook,
}: {
  readonly outcome: Outcome;
  readonly hook: Hook;
}): ComponentChildren {
  switch (outcome.kind) {
    case 'none':
      return hook === 'patient-view' ? null : (
        <p class="hint">
          {hook === 'order-sign' ? 'Draft orders and sign them.' : 'Put a drug on the pad.'}
        </p>
      );
    case 'waiting':
      return <p class="hint">Asking…</p>;
    case 'cards':
      return outcome.cards.length === 0 ? (
        <p class="silence">No card: the service has nothing to say.</p>
      ) : (
        <p class="hint">
          {outcome.cards.length === 1 ? 'One card.' : `${String(outcome.cards.length)} cards.`}
        </p>
      );
    case 'failed':
      return null;
    default:
      return outcome satisfies never;
  }
}

/** What is wrong with the answer of a discovery address; empty where it lists services. */
function discoveryFailureOf(status: number | null, body: unknown): readonly string[] {
  if (status !== 200) return sentencesOf(status, body);
  const { services } = (body ?? {}) as { services?: unknown };
  return Array.isArray(services)
    ? []
    : ['It answers, but not with a list of CDS services. Such an address ends in /cds-services.'];
}

/** What a refusal says: of an OperationOutcome its sentences, of anything else that it came. */
function sentencesOf(status: number | null, body: unknown): readonly string[] {
  if (status === null) return [String(body)];
  const { issue } = (body ?? {}) as {
    issue?: { diagnostics?: string; details?: { text?: string } }[];
  };
  const sentences = (Array.isArray(issue) ? issue : [])
    .flatMap(({ diagnostics, details }) => [details?.text, diagnostics])
    .filter((sentence) => sentence !== undefined);
  return [`The service answered ${String(status)}.`, ...new Set(sentences)];
}
