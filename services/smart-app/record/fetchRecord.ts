import type { FhirResource } from 'fhir/r4.js';
import { AppFailure } from '../launch/failure.ts';
import { resourceTypeOf } from '../launch/scopes.ts';
import type { RecordQuery } from '../launch/settings.ts';
import { pageAfter } from './pageAfter.ts';

/** A record as far as the EHR gave it. */
export interface FetchedRecord {
  readonly resources: readonly FhirResource[];
  /** Parts that could not be had, for the engine and the reader. */
  readonly unavailable: readonly Unavailable[];
}

export interface Unavailable {
  readonly what: string;
  readonly why: string;
}

/** What fetching needs of a session. */
export interface RecordSource {
  readonly patientId: string;
  readonly fhirServer: string;
  readonly request: (path: string, signal: AbortSignal) => Promise<unknown>;
}

/** Large pages: each takes a round trip, and they come one after the other. */
const PAGE_SIZE = 500;
/** A server that never stops paging must not hold the page for ever. */
const MOST_PAGES = 100;

/**
 * Fetches the parts of the record that the engine reads, all at once, each with its pages. A part
 * that cannot be had is named and does not stop the others; an ended session does.
 * @throws AppFailure when the session has ended.
 */
export async function fetchRecord(
  source: RecordSource,
  queries: readonly RecordQuery[],
  signal: AbortSignal,
): Promise<FetchedRecord> {
  const parts = await Promise.all(queries.map((query) => fetchPart(source, query, signal)));
  return {
    resources: parts.flatMap(({ resources }) => resources),
    unavailable: parts.flatMap(({ unavailable }) => (unavailable === null ? [] : [unavailable])),
  };
}

interface Part {
  readonly resources: readonly FhirResource[];
  readonly unavailable: Unavailable | null;
}

async function fetchPart(
  source: RecordSource,
  { what, template }: RecordQuery,
  signal: AbortSignal,
): Promise<Part> {
  const resources: FhirResource[] = [];
  const incomplete = (why: string): Part => ({ resources, unavailable: { what, why } });
  let url: string | null = firstPage(template, source.patientId);
  try {
    for (let page = 0; url !== null; page += 1) {
      if (page === MOST_PAGES) return incomplete('the record has more pages than are read');
      const answer = (await source.request(url, signal)) as FhirResource | null;
      if (answer?.resourceType !== 'Bundle') {
        if (answer?.resourceType !== resourceTypeOf(template)) {
          return incomplete('the answer of the EHR is not what was asked for');
        }
        resources.push(answer);
        break;
      }
      const { entry = [] } = answer;
      resources.push(
        ...entry.flatMap(({ resource }) =>
          resource === undefined ? [] : [resource as FhirResource],
        ),
      );
      const next = pageAfter(answer, source.fhirServer);
      if (next === 'elsewhere') {
        return incomplete('the next page lies on another server, to which the token must not go');
      }
      url = next?.href ?? null;
    }
    return { resources, unavailable: null };
  } catch (thrown) {
    const status = (thrown as { status?: unknown } | null)?.status;
    if (status === 401) throw new AppFailure('expired');
    if (signal.aborted) throw thrown;
    return incomplete(reasonFor(status));
  }
}

/** The query with the patient's id and a page size; encoded by the browser, not by hand. */
function firstPage(template: string, patientId: string): string {
  const filled = template.replaceAll('{{context.patientId}}', encodeURIComponent(patientId));
  const [path = '', query] = filled.split('?');
  if (query === undefined) return path;
  const parameters = new URLSearchParams(query);
  parameters.set('_count', String(PAGE_SIZE));
  return `${path}?${parameters.toString()}`;
}

function reasonFor(status: unknown): string {
  switch (status) {
    case 403:
      return 'the EHR does not let Convergent read it (missing scope or right)';
    case 404:
      return 'the EHR does not have it';
    case 429:
    case 503:
      return 'the EHR is too busy';
    default:
      return typeof status === 'number'
        ? `the EHR answered with an error (${String(status)})`
        : 'the EHR did not answer';
  }
}
