import type { Bundle } from 'fhir/r4.js';

/**
 * The address of the next page, `null` after the last. The token goes with it, so one that leads to
 * another server than the record's is not followed.
 */
export function pageAfter(
  bundle: Pick<Bundle, 'link'>,
  fhirServer: string,
): URL | 'elsewhere' | null {
  const next = bundle.link?.find(({ relation }) => relation === 'next')?.url;
  if (next === undefined) return null;
  const base = fhirServer.endsWith('/') ? fhirServer : `${fhirServer}/`;
  if (!URL.canParse(next, base)) return 'elsewhere';
  const url = new URL(next, base);
  return url.origin === new URL(base).origin ? url : 'elsewhere';
}
