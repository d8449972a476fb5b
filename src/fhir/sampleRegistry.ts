import type { GeneSymbol } from '../domain/alteration.ts';
import type { ClinicalDate } from '../domain/date.ts';
import type { Reading } from '../domain/reading.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';
import type { Sample } from '../domain/sample.ts';
import { wordingsOf, type Concept } from '../nomenclature/concept.ts';
import { isSurelyPercent } from './alleleFraction.ts';
import { typeAndIdOf, type RecordedResource } from './collectResources.ts';
import { percentInWords } from '../nomenclature/percentInWords.ts';
import {
  conceptAt,
  elementOf,
  listAt,
  notesOf,
  objectAt,
  objectsAt,
  textAt,
  asObject,
} from './json.ts';
import type { ReaderContext } from './readerContext.ts';
import type { ReportIndex } from './reportIndex.ts';
import { dateAt, isAfter, plainDateAt } from './resourceDates.ts';
import { lesionOf, materialOf } from './specimenMaterial.ts';
import { remembered } from './remembered.ts';
import type { NamedTest } from './vocabulary.ts';

/** Stands for a sample while it is being put together. */
export interface SampleDraft {
  readonly key: string;
  readonly base: ResourceRef;
  readonly assay: string | null;
  readonly specimen: RecordedResource | null;
  readonly reports: Map<ResourceRef, RecordedResource>;
  readonly observations: Map<ResourceRef, RecordedResource>;
  readonly genesCovered: Set<GeneSymbol>;
  readonly tumourFractions: Map<ResourceRef, number>;
  saysCellFree: boolean;
  /** Another value of the sample can only be per cent: so are the small ones. */
  writesPercent: boolean;
}

export interface SampleRegistry {
  readonly sampleOf: (observation: RecordedResource, origin: Reading['origin']) => SampleDraft;
  /** The sample made of a specimen, for documents that name the specimen themselves. */
  readonly sampleOfSpecimen: (specimen: RecordedResource, source: RecordedResource) => SampleDraft;
  /** All samples with a reading or a statement, and the final id of each draft; `read` are the keys of those with readings. */
  readonly finish: (read: ReadonlySet<string>) => {
    readonly samples: readonly Sample[];
    readonly idOf: ReadonlyMap<string, string>;
  };
}

export function sampleRegistry(context: ReaderContext, reportsOf: ReportIndex): SampleRegistry {
  const drafts = new Map<string, SampleDraft>();
  const keyOf = sampleKeys();
  const testOf = remembered((source: RecordedResource) => testNamedBy(context, source));
  const specimenOf = ownSpecimens(context);
  const specimens = specimenLookups(context);
  const fitting = {
    germline: remembered((report: RecordedResource) => fittingSpecimens(specimens, report, true)),
    other: remembered((report: RecordedResource) => fittingSpecimens(specimens, report, false)),
  };
  /** Where each result went: every step asks again. */
  const placed = new Map<
    RecordedResource,
    { readonly origin: string; readonly draft: SampleDraft }
  >();

  const draftFor = (
    base: ResourceRef,
    specimen: RecordedResource | null,
    assay: string | null,
  ): SampleDraft => {
    const key = keyOf(base, assay);
    const known = drafts.get(key);
    if (known !== undefined) return known;
    const draft: SampleDraft = {
      key,
      base,
      assay,
      specimen,
      reports: new Map(),
      observations: new Map(),
      genesCovered: new Set(),
      tumourFractions: new Map(),
      saysCellFree: false,
      writesPercent: false,
    };
    drafts.set(key, draft);
    return draft;
  };

  const sampleOf = (observation: RecordedResource, origin: Reading['origin']): SampleDraft => {
    const known = placed.get(observation);
    if (known?.origin === origin) return known.draft;
    const reports = reportsOf.get(observation.ref) ?? NO_RESOURCES;
    const own = testNamedBy(context, observation);
    const tests = reports.map(testOf);
    const source = sourceOf(
      specimenOf,
      observation,
      reports,
      origin === 'germline' ? fitting.germline : fitting.other,
    );
    const draft = draftFor(source.base, source.specimen, theOnlyAssay(own, tests));
    draft.observations.set(observation.ref, observation);
    for (const report of reports) draft.reports.set(report.ref, report);
    draft.saysCellFree ||= own.isCellFree || tests.some(({ isCellFree }) => isCellFree);
    draft.writesPercent ||= writesPercent(context, observation);
    placed.set(observation, { origin, draft });
    return draft;
  };

  return {
    sampleOf,
    sampleOfSpecimen: (specimen, source) => {
      const { assays } = testOf(source);
      const draft = draftFor(
        specimen.ref,
        specimen,
        theOnlyAssay({ assays, isCellFree: false }, []),
      );
      draft.observations.set(source.ref, source);
      return draft;
    },
    finish: (read) => {
      const kept = joined([...drafts.values()], read);
      const idOf = finalIds(kept);
      const samples = kept
        .map((draft) => sampleFrom(context, specimens, draft, idOf.get(draft.key) ?? draft.key))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      return { samples, idOf };
    },
  };
}

const NO_RESOURCES: readonly RecordedResource[] = [];

/** Keys of samples, each written once: a text that is put together anew is hashed anew. */
function sampleKeys(): (base: ResourceRef, assay: string | null) => string {
  const keys = new Map<ResourceRef, Map<string, string>>();
  return (base, assay) => {
    if (assay === null) return base;
    let ofBase = keys.get(base);
    if (ofBase === undefined) keys.set(base, (ofBase = new Map<string, string>()));
    let key = ofBase.get(assay);
    if (key === undefined) ofBase.set(assay, (key = `${base}|${assay}`));
    return key;
  };
}

/**
 * What is stated of a specimen belongs to all that was done with it: its tumour fraction to every
 * assay, and genes covered by an assay that is not named to the only one that is.
 */
function joined(drafts: readonly SampleDraft[], read: ReadonlySet<string>): readonly SampleDraft[] {
  const ofBase = new Map<ResourceRef, SampleDraft[]>();
  for (const draft of drafts) {
    const others = ofBase.get(draft.base);
    if (others === undefined) ofBase.set(draft.base, [draft]);
    else others.push(draft);
  }
  const merged = new Set<SampleDraft>();
  for (const group of ofBase.values()) {
    if (group.length === 1) continue;
    const [named, ...others] = group.filter(({ assay }) => assay !== null);
    const unnamed = group.find(({ assay }) => assay === null);
    if (
      unnamed !== undefined &&
      named !== undefined &&
      others.length === 0 &&
      !read.has(unnamed.key)
    ) {
      for (const gene of unnamed.genesCovered) named.genesCovered.add(gene);
      for (const [ref, source] of unnamed.observations) named.observations.set(ref, source);
      for (const [ref, report] of unnamed.reports) named.reports.set(ref, report);
      named.saysCellFree ||= unnamed.saysCellFree;
      merged.add(unnamed);
    }
    const fractions = group.flatMap((draft) => [...draft.tumourFractions]);
    for (const draft of group) {
      if (draft.tumourFractions.size > 0) continue;
      for (const [ref, fraction] of fractions) draft.tumourFractions.set(ref, fraction);
    }
  }
  return merged.size === 0 ? drafts : drafts.filter((draft) => !merged.has(draft));
}

/** The specimen's reference alone, unless the specimen was tested by more than one assay. */
function finalIds(drafts: readonly SampleDraft[]): ReadonlyMap<string, string> {
  const perBase = new Map<ResourceRef, number>();
  for (const { base } of drafts) perBase.set(base, (perBase.get(base) ?? 0) + 1);
  return new Map(drafts.map(({ key, base }) => [key, perBase.get(base) === 1 ? base : key]));
}

// From observation to specimen ---------------------------------------------------------------------

interface Source {
  readonly base: ResourceRef;
  readonly specimen: RecordedResource | null;
}

/** Specimen of the Observation, else of its report; else the report, else the Observation itself. */
function sourceOf(
  specimenOf: (observation: RecordedResource) => Source | null,
  observation: RecordedResource,
  reports: readonly RecordedResource[],
  fittingOf: (report: RecordedResource) => readonly Source[],
): Source {
  const own = specimenOf(observation);
  if (own !== null) return own;
  for (const report of reports) {
    const [only, ...others] = fittingOf(report);
    if (only !== undefined && others.length === 0) return only;
  }
  const [report] = reports;
  return { base: report?.ref ?? observation.ref, specimen: null };
}

/** What reports ask of their specimens again and again; notes may be long. */
interface SpecimenLookups {
  readonly ofReport: (report: RecordedResource) => readonly Source[];
  readonly materialOf: (specimen: RecordedResource) => Sample['material'];
}

function specimenLookups(context: ReaderContext): SpecimenLookups {
  return {
    ofReport: remembered((report) => specimensOf(context, report)),
    materialOf: remembered(({ resource }) => materialOf(resource)),
  };
}

function specimensOf(context: ReaderContext, holder: RecordedResource): readonly Source[] {
  const references = listAt(holder.resource, 'specimen');
  if (references.length === 0) return NO_SOURCES;
  return references.slice(0, MOST_REFERENCES).flatMap((reference): readonly Source[] => {
    const specimen = context.resolve(reference, holder);
    if (specimen !== null) return [{ base: specimen.ref, specimen }];
    const base = namedSpecimen(reference);
    return base === null ? [] : [{ base, specimen: null }];
  });
}

/** The specimen that an Observation names. Results of one sample name it in the same words. */
function ownSpecimens(context: ReaderContext): (observation: RecordedResource) => Source | null {
  const known = new Map<string, Source | null>();
  return (observation) => {
    const reference = objectAt(observation.resource, 'specimen');
    const target = reference === null ? undefined : elementOf(reference, 'reference');
    if (typeof target !== 'string' || target.startsWith('#')) {
      return specimensOf(context, observation)[0] ?? null;
    }
    let source = known.get(target);
    if (source === undefined) {
      source = specimensOf(context, observation)[0] ?? null;
      // An unresolved reference may still be told by its identifier, which need not be the same.
      if (source?.specimen != null) known.set(target, source);
    }
    return source;
  };
}

const NO_SOURCES: readonly Source[] = [];

/** A specimen that is not in the record still tells samples apart. */
function namedSpecimen(reference: unknown): ResourceRef | null {
  const object = asObject(reference);
  if (object === null) return null;
  const target = textAt(object, 'reference');
  if (target !== null) return typeAndIdOf(target) ?? `Specimen/${target.replace(/^urn:uuid:/, '')}`;
  const identifier = objectAt(object, 'identifier');
  const value = identifier === null ? null : textAt(identifier, 'value');
  return value === null ? null : `Specimen?identifier=${value}`;
}

/**
 * Tumour-normal reports list both specimens: a germline finding is of the normal one, any other of
 * the tumour. Where more than one would fit, the report itself is the sample.
 */
function fittingSpecimens(
  { ofReport, materialOf }: SpecimenLookups,
  report: RecordedResource,
  isGermline: boolean,
): readonly Source[] {
  const all = ofReport(report);
  const isControl = ({ specimen }: Source): boolean =>
    specimen !== null && ['normal-control', 'blood'].includes(materialOf(specimen));
  const fitting = all.filter((source) => isControl(source) === isGermline);
  return fitting.length > 0 ? fitting : all;
}

// Tests and assays -----------------------------------------------------------------------------------

/** Whatever may name the test: codes of result, report and order, method and device. */
function testNamedBy(context: ReaderContext, source: RecordedResource): NamedTest {
  const { vocabulary } = context;
  const isObservation = source.type === 'Observation';
  const concepts = [
    isObservation ? context.codeOf(source) : vocabulary.conceptAt(source.resource, 'code'),
    vocabulary.conceptAt(source.resource, 'method'),
  ];
  for (const device of referenced(context, source, 'device')) concepts.push(...deviceNames(device));
  for (const { resource } of referenced(context, source, 'basedOn')) {
    concepts.push(vocabulary.conceptAt(resource, 'code'));
  }
  if (isObservation) {
    // The guide's own components (gene, change ...) name no test.
    for (const { code, kinds } of context.partsOf(source)) {
      if (kinds.length === 0) concepts.push(code);
    }
  }
  let assays: readonly string[] = NO_ASSAYS;
  let isCellFree = false;
  for (const concept of concepts) {
    const named = vocabulary.testNamedBy(concept);
    isCellFree ||= named.isCellFree;
    if (named.assays.length > 0) assays = [...assays, ...named.assays];
  }
  return { assays, isCellFree };
}

const NO_ASSAYS: readonly string[] = [];

/** The assay that result, report and order agree on. */
function theOnlyAssay(own: NamedTest, others: readonly NamedTest[]): string | null {
  let [only] = own.assays;
  if (own.assays.some((assay) => assay !== only)) return null;
  for (const { assays } of others) {
    for (const assay of assays) {
      only ??= assay;
      if (assay !== only) return null;
    }
  }
  return only ?? null;
}

function referenced(
  context: ReaderContext,
  source: RecordedResource,
  key: string,
): readonly RecordedResource[] {
  const references = listAt(source.resource, key);
  if (references.length === 0) return NO_RESOURCES;
  return references
    .slice(0, MOST_REFERENCES)
    .flatMap((reference) => context.resolve(reference, source) ?? []);
}

const MOST_REFERENCES = 20;

function deviceNames({ resource }: RecordedResource): readonly Concept[] {
  const names = objectsAt(resource, 'deviceName').map((name) => textAt(name, 'name'));
  const plain = [...names, textAt(resource, 'modelNumber')].filter((name) => name !== null);
  return [conceptAt(resource, 'type'), ...plain.map((text) => ({ codings: [], text }))];
}

function writesPercent(context: ReaderContext, observation: RecordedResource): boolean {
  for (const { kinds, amount } of context.partsOf(observation)) {
    if (amount !== null && kinds.includes('alleleFraction') && isSurelyPercent(amount)) return true;
  }
  return false;
}

// The finished sample ----------------------------------------------------------------------------------

function sampleFrom(
  context: ReaderContext,
  specimens: SpecimenLookups,
  draft: SampleDraft,
  id: string,
): Sample {
  const { specimen, reports, observations } = draft;
  const collection = specimen === null ? null : objectAt(specimen.resource, 'collection');
  const words = specimen === null ? [] : specimenWords(specimen);
  const [tumourFraction] = byRef(draft.tumourFractions);
  return {
    id,
    material: materialOfDraft(context, specimens, draft),
    site:
      siteOf(draft) ?? (collection === null ? null : siteName(conceptAt(collection, 'bodySite'))),
    lesion: lesionOf(words),
    ...datesOf(context, draft),
    assay: draft.assay,
    genesCovered: draft.genesCovered.size === 0 ? null : [...draft.genesCovered].sort(),
    tumourFraction: tumourFraction ?? (specimen === null ? null : tumourContentIn(specimen)),
    preliminary: [...reports.values(), ...observations.values()].some(
      ({ resource }) => textAt(resource, 'status') === 'preliminary',
    ),
    resources: [...(specimen === null ? [] : [specimen.ref]), ...[...reports.keys()].sort()],
  };
}

function specimenWords({ resource }: RecordedResource): readonly string[] {
  const collection = objectAt(resource, 'collection');
  return [
    ...wordingsOf(conceptAt(resource, 'type')),
    ...(collection === null ? [] : wordingsOf(conceptAt(collection, 'bodySite'))),
    ...objectsAt(resource, 'note').flatMap((note) => textAt(note, 'text') ?? []),
  ];
}

/** `Tumor: 20%` in the note of a specimen (GRIG's own example); two numbers are of two slides. */
function tumourContentIn({ resource }: RecordedResource): number | null {
  const [only, ...others] = notesOf(resource).flatMap((note) => [...note.matchAll(TUMOUR_CONTENT)]);
  return only === undefined || others.length > 0 ? null : percentInWords(only[0]);
}

const TUMOUR_CONTENT =
  /\b(?:tumou?r(?: (?:cells?|cell content|content|fraction|purity|cellularity))?|Tumorzellgehalt)\s*[:=]?\s*\d{1,3}(?:[.,]\d+)?\s*%/gi;

function siteOf({ observations }: SampleDraft): string | null {
  const sites = byRef(observations).flatMap(
    ({ resource }) => siteName(conceptAt(resource, 'bodySite')) ?? [],
  );
  return sites[0] ?? null;
}

/** The site in words; SNOMED's `(body structure)` is no part of the name. */
function siteName(bodySite: Concept): string | null {
  return wordingsOf(bodySite)[0]?.replace(/\s*\(body structure\)$/i, '') ?? null;
}

function materialOfDraft(
  context: ReaderContext,
  specimens: SpecimenLookups,
  draft: SampleDraft,
): Sample['material'] {
  const own = draft.specimen === null ? 'unknown' : specimens.materialOf(draft.specimen);
  if (own !== 'unknown' && own !== 'blood') return own;
  const assay = draft.assay === null ? undefined : context.terminology.assays.get(draft.assay);
  if (draft.saysCellFree || assay?.material === 'plasma') return 'plasma';
  if (own === 'unknown') return assay?.material ?? 'unknown';
  return hasTumourBesideIt(specimens, draft) ? 'normal-control' : 'blood';
}

/** The blood of a report that also lists tumour tissue is its germline control. */
function hasTumourBesideIt(
  { ofReport, materialOf }: SpecimenLookups,
  { reports, specimen }: SampleDraft,
): boolean {
  return [...reports.values()].some((report) =>
    ofReport(report).some(
      (other) =>
        other.specimen !== null &&
        other.base !== specimen?.ref &&
        materialOf(other.specimen) === 'tissue',
    ),
  );
}

/** Date precedence (fhir-input 1.6): collection, observation, report, receipt, issue. */
function datesOf(
  context: ReaderContext,
  draft: SampleDraft,
): Pick<Sample, 'collectedOn' | 'dateFrom'> {
  const { specimen } = draft;
  const observations = byRef(draft.observations);
  const reports = byRef(draft.reports);
  const collection = specimen === null ? null : objectAt(specimen.resource, 'collection');
  const observed = earliest(observations.map(({ resource }) => dateAt(resource, 'effective')));
  const issued = earliest(
    [...observations, ...reports].map(({ resource }) => plainDateAt(resource, 'issued')),
  );
  const candidates = [
    ['collection', collection === null ? null : dateAt(collection, 'collected')],
    ['observation', observed],
    ['report', earliest(reports.map(({ resource }) => dateAt(resource, 'effective')))],
    ['received', specimen === null ? null : plainDateAt(specimen.resource, 'receivedTime')],
    ['issued', issued],
  ] as const;
  for (const [dateFrom, collectedOn] of candidates) {
    if (collectedOn === null) continue;
    if (dateFrom === 'collection') warnOfDisorder(context, draft, collectedOn, [observed, issued]);
    return { collectedOn, dateFrom };
  }
  const [at] = [specimen, ...reports, ...observations].filter((source) => source !== null);
  if (at !== undefined) context.problem(at, 'missing-date', 'The sample has no date of any kind.');
  return { collectedOn: null, dateFrom: null };
}

/** A result cannot be older than its specimen; which of the two dates is wrong cannot be told. */
function warnOfDisorder(
  context: ReaderContext,
  { specimen }: SampleDraft,
  collectedOn: ClinicalDate,
  results: readonly (ClinicalDate | null)[],
): void {
  if (
    specimen === null ||
    !results.some((result) => result !== null && isAfter(collectedOn, result))
  )
    return;
  context.problem(
    specimen,
    'incomplete-data',
    'The specimen is dated after its result; the date of collection is used.',
  );
}

function earliest(dates: readonly (ClinicalDate | null)[]): ClinicalDate | null {
  const known = dates.filter((date) => date !== null).sort();
  return known[0] ?? null;
}

function byRef<Value>(map: ReadonlyMap<ResourceRef, Value>): readonly Value[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
