import { FETCH_FAILURES } from '../../fhir-client/fetchFailure.ts';
import type { Fetched } from '../../fhir-client/fhirClient.ts';
import { fhirPage, typeOf } from '../../fhir-client/fhirPage.ts';
import {
  PREFETCH_TEMPLATES,
  resolveTemplate,
  type PrefetchTemplate,
} from '../catalogue/prefetchTemplates.ts';
import type { FhirAccess } from './fhirAccess.ts';

export interface PrefetchToComplete {
  readonly prefetch: Readonly<Record<string, unknown>>;
  /** Validated: it becomes part of a URL. */
  readonly patientId: string;
  readonly access: FhirAccess;
}

export interface CompletedPrefetch {
  readonly resources: readonly unknown[];
  readonly unavailable: readonly Unavailable[];
  /** How many keys were asked of the FHIR server. */
  readonly fetched: number;
  readonly keys: readonly KeyCompletion[];
}

/** How the data of a key were had. */
export interface KeyCompletion {
  readonly key: string;
  /** `none`: the client says that there are no such data. */
  readonly had: 'sent' | 'none' | 'fetched' | 'partly' | 'missing';
}

/** A key of which data are missing. */
export interface Unavailable {
  readonly key: string;
  readonly what: string;
  readonly why: string;
  /** True when a part of it could be had. */
  readonly partly: boolean;
  readonly carriesAnswer: boolean;
}

/**
 * Fetches what prefetch left out: keys that are absent, and further pages of those that are not.
 * `null` means the client looked and found nothing, and an OperationOutcome that it could not look
 * (CDS Hooks 2.0, "Prefetch Template"): neither is fetched again.
 */
export async function completePrefetch(request: PrefetchToComplete): Promise<CompletedPrefetch> {
  const parts = await Promise.all(
    PREFETCH_TEMPLATES.map((template) => completeKey(template, request)),
  );
  return {
    resources: [...parts.flatMap((part) => part.resources), ...underOtherKeys(request.prefetch)],
    unavailable: parts.flatMap((part) => (part.unavailable === null ? [] : [part.unavailable])),
    fetched: parts.filter((part) => part.fetched).length,
    keys: PREFETCH_TEMPLATES.map(({ key }, index) => ({
      key,
      had: howHad(request, key, parts[index]),
    })),
  };
}

function howHad(
  { prefetch }: PrefetchToComplete,
  key: string,
  part: CompletedKey | undefined,
): KeyCompletion['had'] {
  if (part?.unavailable != null) return part.unavailable.partly ? 'partly' : 'missing';
  if (part?.fetched === true) return 'fetched';
  return prefetch[key] === null ? 'none' : 'sent';
}

/** Whether no genomic and no therapy data could be had at all, so that any answer would mislead. */
export function nothingToAnswerFrom({ unavailable }: CompletedPrefetch): boolean {
  const missing = new Set(unavailable.filter(({ partly }) => !partly).map(({ key }) => key));
  return PREFETCH_TEMPLATES.every(({ key, carriesAnswer }) => !carriesAnswer || missing.has(key));
}

interface CompletedKey {
  readonly resources: readonly unknown[];
  readonly unavailable: Unavailable | null;
  readonly fetched: boolean;
}

async function completeKey(
  template: PrefetchTemplate,
  { prefetch, patientId, access }: PrefetchToComplete,
): Promise<CompletedKey> {
  const value = prefetch[template.key];
  if (value === null) return { resources: [], unavailable: null, fetched: false };

  const type = typeOf(value);
  if (type === 'OperationOutcome') {
    return missing(template, 'the client could not read it');
  }
  // Anything that is no resource is a key the client failed to fill.
  if (type === null) {
    if (access.session === null) return missing(template, access.why);
    const query = resolveTemplate(template.template, patientId);
    return fromServer(template, [], await access.client.fetch(query, access.session));
  }

  const { resources, next } = fhirPage(value as object);
  if (next === null) return { resources, unavailable: null, fetched: false };
  if (access.session === null) {
    return missing(template, `only the first page was sent, and ${access.why}`, resources);
  }
  return fromServer(template, resources, await access.client.fetchFrom(next, access.session));
}

function fromServer(
  template: PrefetchTemplate,
  had: readonly unknown[],
  fetched: Fetched,
): CompletedKey {
  const resources = [...had, ...fetched.resources];
  return fetched.failure === null
    ? { resources, unavailable: null, fetched: true }
    : { ...missing(template, FETCH_FAILURES[fetched.failure], resources), fetched: true };
}

function missing(
  { key, what, carriesAnswer }: PrefetchTemplate,
  why: string,
  resources: readonly unknown[] = [],
): CompletedKey {
  const unavailable = { key, what, why, carriesAnswer, partly: resources.length > 0 };
  return { resources, unavailable, fetched: false };
}

/** Clients configured by hand name keys as they like; their resources are read like all others. */
function underOtherKeys(prefetch: Readonly<Record<string, unknown>>): readonly unknown[] {
  const ours = new Set(PREFETCH_TEMPLATES.map(({ key }) => key));
  return Object.entries(prefetch)
    .filter(([key, value]) => !ours.has(key) && ![null, 'OperationOutcome'].includes(typeOf(value)))
    .flatMap(([, value]) => fhirPage(value as object).resources);
}
