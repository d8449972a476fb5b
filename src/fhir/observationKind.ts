import type { Terminology } from '../nomenclature/terminology.ts';
import type { RecordedResource } from './collectResources.ts';
import { OBSERVATION } from './genomicsCodes.ts';
import { conceptAt, hasCode, objectsAt, textAt } from './json.ts';
import { isBiomarker } from './readBiomarker.ts';
import { singleGeneTestOf, type TestTarget } from './readSingleGeneTest.ts';
import { isTumourFraction } from './readTumourFraction.ts';

/** Which of the shapes of Observation (fhir-input 1.2) one is. */
export type ObservationKind =
  | { readonly kind: 'single-gene-test'; readonly target: TestTarget }
  | {
      readonly kind:
        | 'annotation'
        | 'variant'
        | 'region-studied'
        | 'overall-interpretation'
        | 'genotype'
        | 'tumour-fraction'
        | 'biomarker'
        | 'disease-status'
        | 'histology'
        | 'grouper'
        | 'other';
    };

/**
 * The Observation's own code decides, annotations first: an implication repeats the variant's
 * components (and, in STU3, its code), but is never the variant.
 */
export function observationKind(
  terminology: Terminology,
  { resource }: RecordedResource,
): ObservationKind {
  const code = conceptAt(resource, 'code');
  const is = (kind: keyof typeof OBSERVATION): boolean => hasCode(code, OBSERVATION[kind]);
  if (is('annotation')) return { kind: 'annotation' };
  if (is('variant')) return { kind: 'variant' };
  if (is('regionStudied')) return { kind: 'region-studied' };
  if (is('overallInterpretation')) return { kind: 'overall-interpretation' };
  if (is('genotypeOrHaplotype')) return { kind: 'genotype' };
  if (hasGeneticsExtension(resource) || is('geneticAnalysisPanel')) return { kind: 'variant' };
  if (is('diseaseStatus')) return { kind: 'disease-status' };
  if (isTumourFraction(code)) return { kind: 'tumour-fraction' };
  if (isBiomarker(code)) return { kind: 'biomarker' };
  if (is('histology')) return { kind: 'histology' };
  const target = singleGeneTestOf(terminology, code);
  if (target !== null) return { kind: 'single-gene-test', target };
  return { kind: is('grouper') ? 'grouper' : 'other' };
}

function hasGeneticsExtension(resource: RecordedResource['resource']): boolean {
  return objectsAt(resource, 'extension').some((extension) =>
    (textAt(extension, 'url') ?? '').includes('/observation-genetics'),
  );
}
