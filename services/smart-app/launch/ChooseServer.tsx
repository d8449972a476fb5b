import type { JSX } from 'preact';

/** Standalone launch: the user says from which EHR the patient is read. */
export function ChooseServer({ issuers }: { readonly issuers: readonly string[] }): JSX.Element {
  return (
    <main class="failure">
      <p class="brand">Convergent</p>
      <h1>From which EHR?</h1>
      {issuers.length === 0 ? (
        <p>
          No EHR is set up for this installation. Start Convergent from a patient’s chart, or ask
          its operator to set CONVERGENT_SMART_ISSUERS.
        </p>
      ) : (
        <>
          <p>You sign in there and choose the patient. The record goes to this browser only.</p>
          <ul class="choices">
            {issuers.map((iss) => (
              <li key={iss}>
                <a class="button" href={`?${new URLSearchParams({ iss }).toString()}`}>
                  Sign in at <strong>{iss}</strong> <span aria-hidden="true">→</span>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </main>
  );
}
