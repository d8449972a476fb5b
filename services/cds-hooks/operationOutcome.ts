import type { OperationOutcome, OperationOutcomeIssue } from 'fhir/r4.js';
import { ERRORS, type ErrorCode, type Problem } from './errors.ts';

/** The body of an error answer, one issue per problem. */
export function operationOutcome(
  code: ErrorCode,
  problems: readonly Problem[],
  requestId: string,
): OperationOutcome {
  const { issue, sentence, remedy } = ERRORS[code];
  const common = {
    severity: 'error' as const,
    code: issue,
    details: { coding: [{ code }], text: sentence },
  };
  const issues: OperationOutcomeIssue[] = problems.map(({ path, message }) => ({
    ...common,
    diagnostics: `${path === '' ? '' : `${path} `}${message}. ${remedy}`,
    ...(path.startsWith('$.') && { expression: [path.slice('$.'.length)] }),
  }));
  return {
    resourceType: 'OperationOutcome',
    id: requestId,
    issue: issues.length > 0 ? issues : [{ ...common, diagnostics: remedy }],
  };
}
