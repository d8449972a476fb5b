/** One key of the prefetch, as it was asked for and answered. */
export interface PrefetchPart {
  readonly key: string;
  readonly template: string;
  /** Below the FHIR base; `null` when the template holds a token that this page can't resolve. */
  readonly query: string | null;
  /** Of the answer; `null` when there was none. */
  readonly status: number | null;
  /** How long the FHIR server took. */
  readonly ms: number;
  /** What is sent; `undefined` leaves the key out, as clients do with what they could not get. */
  readonly value: unknown;
}

interface TokenContext {
  readonly patientId: string;
  readonly userId: string;
  readonly today: string;
}

/**
 * A prefetch template with its tokens filled in, or `null` when one of them is none of those that
 * clients know: CDS Hooks 2.0, "Prefetch tokens", with `{{today()}}` of the public sandbox.
 */
export function resolvedTemplate(template: string, context: TokenContext): string | null {
  const userType = context.userId.split('/')[0] ?? '';
  const values: Readonly<Record<string, string>> = {
    'context.patientId': context.patientId,
    'context.userId': context.userId,
    'today()': context.today,
    [`user${userType}Id`]: context.userId.split('/')[1] ?? '',
  };
  const query = template.replaceAll(TOKEN, (whole, token: string) => {
    const shifted = /^today\(\)\s*([+-])\s*(\d{1,5})\s*days?$/.exec(token);
    return shifted === null
      ? (values[token] ?? whole)
      : addDays(context.today, Number(`${shifted[1] ?? '+'}${shifted[2] ?? '0'}`));
  });
  return query.includes('{{') ? null : encodedQuery(query);
}

const TOKEN = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** `|` and spaces as servers and proxies want them; a comma stays, since it means "or". */
function encodedQuery(query: string): string {
  const mark = query.indexOf('?');
  if (mark < 0) return query;
  const parameters = new URLSearchParams(query.slice(mark + 1));
  return `${query.slice(0, mark)}?${parameters.toString().replaceAll('%2C', ',')}`;
}

function addDays(date: string, days: number): string {
  const moment = new Date(`${date}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

/** Fetches all keys at once, the first page of each, as clients do. */
export function fetchPrefetch(
  templates: Readonly<Record<string, string>>,
  fhirBase: string,
  context: TokenContext,
): Promise<readonly PrefetchPart[]> {
  return Promise.all(
    Object.entries(templates).map(async ([key, template]): Promise<PrefetchPart> => {
      const query = resolvedTemplate(template, context);
      if (query === null) return { key, template, query, status: null, ms: 0, value: undefined };
      const start = performance.now();
      const took = (): number => Math.round(performance.now() - start);
      try {
        const response = await fetch(`${fhirBase}/${query}`, {
          headers: { Accept: 'application/fhir+json' },
        });
        const body: unknown = await response.json();
        const { status } = response;
        return { key, template, query, status, ms: took(), value: response.ok ? body : undefined };
      } catch {
        return { key, template, query, status: null, ms: took(), value: undefined };
      }
    }),
  );
}

/** The `prefetch` member of the request; `undefined` when nothing could be had. */
export function prefetchOf(
  parts: readonly PrefetchPart[],
): Readonly<Record<string, unknown>> | undefined {
  const had = parts.filter(({ value }) => value !== undefined);
  return had.length === 0
    ? undefined
    : Object.fromEntries(had.map(({ key, value }) => [key, value]));
}
