import type { Alteration } from './domain/alteration.ts';
import { dateOfDay, dayNumber, type ClinicalDate } from './domain/date.ts';
import type { PatientCase } from './domain/patientCase.ts';
import type { PhaseRelation, Reading } from './domain/reading.ts';
import type { Sample } from './domain/sample.ts';
import { reason } from './evaluate.ts';
import { proteinChangeOf } from './nomenclature/proteinChange.ts';
import {
  alterationPattern,
  geneOfPattern,
  type AlterationPattern,
} from './rulebase/alterationPattern.ts';
import type { KnowledgeBase } from './rulebase/knowledge.ts';
import type { RuleCase } from './rulebase/ruleFiles.ts';

/**
 * Whether a rule speaks for the patient a case describes: one tumour sample with the named
 * alterations and every gene covered, the earlier lines each ended by progression, the drugs
 * ordered. A mechanism speaks when it stands against an ordered drug (or, without orders, a drug
 * given before), an option when all its conditions are met and it leaves no mechanism. This is how the must-match and
 * must-not-match cases beside each rule are judged.
 */
export function ruleSpeaks(
  rule: string,
  ruleCase: RuleCase,
  asOf: ClinicalDate,
  knowledge: KnowledgeBase,
): boolean {
  const orders = (ruleCase.ordered ?? []).map((drug, index) => ({
    resource: `MedicationRequest/draft-${String(index + 1)}`,
    drugs: [drug],
    name: drug,
    selected: true,
  }));
  const { evaluation } = reason({
    patientCase: patientOf(ruleCase, asOf, knowledge),
    orders,
    asOf,
    knowledge,
    unavailable: [],
  });
  const drugs = new Set(ruleCase.ordered ?? (ruleCase.prior ?? []).flat());
  return evaluation.conclusions.some((conclusion) => {
    switch (conclusion.kind) {
      case 'resistance-mechanism':
        return conclusion.against.some(
          (r) => r.rule.rule === rule && (drugs.size === 0 || drugs.has(r.drug)),
        );
      case 'strategy':
        return (
          conclusion.id === rule &&
          conclusion.conditions.every((c) => c.verdict === 'met') &&
          !conclusion.coverage.some((c) => c.verdict === 'leaves')
        );
      case 'rechallenge':
      case 'order-review':
        return conclusion.because.rules.some((ref) => ref.rule === rule);
      case 'heterogeneity':
      case 'combination-or-sequence':
      case 'convergence':
      case 'data-gap':
        return false;
      default:
        return conclusion satisfies never;
    }
  });
}

/** Long enough ago that lines do not touch; no clinical meaning. */
const DAYS_PER_LINE = 400;
const DAYS_ON_THERAPY = 200;

/** The patient whom a case describes. */
export function patientOf(
  ruleCase: RuleCase,
  asOf: ClinicalDate,
  knowledge: KnowledgeBase,
): PatientCase {
  const today = dayNumber(asOf);
  const prior = ruleCase.prior ?? [];
  const firstLine = today - prior.length * DAYS_PER_LINE;
  return {
    patient: 'Patient/case',
    diagnoses: [{ disease: ruleCase.disease, recordedOn: null, resource: 'Condition/case' }],
    samples: [
      tissueOf('first', asOf, knowledge, ruleCase.notTested),
      ...(ruleCase.otherLesion === undefined ? [] : [tissueOf('second', asOf, knowledge)]),
      ...(ruleCase.baseline === undefined
        ? []
        : [tissueOf('baseline', dateOfDay(firstLine - 1), knowledge)]),
    ],
    readings: [
      ...found('first', ruleCase.tumour, knowledge, ruleCase.phases),
      ...found('second', ruleCase.otherLesion ?? [], knowledge),
      ...(ruleCase.otherLesion === undefined
        ? []
        : notFound('second', ruleCase.tumour, ruleCase.otherLesion)),
      ...found('baseline', ruleCase.baseline ?? [], knowledge),
      ...(ruleCase.baseline === undefined
        ? []
        : notFound('baseline', ruleCase.tumour, ruleCase.baseline)),
    ],
    exposures: prior.map((drugs, index) => {
      const start = firstLine + index * DAYS_PER_LINE;
      return {
        drugs,
        start: dateOfDay(start),
        end: dateOfDay(start + DAYS_ON_THERAPY),
        ongoing: false,
        stopReason: 'progression' as const,
        resources: [`MedicationStatement/case-${String(index + 1)}`],
      };
    }),
    assessments: [],
    findings: [],
    intolerances: [],
  };
}

/** A biopsy that covered every gene but those named. */
function tissueOf(
  lesion: string,
  on: ClinicalDate,
  { terminology }: KnowledgeBase,
  notTested: readonly string[] = [],
): Sample {
  return {
    id: `Specimen/${lesion}`,
    material: 'tissue',
    site: `${lesion} lesion`,
    lesion: null,
    collectedOn: on,
    dateFrom: 'collection',
    assay: null,
    genesCovered: [...terminology.genes.keys()].filter((gene) => !notTested.includes(gene)),
    tumourFraction: null,
    preliminary: false,
    resources: [`Specimen/${lesion}`],
  };
}

function found(
  lesion: string,
  texts: readonly string[],
  knowledge: KnowledgeBase,
  stated: NonNullable<RuleCase['phases']> = [],
): readonly Reading[] {
  return texts.flatMap((text, index): Reading[] => {
    const pattern = alterationPattern(text);
    if (pattern === null) return [];
    const phases = stated.flatMap(({ of, with: other, phase }): PhaseRelation[] => {
      const otherPattern = of === text ? alterationPattern(other) : null;
      return otherPattern === null
        ? []
        : [
            {
              with: exampleOf(otherPattern, knowledge),
              phase,
              resource: `Observation/${lesion}-phase`,
            },
          ];
    });
    return [
      {
        sampleId: `Specimen/${lesion}`,
        of: exampleOf(pattern, knowledge),
        detection: { state: 'detected', fraction: null, copyNumber: null },
        origin: 'somatic',
        phases,
        reportedOn: null,
        resources: [`Observation/${lesion}-${String(index + 1)}`],
      },
    ];
  });
}

/** Genes altered in the tumour and not in this lesion were looked at there. */
function notFound(
  lesion: string,
  tumour: readonly string[],
  here: readonly string[],
): readonly Reading[] {
  const genesOf = (texts: readonly string[]): ReadonlySet<string> =>
    new Set(
      texts.flatMap((text) => {
        const pattern = alterationPattern(text);
        return pattern === null ? [] : (geneOfPattern(pattern) ?? []);
      }),
    );
  const altered = genesOf(here);
  return [...genesOf(tumour)]
    .filter((gene) => !altered.has(gene))
    .map((gene) => ({
      sampleId: `Specimen/${lesion}`,
      of: { kind: 'any', gene },
      detection: { state: 'not-detected', depth: null, limitOfDetection: null },
      origin: 'unknown',
      reportedOn: null,
      resources: [`Observation/${lesion}-${gene}`],
    }));
}

/** An alteration that the pattern describes; where it leaves the residue open, valine or alanine stands in. */
function exampleOf(pattern: AlterationPattern, knowledge: KnowledgeBase): Alteration {
  switch (pattern.kind) {
    case 'change':
      return substitutionOr(pattern.gene, pattern.change, knowledge);
    case 'residue':
      return substitutionOr(
        pattern.gene,
        `${pattern.reference ?? 'A'}${String(pattern.residue)}${pattern.reference === 'V' ? 'A' : 'V'}`,
        knowledge,
      );
    case 'exon':
      return { kind: 'exon-event', gene: pattern.gene, exon: pattern.exon, event: pattern.event };
    case 'amplification':
      return { kind: 'copy-number', gene: pattern.gene, direction: 'amplification' };
    case 'deletion':
      return { kind: 'copy-number', gene: pattern.gene, direction: 'deep-loss' };
    case 'fusion':
      return { kind: 'fusion', gene: pattern.gene, partner: null };
    case 'loss-of-function':
    case 'any':
      return { kind: 'loss-of-function', gene: pattern.gene };
    case 'histology':
      return { kind: 'histology', disease: pattern.disease };
    default:
      return pattern satisfies never;
  }
}

/** The protein change of that spelling; a spelling the reader refuses is a loss of function, which no change pattern matches. */
function substitutionOr(gene: string, change: string, { terminology }: KnowledgeBase): Alteration {
  const read = proteinChangeOf(terminology, gene, change, null);
  return read === null || read === 'no-change' ? { kind: 'loss-of-function', gene } : read;
}
