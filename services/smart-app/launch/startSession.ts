import FHIR from 'fhirclient';
import type { AppContext } from '../../../src/cards/appContext.ts';
import { broughtContext } from './broughtContext.ts';
import { AppFailure, failureOf } from './failure.ts';

/** Access to one patient's record, as the EHR granted it. */
export interface Session {
  readonly patientId: string;
  readonly fhirServer: string;
  /** The scopes that the EHR granted; absent when it does not say. */
  readonly scope: string | undefined;
  readonly context: AppContext | null;
  /** Asks the EHR: a path below the FHIR base, or an address it gave as the next page. */
  readonly request: (path: string, signal: AbortSignal) => Promise<unknown>;
}

/**
 * Completes the launch on the page that the EHR sent the browser back to.
 * @throws AppFailure
 */
export async function startSession(): Promise<Session> {
  const query = new URLSearchParams(location.search);
  const error = query.get('error');
  if (error !== null) throw new AppFailure('refused', error);
  const state = query.get('state') ?? sessionStorage.getItem(LAST_STATE);
  if (state === null) throw new AppFailure('not-launched');
  sessionStorage.setItem(LAST_STATE, state);
  const client = await FHIR.oauth2.ready().catch((thrown: unknown) => {
    const { kind, detail } = failureOf(thrown, 'token-refused');
    const lost = thrown instanceof Error && thrown.message.startsWith('No ');
    throw new AppFailure(
      lost ? 'not-launched' : kind === 'expired' ? 'token-refused' : kind,
      detail,
    );
  });
  const { tokenResponse, serverUrl } = client.state;
  const patientId = client.patient.id;
  if (patientId === null) throw new AppFailure('no-patient');
  return {
    patientId,
    fhirServer: serverUrl,
    scope: tokenResponse?.scope,
    context: broughtContext(state, tokenResponse),
    request: (url, signal) => client.request({ url, signal }),
  };
}

/** Reloading the page finds the session again: fhirclient has taken the state from the address. */
const LAST_STATE = 'convergent.state';
