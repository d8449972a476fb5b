import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Violation } from '../messages/conformance.ts';
import type { Exchange } from '../messages/exchange.ts';
import { curlCommand, withoutPrefetch } from '../messages/repeat.ts';

interface WireProps {
  /** The latest first. */
  readonly exchanges: readonly Exchange[];
}

const VIEWS = ['Verdict', 'Request', 'Prefetch', 'Response', 'Repeat'] as const;
type View = (typeof VIEWS)[number];

/** What went over the wire: every message with its verdict, its time and its text. */
export function Wire({ exchanges }: WireProps): ComponentChildren {
  const [chosen, setChosen] = useState<number | null>(null);
  const [view, setView] = useState<View>('Verdict');
  const newest = exchanges[0]?.id;
  // A new message comes to the front.
  useEffect(() => {
    setChosen(null);
  }, [newest]);
  const shown = exchanges.find(({ id }) => id === chosen) ?? exchanges[0];
  if (shown === undefined) return <p class="hint">Nothing has been sent yet.</p>;
  return (
    <>
      <label for="exchange">Message</label>
      <select
        id="exchange"
        value={String(shown.id)}
        onChange={(event) => {
          setChosen(Number(event.currentTarget.value));
        }}
      >
        {exchanges.map((exchange) => (
          <option key={exchange.id} value={String(exchange.id)}>
            {exchange.title}: {exchange.status ?? 'no answer'}, {exchange.ms} ms
          </option>
        ))}
      </select>
      <div class="views" role="group" aria-label="What to show of the message">
        {VIEWS.filter((name) => isOffered(name, shown)).map((name) => (
          <button
            type="button"
            key={name}
            aria-pressed={name === view}
            onClick={() => {
              setView(name);
            }}
          >
            {name}
          </button>
        ))}
      </div>
      <ViewOf view={isOffered(view, shown) ? view : 'Verdict'} exchange={shown} />
    </>
  );
}

function isOffered(view: View, { request, prefetch }: Exchange): boolean {
  switch (view) {
    case 'Request':
      return request !== null;
    case 'Prefetch':
      return prefetch.length > 0;
    default:
      return true;
  }
}

function ViewOf({
  view,
  exchange,
}: {
  readonly view: View;
  readonly exchange: Exchange;
}): ComponentChildren {
  const { request, response, url } = exchange;
  switch (view) {
    case 'Verdict':
      return <Verdict exchange={exchange} />;
    case 'Request':
      return (
        <>
          <p class="hint">The prefetch stands apart.</p>
          <Json value={withoutPrefetch(request ?? {})} label="Request" />
        </>
      );
    case 'Prefetch':
      return <Prefetch exchange={exchange} />;
    case 'Response':
      return <Json value={response} label="Response" />;
    case 'Repeat':
      return <Repeat url={url} request={request} />;
    default:
      return view satisfies never;
  }
}

function Verdict({ exchange }: { readonly exchange: Exchange }): ComponentChildren {
  const { url, kind, request, status, ms, requestViolations, responseViolations } = exchange;
  const isGood = status !== null && status >= 200 && status < 300;
  return (
    <dl class="verdict">
      <dt>Sent to</dt>
      <dd>
        <code>
          {request === null ? 'GET' : 'POST'} {url}
        </code>
      </dd>
      <dt>Answer</dt>
      <dd>
        <strong class={isGood ? 'good' : 'bad'}>{status ?? 'none'}</strong> in {ms} ms
      </dd>
      {request !== null && kind !== 'launch' && (
        <>
          <dt>Request</dt>
          <dd>
            <Violations violations={requestViolations} />
          </dd>
        </>
      )}
      <dt>Response</dt>
      <dd>
        {kind === 'launch' ? (
          'Not judged: preparing a launch is no message of CDS Hooks.'
        ) : isGood ? (
          <Violations violations={responseViolations} />
        ) : (
          'Not judged: it is no answer of the kind.'
        )}
      </dd>
    </dl>
  );
}

function Violations({
  violations,
}: {
  readonly violations: readonly Violation[];
}): ComponentChildren {
  if (violations.length === 0) return <span class="good">✓ conforms to CDS Hooks 2.0</span>;
  return (
    <ul class="violations">
      {violations.map(({ at, what, rule }) => (
        <li key={at + what}>
          <code>{at}</code> {what} <span class="hint">({rule})</span>
        </li>
      ))}
    </ul>
  );
}

function Prefetch({ exchange: { prefetch } }: { readonly exchange: Exchange }): ComponentChildren {
  const [opened, setOpened] = useState<string | null>(null);
  const part = prefetch.find(({ key }) => key === opened);
  return (
    <>
      <div class="scroll" tabIndex={0} role="group" aria-label="Prefetch keys, scrolls sideways">
        <table>
          <thead>
            <tr>
              <th scope="col">Key</th>
              <th scope="col">Resources</th>
              <th scope="col">Answer</th>
              <th scope="col">Time</th>
            </tr>
          </thead>
          <tbody>
            {prefetch.map(({ key, value, query, status, ms }) => (
              <tr key={key}>
                <th scope="row">
                  <button
                    type="button"
                    class="link"
                    aria-expanded={key === opened}
                    onClick={() => {
                      setOpened(key === opened ? null : key);
                    }}
                  >
                    {key}
                  </button>
                </th>
                <td>{value === undefined ? 'left out' : countOf(value)}</td>
                <td>{query === null ? 'token not known' : (status ?? 'none')}</td>
                <td>{ms} ms</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {part !== undefined && (
        <>
          <p>
            <code>{part.query ?? part.template}</code>
          </p>
          <Json value={part.value ?? null} label={`Prefetch ${part.key}`} />
        </>
      )}
    </>
  );
}

function countOf(value: unknown): string {
  const { resourceType, entry, total } = value as {
    resourceType?: string;
    entry?: unknown[];
    total?: number;
  };
  if (resourceType !== 'Bundle') return resourceType ?? '';
  const count = entry?.length ?? 0;
  return total !== undefined && total > count
    ? `${String(count)} of ${String(total)}`
    : String(count);
}

function Repeat({
  url,
  request,
}: {
  readonly url: string;
  readonly request: object | null;
}): ComponentChildren {
  const command =
    request === null ? `curl -sS '${url}'` : curlCommand(url, withoutPrefetch(request));
  return (
    <>
      <p class="hint">
        {request !== null && 'prefetch' in request
          ? 'Without prefetch: the service then fetches the record by itself.'
          : 'For a terminal.'}
      </p>
      <CopyButton text={command} label="Copy the command" />
      {request !== null && (
        <CopyButton text={JSON.stringify(request, null, 2)} label="Copy the whole request" />
      )}
      <pre tabIndex={0} aria-label="curl command" role="group">
        <code>{command}</code>
      </pre>
    </>
  );
}

function CopyButton({
  text,
  label,
}: {
  readonly text: string;
  readonly label: string;
}): ComponentChildren {
  const [said, setSaid] = useState('');
  return (
    <>
      <button
        type="button"
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => {
              setSaid('Copied.');
            },
            () => {
              setSaid('This browser does not let the page copy.');
            },
          );
        }}
      >
        {label}
      </button>{' '}
      <span role="status">{said}</span>{' '}
    </>
  );
}

function Json({
  value,
  label,
}: {
  readonly value: unknown;
  readonly label: string;
}): ComponentChildren {
  return (
    <pre tabIndex={0} role="group" aria-label={`${label}, JSON`}>
      <code>{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</code>
    </pre>
  );
}
