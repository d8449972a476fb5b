/** What the server tells the sandbox page of itself (`/sandbox/settings.json`). */
export interface SandboxSettings {
  readonly discovery: string;
  readonly fhirServer: string;
  /** FHIR base of the record on an earlier day, with `{day}` where the date belongs. */
  readonly earlierFhirServer: string;
  /** `Type/id` of who uses the page. */
  readonly userId: string;
  readonly today: string;
  /** Name of the request extension that asks about an earlier day. */
  readonly extension: string;
  readonly drugs: readonly OrderableDrug[];
  readonly stories: readonly SandboxStory[];
}

export interface OrderableDrug {
  readonly text: string;
  readonly rxnorm?: string;
}

export interface SandboxStory {
  /** Of the patient. */
  readonly id: string;
  readonly story: readonly string[];
  /** In order; the last is today. */
  readonly moments: readonly StoryMoment[];
}

export interface StoryMoment {
  readonly date: string;
  readonly label: string;
  /** What an expert would say on that day. */
  readonly expect: string;
  readonly orders: readonly SuggestedOrder[];
}

export interface SuggestedOrder extends OrderableDrug {
  readonly with?: readonly OrderableDrug[];
  readonly note: string;
}

export async function fetchSettings(): Promise<SandboxSettings> {
  const response = await fetch('sandbox/settings.json');
  if (!response.ok) throw new Error(`settings: ${String(response.status)}`);
  return (await response.json()) as SandboxSettings;
}
