import { type AppContext, readAppContext } from '../../../src/cards/appContext.ts';

const key = (state: string): string => `convergent.appContext.${state}`;

/** Keeps what the launch address brought while the EHR asks for access. */
export function keepBroughtContext(state: string, appContext: string | null): void {
  if (appContext !== null) sessionStorage.setItem(key(state), appContext);
}

/**
 * What the card handed to the app: from the token response, where the standard puts it, or from the
 * launch address, where some EHRs do.
 */
export function broughtContext(state: string | null, tokenResponse: unknown): AppContext | null {
  const granted = (tokenResponse as { appContext?: unknown } | undefined)?.appContext;
  const kept = state === null ? null : sessionStorage.getItem(key(state));
  return readAppContext(granted) ?? readAppContext(kept);
}
