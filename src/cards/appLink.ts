import type { Conclusion } from '../domain/conclusion.ts';
import { conclusionKey } from '../domain/conclusionKey.ts';
import type { ClinicalDate } from '../domain/date.ts';
import type { DrugId } from '../domain/therapy.ts';
import type { AppContext } from './appContext.ts';
import type { Hook, Link } from './cdsHooks.ts';

/** Where the app is launched, below the base URL of the service. */
export const APP_LAUNCH_PATH = '/smart/launch.html';

/** A SMART link that opens the app where the card ended. */
export function appLink({
  serviceUrl,
  hook,
  conclusion,
  drugs,
  askedDay,
}: {
  readonly serviceUrl: string;
  readonly hook: Hook;
  readonly conclusion: Conclusion | null;
  readonly drugs: readonly DrugId[];
  readonly askedDay: ClinicalDate | null;
}): Link {
  const context: AppContext = {
    hook,
    conclusion: conclusion === null ? null : conclusionKey(conclusion),
    drugs: [...new Set(drugs)],
    ...(askedDay !== null && { asOf: askedDay }),
  };
  return {
    label: 'Course of disease, options and reasons',
    url: `${serviceUrl}${APP_LAUNCH_PATH}`,
    type: 'smart',
    appContext: JSON.stringify(context),
  };
}
