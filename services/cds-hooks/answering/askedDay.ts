import type { ClinicalDate } from '../../../src/domain/date.ts';
import type { ServiceConfig } from '../config.ts';
import type { HookRequest } from './hookRequest.ts';

/** CDS Hooks 2.0, "Extensions": a reverse-domain name of ours. */
export const EXTENSION = 'org.example.convergent';

/** A clinician's question is always about now; only a demonstration goes back in time. */
const LISTENS: Readonly<Record<ServiceConfig['profile'], boolean>> = {
  demo: true,
  production: false,
};

/** The earlier day on which the sandbox page stands, `null` when the request asks about today. */
export function askedDay(
  { extension }: HookRequest,
  { profile }: ServiceConfig,
): ClinicalDate | null {
  return (LISTENS[profile] ? extension?.[EXTENSION]?.asOf : null) ?? null;
}
