import type { Alteration, GeneSymbol } from './alteration.ts';
import type { LaboratoryAnnotation } from './annotation.ts';
import type { ClinicalDate } from './date.ts';
import type { ResourceRef } from './resourceRef.ts';

/** One finding in one sample. Missing is not negative: what was not assessed says why. */
export interface Reading {
  readonly sampleId: string;
  /** What was looked for: one alteration, or any alteration of a gene (a pertinent negative). */
  readonly of: Alteration | AnyAlterationOf;
  readonly detection: Detection;
  /** `germline` and `normal` findings never count as acquired resistance. */
  readonly origin: 'somatic' | 'germline' | 'unknown';
  /** How it lies to other changes of the same gene, where the record says so. Absent is unknown, never a guess. */
  readonly phases?: readonly PhaseRelation[];
  /** The day the result was first given out, so that an earlier day can be judged by what was known on it; `null` when the record does not say. */
  readonly reportedOn: ClinicalDate | null;
  /** What the laboratory makes of it. Absent when it says nothing. */
  readonly annotations?: readonly LaboratoryAnnotation[];
  readonly resources: readonly ResourceRef[];
}

/** `cis`: on the same allele; `trans`: on different alleles. */
export interface PhaseRelation {
  readonly with: Alteration;
  readonly phase: Phase;
  /** The resource that says so. */
  readonly resource: ResourceRef;
}

export type Phase = 'cis' | 'trans';

export interface AnyAlterationOf {
  readonly kind: 'any';
  readonly gene: GeneSymbol;
  /** Only its small changes were looked for: nothing is said of its copies and fusions. */
  readonly only?: 'mutations';
}

export type Detection =
  | {
      readonly state: 'detected';
      readonly fraction: AlleleFraction | null;
      /** Copies per cell, for copy-number changes. */
      readonly copyNumber: number | null;
    }
  | {
      readonly state: 'not-detected';
      /** Reads at the locus, when the laboratory gives them. */
      readonly depth: number | null;
      /** Limit of detection as a fraction (0-1), when the laboratory gives it. */
      readonly limitOfDetection: number | null;
    }
  | {
      readonly state: 'not-assessed';
      readonly why: 'no-call' | 'indeterminate' | 'contradictory';
    };

/** Variant allele fraction (VAF). */
export interface AlleleFraction {
  /** 0-1, or `null` when the unit is ambiguous: a true plasma fraction below 1 % must not be rescaled by guess. */
  readonly value: number | null;
  readonly raw: { readonly value: number; readonly unit: string | null };
  /** Total reads at the locus; `null` when not given or when only supporting reads are given. */
  readonly depth: number | null;
}
