import type { OperationOutcome, OperationOutcomeIssue } from 'fhir/r4.js';

/** https://hl7.org/fhir/R4/operationoutcome.html */
export function operationOutcome(
  code: OperationOutcomeIssue['code'],
  diagnostics: string,
): OperationOutcome {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] };
}
