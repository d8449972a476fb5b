import type { Bundle } from 'fhir/r4.js';
import { draftOrders } from '../../services/demo-ehr/draftOrders.ts';
import { searchResources } from '../../services/demo-ehr/fhirSearch.ts';
import { createFhirStore } from '../../services/demo-ehr/fhirStore.ts';
import { RESOURCE_TYPES } from '../../services/demo-ehr/resourceTypes.ts';
import {
  type OrderSelectRequest,
  orderSelectRequest as selectRequest,
} from '../../services/demo-ehr/hookRequest.ts';
import { patientBundle } from '../../services/demo-ehr/patientBundle.ts';
import type {
  Day,
  PatientStory,
  StoryAssessment,
  StoryDiagnosis,
  StoryDrug,
  StoryNegative,
  StorySample,
  StoryTherapy,
  StoryVariant,
} from '../../services/demo-ehr/patientStory.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';

/** A small variant may be told in short: gene and change, e.g. `{ gene, protein: 'p.(Thr790Met)' }`. */
export type VariantInShort =
  | ({ readonly gene: string; readonly protein?: string; readonly coding?: string } & Amount)
  | ({ readonly gene: string; readonly copyNumber: number } & Amount)
  | ({ readonly gene: string; readonly partner: string } & Amount);

interface Amount {
  /** Per cent. */
  readonly vaf?: number;
  readonly depth?: number;
  readonly origin?: 'somatic' | 'germline' | 'unknown';
}

export interface SampleInShort {
  readonly day: Day;
  /** Per cent. */
  readonly tumourFraction?: number;
  readonly variants?: readonly VariantInShort[];
  /** Whole genes by symbol, or one change of a gene. */
  readonly notDetected?: readonly (string | StoryNegative)[];
  /** By default the genes named in the sample; `null` for a report that does not say. */
  readonly genesCovered?: readonly string[] | null;
  readonly assay?: string;
  readonly site?: string;
  readonly lesion?: 'primary' | 'metastasis';
  /** How two of the variants lie to each other, by their proteins. */
  readonly phase?: StorySample['phase'];
}

interface Treatment {
  readonly from: Day;
  /** Absent or `null` while it goes on. */
  readonly to?: Day | null;
  readonly stopped?: StoryTherapy['stopReason'];
  readonly recordedAs?: StoryTherapy['recordedAs'];
}

export interface PatientBuilder {
  withDiagnosis: (text: string, more?: Partial<StoryDiagnosis>) => PatientBuilder;
  treatedWith: (drugs: string | readonly string[], when: Treatment) => PatientBuilder;
  withResponse: (outcome: StoryAssessment['outcome'], day: Day) => PatientBuilder;
  withPlasma: (sample: SampleInShort) => PatientBuilder;
  withTissue: (sample: SampleInShort) => PatientBuilder;
  story: () => PatientStory;
  bundle: (today: string) => Bundle;
  /** What an EHR would send for these prefetch templates (key -> `Type?patient={{context.patientId}}...`). */
  prefetch: (
    templates: Readonly<Record<string, string>>,
    today: string,
  ) => Readonly<Record<string, unknown>>;
}

/**
 * A patient for a test, told in the words of the clinic over the same generator as the demo EHR.
 * Codes of drugs, genes and diagnoses come from the demo stories when they name them; what they do
 * not name goes by text, as in many real records. Builders are values: each step returns a new one.
 */
export function aPatient(id = 'a-patient'): PatientBuilder {
  return builderOf({
    id,
    rank: 1,
    name: { given: 'Testa', family: 'Synthetic-Builder' },
    birthYear: 1960,
    sex: 'unknown',
    story: [],
    expect: '',
    orders: [],
    diagnoses: [],
    therapies: [],
    assessments: [],
    genes: {},
    samples: [],
  });
}

/** The demo patient of that id, to be told further. */
export function theDemoPatient(id: string): PatientBuilder {
  const story = STORIES.find((candidate) => candidate.id === id);
  if (story === undefined) throw new Error(`There is no demo patient ${id}.`);
  return builderOf(story);
}

/** Draft orders for `drugs`, as the context of the order hooks carries them. */
export function orderOf(patientId: string, ...drugs: readonly string[]): Bundle {
  return draftOrders(patientId, drugs.map(drugNamed));
}

interface SelectRequestInShort {
  readonly patientId: string;
  /** All drafts; the last is the one being selected. */
  readonly drugs: readonly string[];
  readonly fhirServer?: string;
  readonly prefetch?: Readonly<Record<string, unknown>>;
}

export function orderSelectRequest({ drugs, ...about }: SelectRequestInShort): OrderSelectRequest {
  return selectRequest({ ...about, drugs: drugs.map(drugNamed) });
}

const STORIES = readStories();

function builderOf(story: PatientStory): PatientBuilder {
  const withSample = (material: StorySample['material'], sample: SampleInShort): PatientBuilder => {
    const told = sampleOf(material, sample, story.samples.length + 1);
    const genes = new Set([...Object.keys(story.genes), ...genesOf(told)]);
    return builderOf({
      ...story,
      genes: Object.fromEntries([...genes].map((gene) => [gene, hgncOf(gene)])),
      samples: [...story.samples, told],
    });
  };
  return {
    withDiagnosis: (text, more = {}) =>
      builderOf({ ...story, diagnoses: [...story.diagnoses, diagnosisOf(text, more)] }),
    treatedWith: (drugs, when) => {
      const names = typeof drugs === 'string' ? [drugs] : drugs;
      const to = when.to ?? null;
      const therapy: StoryTherapy = {
        name: names.join(' + '),
        drugs: names.map(drugNamed),
        from: when.from,
        to,
        recordedAs: when.recordedAs ?? 'request',
        stopReason: to === null ? null : (when.stopped ?? 'completed'),
      };
      return builderOf({ ...story, therapies: [...story.therapies, therapy] });
    },
    withResponse: (outcome, day) =>
      builderOf({
        ...story,
        assessments: [...story.assessments, { day, outcome, text: RESPONSES[outcome] }],
      }),
    withPlasma: (sample) => withSample('plasma', sample),
    withTissue: (sample) => withSample('tissue', sample),
    story: () => story,
    bundle: (today) => patientBundle(story, today),
    prefetch: (templates, today) => prefetchOf(patientBundle(story, today), story.id, templates),
  };
}

const RESPONSES = {
  CR: 'Complete response',
  PR: 'Partial response',
  SD: 'Stable disease',
  PD: 'Progressive disease',
} as const;

function diagnosisOf(text: string, more: Partial<StoryDiagnosis>): StoryDiagnosis {
  const known = STORIES.flatMap(({ diagnoses }) => diagnoses).find((diagnosis) =>
    diagnosis.text.toLowerCase().startsWith(text.toLowerCase()),
  );
  return { kind: 'cancer', day: -400, ...known, text, ...more };
}

function drugNamed(name: string): StoryDrug {
  const known = STORIES.flatMap(({ therapies, orders }) => [
    ...therapies.flatMap(({ drugs }) => drugs),
    ...orders,
  ]).find(({ text }) => text === name);
  return known?.rxnorm === undefined ? { text: name } : { text: name, rxnorm: known.rxnorm };
}

function hgncOf(gene: string): string | null {
  return STORIES.map(({ genes }) => genes[gene] ?? null).find((hgnc) => hgnc !== null) ?? null;
}

function sampleOf(
  material: StorySample['material'],
  sample: SampleInShort,
  number: number,
): StorySample {
  const variants = (sample.variants ?? []).map(variantOf);
  const notDetected = (sample.notDetected ?? []).map((negative) =>
    typeof negative === 'string' ? { gene: negative } : withAccessions(negative),
  );
  const told: StorySample = {
    id: `${material}-${String(number)}`,
    material,
    day: sample.day,
    site: sample.site ?? null,
    lesion: sample.lesion ?? null,
    assay: sample.assay ?? (material === 'plasma' ? 'Liquid biopsy panel' : 'Tissue NGS'),
    tumourFraction: sample.tumourFraction ?? null,
    genesCovered: null,
    variants,
    notDetected,
    ...(sample.phase === undefined ? {} : { phase: sample.phase }),
  };
  const named = genesOf(told);
  const byDefault = named.length === 0 ? null : named;
  return {
    ...told,
    genesCovered: sample.genesCovered === undefined ? byDefault : sample.genesCovered,
  };
}

function genesOf({ variants, notDetected, genesCovered }: StorySample): string[] {
  const named = [
    ...variants.flatMap((variant) =>
      variant.kind === 'fusion' ? [variant.gene, variant.partner] : [variant.gene],
    ),
    ...notDetected.map(({ gene }) => gene),
    ...(genesCovered ?? []),
  ];
  return [...new Set(named)];
}

function variantOf(variant: VariantInShort): StoryVariant {
  const origin = variant.origin ?? 'somatic';
  if ('copyNumber' in variant) return { ...variant, kind: 'copy-number', origin };
  if ('partner' in variant) return { ...variant, kind: 'fusion', origin };
  return { ...withAccessions(variant), kind: 'small', origin };
}

/** Puts the accessions that the stories use for the gene before changes told without one. */
function withAccessions<T extends StoryNegative>(finding: T): T {
  const known = STORIES.flatMap(({ samples }) => samples)
    .flatMap(({ variants }) => variants)
    .find((variant) => variant.kind === 'small' && variant.gene === finding.gene);
  const complete = (change: string | undefined, example: string | undefined) =>
    change === undefined || change.includes(':') || example === undefined
      ? change
      : `${example.slice(0, example.indexOf(':'))}:${change}`;
  if (known?.kind !== 'small') return finding;
  const protein = complete(finding.protein, known.protein);
  const coding = complete(finding.coding, known.coding);
  return {
    ...finding,
    ...(protein === undefined ? {} : { protein }),
    ...(coding === undefined ? {} : { coding }),
  };
}

function prefetchOf(
  bundle: Bundle,
  patientId: string,
  templates: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const store = createFhirStore([bundle]);
  const base = 'https://ehr.example/fhir';
  return Object.fromEntries(
    Object.entries(templates).map(([key, template]) => {
      const [path = '', query] = template
        .replaceAll('{{context.patientId}}', patientId)
        .split('?', 2);
      const [typeName, id] = path.split('/');
      const type = RESOURCE_TYPES.find((candidate) => candidate === typeName);
      if (type === undefined) throw new Error(`The demo EHR keeps no ${path}.`);
      return [
        key,
        id === undefined
          ? searchResources(store, { type, parameters: new URLSearchParams(query), base })
          : store.read(type, id),
      ];
    }),
  );
}
