/**
 * Every error the service answers with. `sentence` says what is wrong, `remedy` what the caller can
 * do; neither ever contains anything of the request. The codes are part of the interface
 * (`ErrorCode` in openapi.json). `issue` is a code of http://hl7.org/fhir/R4/valueset-issue-type.html.
 */
export const ERRORS = {
  'malformed-json': {
    status: 400,
    issue: 'structure',
    sentence: 'The body is not well-formed JSON.',
    remedy: 'Send one JSON object in UTF-8.',
  },
  'unreadable-body': {
    status: 400,
    issue: 'structure',
    sentence: 'The body could not be read.',
    remedy: 'Check Content-Length and Content-Encoding, and send the body whole.',
  },
  'invalid-request': {
    status: 400,
    issue: 'invalid',
    sentence: 'The request does not follow CDS Hooks 2.0.',
    remedy: 'Correct the member named here; /openapi.json describes the request.',
  },
  'unknown-pack-version': {
    status: 400,
    issue: 'not-found',
    sentence: 'The rule packs cannot be had in the versions that the request names.',
    remedy:
      'Name released versions that go together (GET /service-info lists them), or leave the extension out to be judged by the packs in force today.',
  },
  'not-authenticated': {
    status: 401,
    issue: 'login',
    sentence: 'The caller is not known.',
    remedy: 'Send a token as CDS Hooks 2.0 describes, made for the URL that is called.',
  },
  'not-permitted': {
    status: 403,
    issue: 'forbidden',
    sentence: 'The caller is known and may not use this service.',
    remedy: 'Have the service added to your entry in the client registry of this installation.',
  },
  'fhir-server-refused': {
    status: 400,
    issue: 'security',
    sentence: 'The FHIR server of the request may not be contacted.',
    remedy:
      'Send the data as prefetch, or have the FHIR server added to CONVERGENT_FHIR_SERVERS of this service.',
  },
  'unknown-service': {
    status: 404,
    issue: 'not-found',
    sentence: 'There is no CDS service with this id.',
    remedy: 'GET /cds-services lists the services.',
  },
  'unknown-path': {
    status: 404,
    issue: 'not-found',
    sentence: 'There is nothing at this path.',
    remedy: 'GET /openapi.json lists the paths.',
  },
  'method-not-allowed': {
    status: 405,
    issue: 'not-supported',
    sentence: 'The path does not support this method.',
    remedy: 'Use a method named in the Allow header.',
  },
  'data-unavailable': {
    status: 412,
    issue: 'incomplete',
    sentence:
      'The data needed for an answer could be had neither from prefetch nor from the FHIR server.',
    remedy:
      'Send this prefetch key (null when the patient has no such data), or a permitted fhirServer with an access token that can read it.',
  },
  'unsupported-fhir-version': {
    status: 412,
    issue: 'not-supported',
    sentence: 'The genomic results and treatments of the patient are not written in FHIR R4.',
    remedy: 'Send them in FHIR R4 or R4B, or name a fhirServer that answers so.',
  },
  'body-too-large': {
    status: 413,
    issue: 'too-long',
    sentence: 'The body is larger than the limit of this service.',
    remedy: 'Leave prefetch keys out, so that the service fetches them page by page.',
  },
  'rules-refused': {
    status: 422,
    issue: 'invalid',
    sentence: 'The rules on disk are not valid. Those that answered before go on.',
    remedy:
      'Correct what is named here ("convergent rules check" finds it too) and load them again.',
  },
  'no-rules-before': {
    status: 409,
    issue: 'conflict',
    sentence: 'There are no rules to go back to.',
    remedy: 'Rules can be rolled back once others have taken over from them.',
  },
  'unsupported-media-type': {
    status: 415,
    issue: 'not-supported',
    sentence: 'The body is not declared as JSON.',
    remedy: 'Send Content-Type: application/json, in UTF-8.',
  },
  'too-many-calls': {
    status: 429,
    issue: 'throttled',
    sentence: 'More calls than this service takes in a minute.',
    remedy: 'Wait as long as the Retry-After header says.',
  },
  'too-many-guesses': {
    status: 429,
    issue: 'throttled',
    sentence: 'Too many wrong passwords came from this address.',
    remedy:
      'Wait as long as the Retry-After header says; until then the right one is not taken either.',
  },
  'internal-error': {
    status: 500,
    issue: 'exception',
    sentence: 'The service failed. No advice was given.',
    remedy: 'Report the request id to the operator of this service.',
  },
  'log-unavailable': {
    status: 503,
    issue: 'transient',
    sentence: 'The log of decisions can not be read at present.',
    remedy: 'Try again once /health/ready says that its database is up.',
  },
  'not-recordable': {
    status: 503,
    issue: 'transient',
    sentence: 'The service can record nothing at present, and gives no advice without a record.',
    remedy: 'Send the request to another instance, or later.',
  },
  'not-ready': {
    status: 503,
    issue: 'transient',
    sentence: 'The service is starting or stopping.',
    remedy: 'Send the request to another instance, or later.',
  },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** One thing wrong with a request. */
export interface Problem {
  /** Where, e.g. `$.context.patientId`; `$` is the body itself. Empty where it is about something else. */
  readonly path: string;
  /** What, e.g. `must be a UUID`. Holds no value of the request. */
  readonly message: string;
}

/** Thrown by handlers; answered as an OperationOutcome by `answerErrors`. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorCode;
  readonly problems: readonly Problem[];

  constructor(code: ErrorCode, problems: readonly Problem[] = []) {
    super(ERRORS[code].sentence);
    this.code = code;
    this.problems = problems;
  }
}
