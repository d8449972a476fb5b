import type { Alteration, GeneSymbol } from '../domain/alteration.ts';
import type { AnyAlterationOf } from '../domain/reading.ts';
import { genesNamedIn } from '../nomenclature/genesNamedIn.ts';
import { wordingsOf, type Concept } from '../nomenclature/concept.ts';
import {
  carrierOfPairIn,
  negativeScopeOf,
  wordedFindingsIn,
} from '../nomenclature/wordedFindings.ts';
import type { Terminology } from '../nomenclature/terminology.ts';
import { markerOfCode, type MarkerKind } from './biomarkers.ts';
import { COMPONENT, OBSERVATION } from './genomicsCodes.ts';
import { asObjects, conceptAt, hasCode, textAt, type JsonObject } from './json.ts';
import { listedTestOf, wordedTestOf, type TestTarget } from './singleGeneTest.ts';

/** Which of the shapes of Observation (fhir-input 1.2) one is. */
export type ObservationKind =
  | { readonly kind: 'single-gene-test'; readonly target: TestTarget }
  | { readonly kind: 'biomarker'; readonly marker: MarkerKind }
  /** A molecular result under a code of the sender's own, or under none. */
  | { readonly kind: 'worded-result'; readonly about: AskedFor | null }
  | {
      readonly kind:
        | 'annotation'
        | 'variant'
        | 'region-studied'
        | 'overall-interpretation'
        | 'genotype'
        | 'tumour-fraction'
        | 'disease-status'
        | 'histology'
        | 'phase'
        | 'grouper'
        | 'other';
    };

/** The gene that a code names, and what of it was looked for: nothing when the code names a part of it that cannot be told. */
export interface AskedFor {
  readonly gene: GeneSymbol;
  readonly of: readonly (Alteration | AnyAlterationOf)[];
}

/**
 * The Observation's own code decides, annotations first: an implication repeats the variant's
 * components (and, in STU3, its code), but is never the variant.
 */
export function kindOfCode(terminology: Terminology, code: Concept): ObservationKind {
  const is = (kind: keyof typeof OBSERVATION): boolean => hasCode(code, OBSERVATION[kind]);
  if (is('annotation')) return { kind: 'annotation' };
  if (is('variant')) return { kind: 'variant' };
  if (is('regionStudied')) return { kind: 'region-studied' };
  if (is('overallInterpretation')) return { kind: 'overall-interpretation' };
  if (is('genotypeOrHaplotype')) return { kind: 'genotype' };
  if (is('geneticAnalysisPanel')) return { kind: 'variant' };
  if (is('allelicPhase')) return { kind: 'phase' };
  if (is('diseaseStatus')) return { kind: 'disease-status' };
  if (isTumourFraction(code)) return { kind: 'tumour-fraction' };
  const listed = listedTestOf(terminology, code);
  if (listed !== null) return { kind: 'single-gene-test', target: listed };
  const marker = markerOfCode(code);
  if (marker !== null) return { kind: 'biomarker', marker };
  if (is('histology')) return { kind: 'histology' };
  const worded = wordedTestOf(terminology, code);
  if (worded !== null) return { kind: 'single-gene-test', target: worded };
  if (is('grouper')) return { kind: 'grouper' };
  const wordings = wordingsOf(code);
  if (
    code.codings.length + wordings.length > 0 &&
    !wordings.some((text) => MOLECULAR_TEST.test(text))
  ) {
    return { kind: 'other' };
  }
  return { kind: 'worded-result', about: askedFor(terminology, wordings) };
}

/** What a sender's own code asks for: what a bare `not detected` is about. */
function askedFor(terminology: Terminology, wordings: readonly string[]): AskedFor | null {
  const [gene, ...others] = new Set(wordings.flatMap((text) => genesNamedIn(terminology, text)));
  if (gene === undefined) return null;
  const mutations = wordings.find((text) => /\bmutation/i.test(text));
  const carrier = mutations === undefined ? null : carrierOfPairIn(terminology, mutations);
  if (carrier !== null)
    return { gene: carrier, of: [{ kind: 'any', gene: carrier, only: 'mutations' }] };
  if (others.length > 0) return null;
  const findings = wordings.flatMap((text) => wordedFindingsIn(terminology, text, gene));
  const alterations = findings.flatMap((finding) => finding.alterations);
  if (alterations.length > 0) return { gene, of: alterations };
  const scopes = new Set(wordings.map(negativeScopeOf));
  if (scopes.has('part-of-gene')) return { gene, of: [] };
  return {
    gene,
    of: [{ kind: 'any', gene, ...(scopes.has('mutations') ? { only: 'mutations' } : {}) }],
  };
}

/** A name that speaks of molecular testing. */
export const MOLECULAR_TEST =
  /\bmolecular|\bmolekular|\bmutation|\bgenomic|\bgenetic (?:test|analysis|finding|variant|result)|\bsequencing\b|\bNGS\b|\bvariants?\b|\bfusion|\brearrangement|\bFISH\b|liquid biopsy|ct.?dna/i;

/** The R4 "genetics" extensions make a variant of an Observation with a code of the sender's own. */
export function kindOfObservation(byCode: ObservationKind, resource: JsonObject): ObservationKind {
  if (SETTLED_BY_CODE.has(byCode.kind)) return byCode;
  const isVariant =
    hasGeneticsExtension(resource) || (byCode.kind === 'grouper' && namesVariant(resource));
  return isVariant ? { kind: 'variant' } : byCode;
}

/** A panel may hold its variant itself, in components, instead of grouping Observations. */
function namesVariant(resource: JsonObject): boolean {
  return asObjects(resource['component']).some((part) =>
    hasCode(conceptAt(part, 'code'), NAMING_VARIANT),
  );
}

const NAMING_VARIANT: ReadonlySet<string> = new Set([
  ...COMPONENT.proteinChange,
  ...COMPONENT.codingChange,
  ...COMPONENT.variationCode,
  ...COMPONENT.copyNumber,
  ...COMPONENT.fusion,
]);

const SETTLED_BY_CODE: ReadonlySet<ObservationKind['kind']> = new Set([
  'variant',
  'annotation',
  'region-studied',
  'overall-interpretation',
  'genotype',
]);

/** Tumour fraction of plasma, tumour cell content of tissue: by code or by name. */
export function isTumourFraction(code: Concept): boolean {
  return (
    hasCode(code, OBSERVATION.tumourFraction) ||
    wordingsOf(code).some((text) =>
      /\b(?:tumou?r|ct.?dna) (?:fraction|content|purity)|tumorzellgehalt/i.test(text),
    )
  );
}

function hasGeneticsExtension(resource: JsonObject): boolean {
  return asObjects(resource['extension']).some((extension) =>
    (textAt(extension, 'url') ?? '').includes('/observation-genetics'),
  );
}
