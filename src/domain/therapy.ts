import type { ClinicalDate } from './date.ts';
import type { ResourceRef } from './resourceRef.ts';

/** A drug id of `rules/terminology/drugs.json`: its INN in lower case. */
export type DrugId = string;

/** One documented exposure to one or more drugs, from a request, administration, statement or dispense. */
export interface Exposure {
  readonly drugs: readonly DrugId[];
  readonly start: ClinicalDate | null;
  /** `null` while it goes on, or when the record does not say. */
  readonly end: ClinicalDate | null;
  readonly ongoing: boolean;
  readonly stopReason: StopReason | null;
  readonly resources: readonly ResourceRef[];
}

export type StopReason = 'progression' | 'toxicity' | 'completed' | 'patient-choice' | 'other';

/** A documented assessment of the disease. */
export interface DiseaseAssessment {
  readonly on: ClinicalDate;
  readonly outcome: Response;
  readonly resources: readonly ResourceRef[];
}

/** RECIST words: complete and partial response, stable and progressive disease. `improved` is a response of unstated depth. */
export type Response = 'CR' | 'PR' | 'improved' | 'SD' | 'PD';

/** A line of therapy, derived from exposures and assessments. */
export interface TherapyLine {
  /** 1 for the first. */
  readonly number: number;
  readonly drugs: readonly DrugId[];
  readonly start: ClinicalDate | null;
  readonly end: ClinicalDate | null;
  readonly ongoing: boolean;
  readonly bestResponse: Response | null;
  readonly progressedOn: ClinicalDate | null;
  readonly stopReason: StopReason | null;
  readonly resources: readonly ResourceRef[];
}
