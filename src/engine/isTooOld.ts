import { daysBetween, type ClinicalDate } from '../domain/date.ts';
import type { ClinicalFinding } from '../domain/patientCase.ts';
import type { GateEntry } from '../rulebase/ruleFiles.ts';

/** Whether a finding no longer speaks for today; one without a date never does where age matters. */
export function isTooOld(
  { on }: ClinicalFinding,
  { maxAgeDays }: GateEntry,
  asOf: ClinicalDate,
): boolean {
  return maxAgeDays !== undefined && (on === null || daysBetween(on, asOf) > maxAgeDays);
}
