import type { ClinicalDate } from './date.ts';
import type { Reading } from './reading.ts';
import type { ResourceRef } from './resourceRef.ts';
import type { Sample } from './sample.ts';
import type { DiseaseAssessment, DrugId, Exposure } from './therapy.ts';

/** Everything the record says that the engine may use. It names no person: only resource ids. */
export interface PatientCase {
  readonly patient: ResourceRef | null;
  readonly diagnoses: readonly Diagnosis[];
  readonly samples: readonly Sample[];
  readonly readings: readonly Reading[];
  readonly exposures: readonly Exposure[];
  readonly assessments: readonly DiseaseAssessment[];
  /** Findings that gates look at: other conditions, labs, heart and eye studies. */
  readonly findings: readonly ClinicalFinding[];
  readonly intolerances: readonly Intolerance[];
  /** Orders under selection or signature are no exposure and stand apart. */
}

export interface Diagnosis {
  /** Disease id of `rules/terminology/diseases.json`. */
  readonly disease: string;
  readonly recordedOn: ClinicalDate | null;
  readonly resource: ResourceRef;
}

export interface ClinicalFinding {
  /** Gate id of `rules/terminology/gates.json`, e.g. `lvef`. */
  readonly gate: string;
  readonly on: ClinicalDate | null;
  /** In the unit the gate is defined in; `null` for a finding that is simply present. */
  readonly value: number | null;
  /** Of a condition: there, over, recorded but not confirmed, or said not to be there. Measurements and examinations are `present`. */
  readonly status: 'present' | 'over' | 'unconfirmed' | 'absent';
  readonly resource: ResourceRef;
}

export interface Intolerance {
  readonly drugs: readonly DrugId[];
  readonly severity: 'dose-limiting' | 'unknown';
  readonly resource: ResourceRef;
}
