/** Why the app cannot go on. `detail` is for the person who is asked for help; it holds no patient data. */
export interface Failure {
  readonly kind: FailureKind;
  readonly detail: string | null;
}

export type FailureKind =
  | 'refused'
  | 'not-launched'
  | 'expired'
  | 'issuer-not-permitted'
  | 'server-unreachable'
  | 'token-refused'
  | 'no-patient'
  | 'missing-scope'
  | 'service-unreachable'
  | 'rules-not-verified'
  | 'insecure-page'
  | 'fault';

/** Thrown inside the app; the page shows it as a sentence. */
export class AppFailure extends Error {
  override readonly name = 'AppFailure';
  readonly failure: Failure;

  constructor(kind: FailureKind, detail: string | null = null) {
    super(kind);
    this.failure = { kind, detail };
  }
}

/** What was thrown, as a failure; errors of libraries may quote answers of the EHR and are not shown. */
export function failureOf(thrown: unknown, otherwise: FailureKind): Failure {
  if (thrown instanceof AppFailure) return thrown.failure;
  const status = (thrown as { status?: unknown } | null)?.status;
  return {
    kind: status === 401 ? 'expired' : otherwise,
    detail: typeof status === 'number' ? `HTTP ${String(status)}` : nameOf(thrown),
  };
}

function nameOf(thrown: unknown): string | null {
  return thrown instanceof Error ? thrown.name : null;
}
