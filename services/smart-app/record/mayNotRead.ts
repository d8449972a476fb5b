import { typesNotGranted, typesRead } from '../launch/scopes.ts';
import type { RecordQuery } from '../launch/settings.ts';
import type { FetchedRecord } from './fetchRecord.ts';

/**
 * The scopes to ask for, when the EHR lets the app read neither results nor treatments; `null` when
 * there is something to judge from.
 */
export function mayNotRead(
  { resources, unavailable }: FetchedRecord,
  queries: readonly RecordQuery[],
  scope: string | undefined,
): string | null {
  const telling = resources.some(
    ({ resourceType }) => resourceType === 'Observation' || resourceType.startsWith('Medication'),
  );
  if (telling) return null;
  const denied = queries.filter(({ what }) =>
    unavailable.some((part) => part.what === what && part.why.includes('scope')),
  );
  const types = new Set([...typesNotGranted(queries, scope), ...typesRead(denied)]);
  const needed = [...types].filter(
    (type) => type === 'Observation' || type.startsWith('Medication'),
  );
  return needed.length === 0 ? null : needed.map((type) => `patient/${type}.rs`).join(' ');
}
