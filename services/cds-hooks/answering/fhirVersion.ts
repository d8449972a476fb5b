import { versionRefusal } from '../../../src/fhir/unsupportedVersion.ts';
import { ServiceError, type Problem } from '../errors.ts';
import { isRecord } from '../withoutBlanks.ts';
import { PREFETCH_TEMPLATES } from '../catalogue/prefetchTemplates.ts';

/** Resource types of which at least one has to be readable for an answer. */
const CARRY_ANSWER = new Set(
  PREFETCH_TEMPLATES.filter(({ carriesAnswer }) => carriesAnswer).map(
    ({ template }) => template.split('?', 1)[0],
  ),
);

/**
 * A client of another FHIR version would be answered as if its patient had no results and no
 * drugs, or its order named none. A few resources of another version beside others are no error:
 * the reader leaves them out and says so.
 * @throws ServiceError when every genomic result and treatment, or any draft order, is of one.
 */
export function requireReadableVersion(resources: readonly unknown[], draftOrders: unknown): void {
  const drafts = draftsOfOtherVersions(draftOrders);
  if (drafts.length > 0) throw new ServiceError('invalid-request', drafts);
  let isOfAnother = false;
  for (const resource of resources) {
    if (!isRecord(resource) || typeof resource['resourceType'] !== 'string') continue;
    const type = resource['resourceType'];
    if (versionRefusal(type, resource) !== null) isOfAnother = true;
    else if (CARRY_ANSWER.has(type)) return;
  }
  if (isOfAnother) throw new ServiceError('unsupported-fhir-version');
}

function draftsOfOtherVersions(draftOrders: unknown): readonly Problem[] {
  const entries = isRecord(draftOrders) ? draftOrders['entry'] : undefined;
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown, index) => {
    const draft = isRecord(entry) ? entry['resource'] : undefined;
    if (!isRecord(draft) || typeof draft['resourceType'] !== 'string') return [];
    return versionRefusal(draft['resourceType'], draft) === null
      ? []
      : [
          {
            path: `$.context.draftOrders.entry[${String(index)}].resource`,
            message: 'must have the form of FHIR R4',
          },
        ];
  });
}
