/** What the service tells the app of itself (`/smart/settings.json`). */
export interface Settings {
  readonly clientId: string;
  /** FHIR base URLs that may launch the app. */
  readonly issuers: readonly string[];
  readonly trustLoopback: boolean;
  readonly rules: { readonly path: string; readonly sha256: string };
  /** What is fetched of a record: the same that the cards are made from. */
  readonly queries: readonly RecordQuery[];
}

export interface RecordQuery {
  readonly key: string;
  /** The name a clinician reads when it cannot be had. */
  readonly what: string;
  /** A query of one patient, `{{context.patientId}}` standing for the id. */
  readonly template: string;
}

/** @throws Failure when the service does not answer. */
export async function fetchSettings(): Promise<Settings> {
  const response = await fetch('settings.json', { headers: { Accept: 'application/json' } });
  if (!response.ok) throw new Error(`settings: ${String(response.status)}`);
  return (await response.json()) as Settings;
}
