/** Why data could not be fetched. A closed list, so that nothing a server says reaches a card or a log. */
export type FetchFailure = keyof typeof FETCH_FAILURES;

/** The clause that follows "…:" in a card, an OperationOutcome or a log. */
export const FETCH_FAILURES = {
  deadline: 'the FHIR server did not answer in time',
  unreachable: 'the FHIR server could not be reached',
  unauthorized: 'the FHIR server refused the access token',
  forbidden: 'the access token does not permit reading it',
  'not-found': 'the FHIR server does not have it',
  'client-error': 'the FHIR server refused the search',
  'server-error': 'the FHIR server reported an error',
  redirect: 'the FHIR server redirected the request, which is not followed',
  'error-message': 'the FHIR server answered with an error message instead of data',
  'not-fhir': 'the FHIR server answered with something other than FHIR JSON',
  'too-large': 'the FHIR server answered with more data than the limit allows',
  'too-many-pages': 'the FHIR server answered with more pages than the limit allows',
  'foreign-link': 'the next page lies on another server, which is not contacted',
} as const;
