import { expect } from '@jest/globals';
import type { Response } from 'supertest';
import type { ErrorCode } from '../../services/cds-hooks/errors.ts';

/** An error answer is an OperationOutcome with our code and the request id, kept by nobody, and without a trace of the inside. */
export function expectError(response: Response, status: number, code: ErrorCode): void {
  expect({ status: response.status, body: response.body as unknown }).toMatchObject({
    status,
    body: { resourceType: 'OperationOutcome', id: response.headers['x-request-id'] },
  });
  expect(response.headers['cache-control']).toBe('no-store');
  const { issue } = response.body as {
    issue: { details: { coding: { code: string }[] }; diagnostics: string }[];
  };
  expect(issue.length).toBeGreaterThan(0);
  for (const { details, diagnostics } of issue) {
    expect(details.coding[0]?.code).toBe(code);
    expect(diagnostics).not.toBe('');
  }
  expect(response.text).not.toMatch(/\bat \S+:\d+|node_modules|\.ts\b/);
}

/** The members that the answer complains of, as FHIRPath. */
export function complaints(response: Response): readonly string[] {
  const { issue } = response.body as { issue: { expression?: string[] }[] };
  return issue.flatMap(({ expression }) => expression ?? []).sort();
}
