import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

export interface Addresses {
  /** Of the discovery document. */
  readonly discovery: string;
  readonly fhirServer: string;
}

interface ConnectionProps {
  readonly addresses: Addresses;
  readonly onConnect: (addresses: Addresses) => void;
}

/** Addresses are put together with a slash between; one at the end would make two. */
export function withoutSlash(url: string): string {
  return url.trim().replace(/\/+$/, '');
}

/** Which CDS services to call, about the patients of which FHIR server. */
export function Connection({ addresses, onConnect }: ConnectionProps): ComponentChildren {
  const [typed, setTyped] = useState(addresses);
  const connect = (event: Event): void => {
    event.preventDefault();
    onConnect({
      discovery: withoutSlash(typed.discovery),
      fhirServer: withoutSlash(typed.fhirServer),
    });
  };
  return (
    <details class="connection">
      <summary>Services and FHIR server</summary>
      <form onSubmit={connect}>
        <label for="discovery">Discovery of the CDS services</label>
        <input
          id="discovery"
          type="url"
          required
          value={typed.discovery}
          onInput={(event) => {
            setTyped({ ...typed, discovery: event.currentTarget.value });
          }}
        />
        <label for="fhir-server">FHIR R4 base</label>
        <input
          id="fhir-server"
          type="url"
          required
          value={typed.fhirServer}
          onInput={(event) => {
            setTyped({ ...typed, fhirServer: event.currentTarget.value });
          }}
        />
        <p class="hint">
          Both must allow this page to call them (CORS). Send no data of real people to a service
          that you do not run.
        </p>
        <button>Connect</button>
      </form>
    </details>
  );
}
