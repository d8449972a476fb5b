import type { ClinicalDate } from '../domain/date.ts';
import type { PatientCase } from '../domain/patientCase.ts';
import type { Reading } from '../domain/reading.ts';
import type { ReadProblem } from '../domain/readProblem.ts';

/**
 * What of the case was known on a day? A reading is known from the day its result was given out,
 * though the day of collection stays its place in the course of the disease. A sample none of whose
 * results was out yet is not known either.
 */
export function knownOn(
  patientCase: PatientCase,
  asOf: ClinicalDate,
): { readonly patientCase: PatientCase; readonly problems: readonly ReadProblem[] } {
  const isOut = ({ reportedOn }: Reading): boolean => reportedOn === null || reportedOn <= asOf;
  if (patientCase.readings.every(isOut)) return { patientCase, problems: [] };
  const readings = patientCase.readings.filter(isOut);
  const later = patientCase.readings.filter((reading) => !isOut(reading));
  const known = new Set(readings.map((r) => r.sampleId));
  const awaited = new Set(later.map((r) => r.sampleId).filter((id) => !known.has(id)));
  return {
    patientCase: {
      ...patientCase,
      readings,
      samples: patientCase.samples.filter(({ id }) => !awaited.has(id)),
    },
    problems: [...new Set(later.flatMap((r) => r.resources))].map((resource) => ({
      resource,
      problem: 'future-dated',
      message: 'The result was given out after the day of evaluation; it was not known then.',
    })),
  };
}
