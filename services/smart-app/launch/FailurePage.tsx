import type { ComponentChildren, JSX } from 'preact';
import type { Failure, FailureKind } from './failure.ts';

interface Words {
  readonly title: string;
  readonly what: string;
  readonly remedy: string;
}

const AGAIN = 'Close this window and start Convergent again from the patient’s chart.';

const WORDS: Readonly<Record<FailureKind, Words>> = {
  refused: {
    title: 'The launch was refused',
    what: 'The EHR did not let Convergent read this chart: access was declined, or your account may not grant it.',
    remedy: `${AGAIN} If it is refused again, ask your EHR support team whether Convergent is approved for you.`,
  },
  'not-launched': {
    title: 'Not started from a chart',
    what: 'This page shows one patient and has to be opened from the chart or from a card.',
    remedy: AGAIN,
  },
  expired: {
    title: 'The session has ended',
    what: 'The EHR no longer accepts the access it granted. What was shown before may be out of date and was removed.',
    remedy: AGAIN,
  },
  'issuer-not-permitted': {
    title: 'This EHR is not known here',
    what: 'The link names a FHIR server that is not on the list of this installation. Nothing was sent to it.',
    remedy:
      'If the link came from your EHR, ask the operator of Convergent to add the server to CONVERGENT_SMART_ISSUERS.',
  },
  'server-unreachable': {
    title: 'The EHR does not answer',
    what: 'The FHIR server could not be reached, or its answer could not be read.',
    remedy: 'Check the network and try again. If it lasts, tell your EHR support team.',
  },
  'token-refused': {
    title: 'The launch could not be completed',
    what: 'The EHR did not exchange the launch code for access. Codes are valid once and for a short time.',
    remedy: AGAIN,
  },
  'no-patient': {
    title: 'No patient was chosen',
    what: 'The EHR started Convergent without a patient in context.',
    remedy: 'Open a patient’s chart and start Convergent there.',
  },
  'missing-scope': {
    title: 'Convergent may not read what it needs',
    what: 'The EHR granted access, but neither to genomic results nor to treatments.',
    remedy:
      'Ask your EHR support team to approve the scopes named below for Convergent, then start it again.',
  },
  'service-unreachable': {
    title: 'Convergent does not answer',
    what: 'The rules could not be fetched from the service, so nothing was judged.',
    remedy: 'Try again. If it lasts, tell the operator of Convergent.',
  },
  'rules-not-verified': {
    title: 'The rules could not be verified',
    what: 'What was received as rules is not what the service says it uses. Nothing was judged.',
    remedy: 'Reload the page. If it lasts, tell the operator of Convergent.',
  },
  'insecure-page': {
    title: 'This page is not secure',
    what: 'Browsers verify rules and sign in only on https pages or on this machine.',
    remedy: 'Ask the operator of Convergent for its https address.',
  },
  fault: {
    title: 'Convergent failed',
    what: 'Something went wrong while the record was judged. No conclusion was drawn.',
    remedy: 'Reload the page. If it lasts, tell the operator of Convergent, with the words below.',
  },
};

/** One clear page instead of an empty one. */
export function FailurePage({
  failure,
  children,
}: {
  readonly failure: Failure;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const { title, what, remedy } = WORDS[failure.kind];
  return (
    <main class="failure" data-failure={failure.kind}>
      <p class="brand">Convergent</p>
      <h1>{title}</h1>
      <p>{what}</p>
      <p>
        <strong>What to do:</strong> {remedy}
      </p>
      {failure.detail !== null && <p class="soft">For support: {failure.detail}</p>}
      {children}
    </main>
  );
}
