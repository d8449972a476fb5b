import { render } from 'preact';
import FHIR from 'fhirclient';
import { atService } from './atService.ts';
import { AppFailure, failureOf } from './failure.ts';
import { FailurePage } from './FailurePage.tsx';
import { isPermittedIssuer } from './permittedIssuer.ts';
import { ChooseServer } from './ChooseServer.tsx';
import { keepBroughtContext } from './broughtContext.ts';
import { scopesFor } from './scopes.ts';
import { fetchSettings } from './settings.ts';

/** The page that an EHR opens: it asks the EHR for access and goes on to the app. */
async function launch(root: HTMLElement): Promise<void> {
  const query = new URLSearchParams(location.search);
  const settings = await fetchSettings().catch((error: unknown) => {
    throw new AppFailure('service-unreachable', failureOf(error, 'fault').detail);
  });
  const iss = query.get('iss') ?? query.get('fhirServiceUrl');
  if (iss === null) {
    render(<ChooseServer issuers={settings.issuers} />, root);
    return;
  }
  if (!isPermittedIssuer(iss, settings)) throw new AppFailure('issuer-not-permitted', iss);
  if (!isSecureContext) throw new AppFailure('insecure-page');
  const state = crypto.randomUUID();
  keepBroughtContext(state, query.get('appContext'));
  const ehrLaunch = query.has('launch');
  fetchAhead(atService(settings.rules.path));
  await FHIR.oauth2.authorize({
    iss,
    clientId: settings.clientId,
    redirectUri: './',
    scope: scopesFor(settings.queries, { capabilities: await capabilitiesOf(iss), ehrLaunch }),
    stateKey: state,
    // PKCE also where a server does not say that it knows it: one that does not, ignores it.
    pkceMode: 'unsafeV1',
    // In a frame or a window of the EHR the app stays there.
    completeInTarget: true,
  });
}

/** The page after the sign-in finds it here: it stays the same under its address. */
function fetchAhead(href: string): void {
  const link = document.createElement('link');
  link.rel = 'prefetch';
  link.href = href;
  document.head.append(link);
}

/** What the server says it can do; a server without this document is of the first version. */
async function capabilitiesOf(iss: string): Promise<readonly string[]> {
  try {
    const response = await fetch(`${iss.replace(/\/+$/, '')}/.well-known/smart-configuration`, {
      headers: { Accept: 'application/json' },
    });
    if (!response.ok) return [];
    const { capabilities } = (await response.json()) as { capabilities?: unknown };
    return Array.isArray(capabilities) ? capabilities.filter((c) => typeof c === 'string') : [];
  } catch {
    return [];
  }
}

const root = document.getElementById('app');
if (root !== null) {
  launch(root).catch((error: unknown) => {
    const failure = failureOf(error, 'server-unreachable');
    render(<FailurePage failure={failure} />, root);
  });
}
