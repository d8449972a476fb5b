import { type Answer, send } from '../messages/exchange.ts';
import type { ShownLink } from '../messages/services.ts';

export type AppPlace = 'frame' | 'tab' | 'window';

/** A place for the app, taken while the user's click still allows it. */
export interface AppTarget {
  readonly show: (url: string) => void;
  readonly close: () => void;
}

/** A tab or a window; browsers block those that open later, so it opens empty. `null` when blocked. */
export function openTarget(place: 'tab' | 'window'): AppTarget | null {
  const features = place === 'window' ? 'popup,width=1200,height=850' : undefined;
  const opened = window.open('about:blank', '_blank', features);
  return opened === null
    ? null
    : {
        show: (url) => {
          opened.location.replace(url);
        },
        close: () => {
          opened.close();
        },
      };
}

export interface LaunchAsked {
  readonly request: object;
  readonly url: string;
  readonly answer: Answer;
  /** Where to go; `null` when the FHIR server does not prepare launches. */
  readonly appUrl: string | null;
}

/**
 * Has the FHIR server prepare a launch, as portals of the HSPC kind do, and makes of the link the
 * address to open: https://hl7.org/fhir/smart-app-launch/app-launch.html#launch-app-ehr-launch
 */
export async function askForLaunch(
  fhirServer: string,
  patient: string,
  { url = '', appContext }: ShownLink,
): Promise<LaunchAsked> {
  const endpoint = `${fhirServer}/_services/smart/Launch`;
  const request = {
    launchUrl: url,
    parameters: { patient, ...(appContext !== undefined && { appContext }) },
  };
  const answer = await send(endpoint, request);
  const launch = (answer.body as { launch_id?: unknown } | null)?.launch_id;
  if (typeof launch !== 'string' || !URL.canParse(url)) {
    return { request, url: endpoint, answer, appUrl: null };
  }
  const address = new URL(url);
  address.searchParams.set('iss', fhirServer);
  address.searchParams.set('launch', launch);
  return { request, url: endpoint, answer, appUrl: address.href };
}
