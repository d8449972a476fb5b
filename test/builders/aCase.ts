import { dateOfDay, dayNumber, type ClinicalDate } from '../../src/domain/date.ts';
import type { Alteration, CopyNumberChange } from '../../src/domain/alteration.ts';
import type { DraftOrder } from '../../src/domain/order.ts';
import type { ClinicalFinding, Intolerance, PatientCase } from '../../src/domain/patientCase.ts';
import type { Phase, Reading } from '../../src/domain/reading.ts';
import type { Sample } from '../../src/domain/sample.ts';
import type {
  DiseaseAssessment,
  Exposure,
  Response,
  StopReason,
} from '../../src/domain/therapy.ts';
import { proteinChangeOf } from '../../src/nomenclature/proteinChange.ts';
import { knowledge } from './knowledge.ts';

/** The day every test case leads to. */
export const TODAY: ClinicalDate = '2026-11-23';

/** The date that lies `days` from today; negative is past. */
export function day(days: number): ClinicalDate {
  return dateOfDay(dayNumber(TODAY) + days);
}

/** `EGFR T790M`, `EGFR exon 19 deletion`, `MET amplification`, `FGFR2 fusion`, `B2M loss of function` or `histology sclc` as an alteration. */
export function alteration(name: string): Alteration {
  const [gene = '', what = ''] = name.split(' ');
  if (gene === 'histology') return { kind: 'histology', disease: what };
  if (name.endsWith(' loss of function')) return { kind: 'loss-of-function', gene };
  const direction = COPY_NUMBER_WORDS.get(what);
  if (direction !== undefined) return { kind: 'copy-number', gene, direction };
  if (what === 'fusion') return { kind: 'fusion', gene, partner: null };
  const exon = /^\S+ exon (\d+) (deletion|insertion|skipping)$/.exec(name);
  if (exon !== null) {
    return { kind: 'exon-event', gene, exon: Number(exon[1]), event: exon[2] as 'deletion' };
  }
  const change = proteinChangeOf(knowledge.terminology, gene, what, null);
  if (change === null || change === 'no-change') throw new Error(`no alteration: ${name}`);
  return change;
}

const COPY_NUMBER_WORDS = new Map<string, CopyNumberChange['direction']>([
  ['amplification', 'amplification'],
  ['gain', 'gain'],
  ['loss', 'loss'],
  ['deletion', 'deep-loss'],
]);

export interface SampleOptions {
  readonly tumourFraction?: number;
  readonly depth?: number;
  readonly notDetected?: readonly string[];
  /** Genes in which no mutation was found; nothing is said of their copies and fusions. */
  readonly noMutation?: readonly string[];
  readonly covered?: readonly string[];
  readonly site?: string;
  /** Id of a known assay. */
  readonly assay?: string | null;
  /** Copies per cell of copy-number changes, by alteration name. */
  readonly copies?: Readonly<Record<string, number>>;
  readonly origin?: Reading['origin'];
  readonly undated?: boolean;
  /** Days from today on which the results were given out. */
  readonly reported?: number;
  /** Phase of pairs of alterations, as the laboratory states it. */
  readonly phase?: { readonly of: string; readonly with: string; readonly phase: Phase };
}

/** A patient case in the domain's own words, for tests that start behind the FHIR reader. */
export function aCase(disease: string): CaseBuilder {
  return new CaseBuilder(disease);
}

class CaseBuilder {
  readonly #samples: Sample[] = [];
  readonly #readings: Reading[] = [];
  readonly #exposures: Exposure[] = [];
  readonly #assessments: DiseaseAssessment[] = [];
  readonly #findings: ClinicalFinding[] = [];
  readonly #intolerances: Intolerance[] = [];
  readonly #disease: string;

  constructor(disease: string) {
    this.#disease = disease;
  }

  treatedWith(
    drugs: string | readonly string[],
    from: number,
    to: number | null,
    stopReason: StopReason | null = null,
  ): this {
    this.#exposures.push({
      drugs: [drugs].flat(),
      start: day(from),
      end: to === null ? null : day(to),
      ongoing: to === null,
      stopReason,
      resources: [`MedicationStatement/${String(this.#exposures.length + 1)}`],
    });
    return this;
  }

  /** What a gate asks for: a value, or `null` for an examination made or a condition recorded. */
  found(
    gate: string,
    value: number | null,
    on: number,
    status: ClinicalFinding['status'] = 'present',
  ): this {
    const resource = `Observation/${gate}-${String(this.#findings.length + 1)}`;
    this.#findings.push({ gate, on: day(on), value, status, resource });
    return this;
  }

  intolerantOf(drug: string, severity: Intolerance['severity'] = 'dose-limiting'): this {
    const resource = `AllergyIntolerance/${String(this.#intolerances.length + 1)}`;
    this.#intolerances.push({ drugs: [drug], severity, resource });
    return this;
  }

  assessed(on: number, outcome: Response): this {
    const resources = [`Observation/assessment-${String(this.#assessments.length + 1)}`];
    this.#assessments.push({ on: day(on), outcome, resources });
    return this;
  }

  /** Plasma with allele fractions (0-1) by alteration name; `null` for detected without a fraction. */
  plasma(
    on: number,
    found: Readonly<Record<string, number | null>>,
    options: SampleOptions = {},
  ): this {
    return this.#sample('plasma', on, found, options);
  }

  tissue(
    on: number,
    found: Readonly<Record<string, number | null>>,
    options: SampleOptions = {},
  ): this {
    return this.#sample('tissue', on, found, options);
  }

  /** Whole blood, of which nothing says whether cell-free DNA was sequenced. */
  blood(
    on: number,
    found: Readonly<Record<string, number | null>>,
    options: SampleOptions = {},
  ): this {
    return this.#sample('blood', on, found, options);
  }

  /** A marker of the tissue, such as HER2 by immunohistochemistry. */
  marker(marker: string, level: string, on: number): this {
    this.#sample('tissue', on, {}, {});
    const id = this.#samples.at(-1)?.id ?? '';
    const detected = { state: 'detected', fraction: null, copyNumber: null } as const;
    this.#read(id, { kind: 'biomarker', marker, level }, {}, detected);
    return this;
  }

  #sample(
    material: Sample['material'],
    on: number,
    found: Readonly<Record<string, number | null>>,
    options: SampleOptions,
  ): this {
    const id = `Specimen/${String(this.#samples.length + 1)}`;
    this.#samples.push({
      id,
      material,
      site: options.site ?? null,
      lesion: null,
      collectedOn: options.undated === true ? null : day(on),
      dateFrom: options.undated === true ? null : 'collection',
      assay: options.assay ?? null,
      genesCovered: options.covered ?? null,
      tumourFraction: options.tumourFraction ?? null,
      preliminary: false,
      resources: [id],
    });
    for (const [name, value] of Object.entries(found)) {
      this.#read(id, alteration(name), options, {
        state: 'detected',
        fraction:
          value === null
            ? null
            : { value, raw: { value: value * 100, unit: '%' }, depth: options.depth ?? null },
        copyNumber: options.copies?.[name] ?? null,
      });
      if (options.phase?.of === name) this.#statePhase(options.phase);
    }
    const absent = [
      ...(options.notDetected ?? []).map((gene) => ({ kind: 'any', gene }) as const),
      ...(options.noMutation ?? []).map(
        (gene) => ({ kind: 'any', gene, only: 'mutations' }) as const,
      ),
    ];
    for (const of of absent) {
      this.#read(
        id,
        of,
        { ...options, origin: 'unknown' },
        {
          state: 'not-detected',
          depth: options.depth ?? null,
          limitOfDetection: null,
        },
      );
    }
    return this;
  }

  #statePhase({ with: other, phase }: NonNullable<SampleOptions['phase']>): void {
    const last = this.#readings.pop();
    if (last === undefined) return;
    const resource = 'Observation/phase';
    this.#readings.push({ ...last, phases: [{ with: alteration(other), phase, resource }] });
  }

  #read(
    sampleId: string,
    of: Reading['of'],
    { origin = 'somatic', reported }: SampleOptions,
    detection: Reading['detection'],
  ): void {
    const reportedOn = reported === undefined ? null : day(reported);
    const resources = [`Observation/${String(this.#readings.length + 1)}`];
    this.#readings.push({ sampleId, of, detection, origin, reportedOn, resources });
  }

  build(): PatientCase {
    return {
      patient: 'Patient/p',
      diagnoses: [{ disease: this.#disease, recordedOn: null, resource: 'Condition/cancer' }],
      samples: this.#samples,
      readings: this.#readings,
      exposures: this.#exposures,
      assessments: this.#assessments,
      findings: this.#findings,
      intolerances: this.#intolerances,
    };
  }
}

/** A draft order of each drug, all selected. */
export function ordered(...drugs: readonly string[]): readonly DraftOrder[] {
  return drugs.map((drug) => ({
    resource: `MedicationRequest/draft-${drug}`,
    drugs: [drug],
    name: drug,
    selected: true,
  }));
}
