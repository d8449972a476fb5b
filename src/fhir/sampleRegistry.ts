import type { ClinicalDate } from '../domain/date.ts';
import type { GeneSymbol } from '../domain/alteration.ts';
import type { Reading } from '../domain/reading.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';
import type { Sample } from '../domain/sample.ts';
import { NO_CONCEPT, wordingsOf, type Concept } from '../nomenclature/concept.ts';
import { bodySiteAt, unnamedSiteAt } from './bodySite.ts';
import { typeAndIdOf, type RecordedResource } from './collectResources.ts';
import { fractionOfPercent, percentInWords } from '../nomenclature/percentInWords.ts';
import {
  conceptAt,
  listAt,
  notesOf,
  objectAt,
  objectsAt,
  textAt,
  asObject,
  type Amount,
  type JsonObject,
} from './json.ts';
import type { ReaderContext } from './readerContext.ts';
import { earlier, noteResult, type SampleDraft } from './sampleDraft.ts';
import type { ReportIndex } from './reportIndex.ts';
import { dateAt, isAfter, plainDateAt } from './resourceDates.ts';
import { lesionOf, materialOf, siteOfFluid, siteOfTissue } from './specimenMaterial.ts';
import { remembered } from './remembered.ts';
import { statusOf } from './statusWords.ts';
import type { NamedTest } from './vocabulary.ts';

export interface SampleRegistry {
  readonly sampleOf: (observation: RecordedResource, origin: Reading['origin']) => SampleDraft;
  /** The sample made of a specimen, for documents that name the specimen themselves. */
  readonly sampleOfSpecimen: (specimen: RecordedResource, source: RecordedResource) => SampleDraft;
  /** All samples with a reading or a statement, and the final id of each draft; `read` are those with readings. */
  readonly finish: (read: ReadonlySet<SampleDraft>) => {
    readonly samples: readonly Sample[];
    readonly idOf: ReadonlyMap<string, string>;
  };
}

/** `isInBlood`: the patient's tumour is of the blood, so that blood is no germline control. */
export function sampleRegistry(
  context: ReaderContext,
  reportsOf: ReportIndex,
  isInBlood: boolean,
): SampleRegistry {
  const drafts = new Map<string, SampleDraft>();
  const keyOf = sampleKeys();
  const testOf = remembered((source: RecordedResource) => testNamedBy(context, source));
  const specimenOf = ownSpecimens(context);
  const specimens = specimenLookups(context);
  const sortedGenes = geneLists();
  const fitting = {
    germline: remembered((report: RecordedResource) =>
      fittingSpecimens(specimens, report, true, isInBlood),
    ),
    other: remembered((report: RecordedResource) =>
      fittingSpecimens(specimens, report, false, isInBlood),
    ),
  };
  /** Where the last result went: every step of its reading asks again. */
  let placed: Placed | null = null;

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
      genesCovered: new Set(),
      tumourFractions: new Map(),
      openTumourFractions: [],
      specimenNames: new Set(),
      saysCellFree: false,
      writesPercent: false,
      isPreliminary: false,
      observedOn: null,
      issuedOn: null,
      firstResult: null,
      site: null,
    };
    drafts.set(key, draft);
    return draft;
  };

  const sampleOf = (observation: RecordedResource, origin: Reading['origin']): SampleDraft => {
    if (placed?.observation === observation && placed.origin === origin) return placed.draft;
    const reports = reportsOf(observation);
    const own = testNamedBy(context, observation);
    const tests = reports.map(testOf);
    const source = sourceOf(
      specimenOf,
      observation,
      reports,
      origin === 'germline' ? fitting.germline : fitting.other,
    );
    const draft = draftFor(source.base, source.specimen, theOnlyAssay(own, tests));
    noteResult(context, draft, observation);
    for (const report of reports) draft.reports.set(report.ref, report);
    draft.saysCellFree ||= own.isCellFree || tests.some(({ isCellFree }) => isCellFree);
    placed = { observation, origin, draft };
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
      noteResult(context, draft, source);
      return draft;
    },
    finish: (read) => {
      for (const draft of drafts.values()) settleTumourFractions(context, draft);
      const kept = joined([...drafts.values()], read);
      const idOf = finalIds(kept);
      const samples = kept
        .map((draft) =>
          sampleFrom(
            context,
            specimens,
            sortedGenes,
            isInBlood,
            draft,
            idOf.get(draft.key) ?? draft.key,
            read.has(draft),
          ),
        )
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      return { samples, idOf };
    },
  };
}

const NO_RESOURCES: readonly RecordedResource[] = [];

interface Placed {
  readonly observation: RecordedResource;
  readonly origin: Reading['origin'];
  readonly draft: SampleDraft;
}

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
function joined(
  drafts: readonly SampleDraft[],
  read: ReadonlySet<SampleDraft>,
): readonly SampleDraft[] {
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
    if (unnamed !== undefined && named !== undefined && others.length === 0 && !read.has(unnamed)) {
      for (const gene of unnamed.genesCovered) named.genesCovered.add(gene);
      for (const [ref, report] of unnamed.reports) named.reports.set(ref, report);
      named.saysCellFree ||= unnamed.saysCellFree;
      named.isPreliminary ||= unnamed.isPreliminary;
      named.observedOn = earlier(named.observedOn, unnamed.observedOn);
      named.issuedOn = earlier(named.issuedOn, unnamed.issuedOn);
      for (const name of unnamed.specimenNames) named.specimenNames.add(name);
      named.site ??= unnamed.site;
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
  const { vocabulary } = context;
  const ofType = remembered((type: Concept) => materialOf(type, []));
  return {
    ofReport: remembered((report) => specimensOf(context, report)),
    materialOf: remembered(({ resource }) => {
      const type = vocabulary.conceptAt(resource, 'type');
      const collection = asObject(resource['collection']);
      const method = collection === null ? undefined : collection['method'];
      const notes = notesOf(resource);
      if (notes.length === 0 && method === undefined) return ofType(type);
      const collected = vocabulary.conceptOf(method) ?? NO_CONCEPT;
      return materialOf(type, [...notes, ...wordingsOf(collected)]);
    }),
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
    const reference = asObject(observation.resource['specimen']);
    const target = reference === null ? undefined : reference['reference'];
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
  isInBlood: boolean,
): readonly Source[] {
  const all = ofReport(report);
  const controls = isInBlood ? ['normal-control'] : ['normal-control', 'blood'];
  const isControl = ({ specimen }: Source): boolean =>
    specimen !== null && controls.includes(materialOf(specimen));
  const fitting = all.filter((source) => isControl(source) === isGermline);
  return fitting.length > 0 ? fitting : all;
}

// Tests and assays -----------------------------------------------------------------------------------

/** Whatever may name the test: codes of result, report and order, method and device. */
function testNamedBy(context: ReaderContext, source: RecordedResource): NamedTest {
  const { vocabulary } = context;
  const { type, resource } = source;
  const isObservation = type === 'Observation';
  let named = vocabulary.testNamedBy(
    isObservation ? context.codeOf(source) : vocabulary.conceptAt(resource, 'code'),
  );
  if (resource['method'] !== undefined) {
    named = bothTests(named, vocabulary.testNamedBy(vocabulary.conceptAt(resource, 'method')));
  }
  if (resource['device'] !== undefined) {
    for (const concept of referenced(context, source, 'device').flatMap(deviceNames)) {
      named = bothTests(named, vocabulary.testNamedBy(concept));
    }
  }
  if (resource['basedOn'] !== undefined) {
    for (const order of referenced(context, source, 'basedOn')) {
      const concept = vocabulary.conceptAt(order.resource, 'code');
      named = bothTests(named, vocabulary.testNamedBy(concept));
    }
  }
  if (isObservation) {
    // The guide's own components (gene, change ...) name no test.
    for (const { code, kinds } of context.partsOf(source)) {
      if (kinds.length === 0) named = bothTests(named, vocabulary.testNamedBy(code));
    }
  }
  return named;
}

/** Most concepts name no test, and then nothing is copied. */
function bothTests(a: NamedTest, b: NamedTest): NamedTest {
  if (namesNothing(b)) return a;
  if (namesNothing(a)) return b;
  return { assays: [...a.assays, ...b.assays], isCellFree: a.isCellFree || b.isCellFree };
}

function namesNothing({ assays, isCellFree }: NamedTest): boolean {
  return assays.length === 0 && !isCellFree;
}

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

/** The genes of a panel in order; one list serves all samples of the panel that come after one another. */
function geneLists(): (genes: ReadonlySet<GeneSymbol>) => readonly GeneSymbol[] {
  let last: readonly GeneSymbol[] = [];
  return (genes) => {
    const isSame = last.length === genes.size && last.every((gene) => genes.has(gene));
    if (!isSame) last = [...genes].sort();
    return last;
  };
}

// The finished sample ----------------------------------------------------------------------------------

function sampleFrom(
  context: ReaderContext,
  specimens: SpecimenLookups,
  sortedGenes: (genes: ReadonlySet<GeneSymbol>) => readonly GeneSymbol[],
  isInBlood: boolean,
  draft: SampleDraft,
  id: string,
  isRead: boolean,
): Sample {
  const { specimen, reports } = draft;
  const words = specimen === null ? [] : specimenWords(context, specimen);
  const [tumourFraction] = byRef(draft.tumourFractions);
  const material = materialOfDraft(context, specimens, draft, isInBlood);
  if (isRead && specimen !== null && statusOf(specimen.resource) === 'unsatisfactory') {
    const message = 'The laboratory calls the specimen unsatisfactory; results of it are used.';
    context.problem(specimen, 'incomplete-data', message);
  }
  return {
    id,
    material,
    site:
      draft.site?.name ?? (specimen === null ? null : siteOfSpecimen(context, specimen, material)),
    lesion: lesionOf(words),
    ...datesOf(context, draft, isRead),
    assay: draft.assay,
    genesCovered: draft.genesCovered.size === 0 ? null : sortedGenes(draft.genesCovered),
    tumourFraction: tumourFraction ?? (specimen === null ? null : tumourContentIn(specimen)),
    preliminary:
      draft.isPreliminary ||
      [...reports.values()].some(({ resource }) => textAt(resource, 'status') === 'preliminary'),
    resources: [...(specimen === null ? [] : [specimen.ref]), ...[...reports.keys()].sort()],
  };
}

function siteOfSpecimen(
  context: ReaderContext,
  specimen: RecordedResource,
  material: Sample['material'],
): string | null {
  const { resource } = specimen;
  const collection = objectAt(resource, 'collection');
  const stated = collection === null ? null : bodySiteAt(context, specimen, collection);
  const named = stated ?? siteOfType(material, resource);
  return named === null && collection !== null ? unnamedSiteAt(collection) : named;
}

/** The place that a type of specimen names, where no site is given. */
function siteOfType(material: Sample['material'], specimen: JsonObject): string | null {
  if (material === 'other-fluid') return siteOfFluid(specimen);
  return material === 'tissue' ? siteOfTissue(specimen) : null;
}

function specimenWords(
  { vocabulary }: ReaderContext,
  { resource }: RecordedResource,
): readonly string[] {
  const collection = asObject(resource['collection']);
  const bodySite = collection === null ? undefined : collection['bodySite'];
  const type = wordingsOf(vocabulary.conceptAt(resource, 'type'));
  const notes = notesOf(resource);
  if (bodySite === undefined && notes.length === 0) return type;
  return [...type, ...wordingsOf(vocabulary.conceptOf(bodySite) ?? NO_CONCEPT), ...notes];
}

/** `Tumor: 20%` in the note of a specimen (GRIG's own example); two numbers are of two slides. */
function tumourContentIn({ resource }: RecordedResource): number | null {
  const [only, ...others] = notesOf(resource).flatMap((note) => [...note.matchAll(TUMOUR_CONTENT)]);
  return only === undefined || others.length > 0 ? null : percentInWords(only[0]);
}

const TUMOUR_CONTENT =
  /\b(?:tumou?r(?: (?:cells?|cell content|content|fraction|purity|cellularity))?|Tumorzellgehalt)\s*[:=]?\s*\d{1,3}(?:[.,]\d+)?\s*%/gi;

/** A small percentage counts when the sample's sender writes per cent. */
function settleTumourFractions(context: ReaderContext, draft: SampleDraft): void {
  for (const { source, amount, isAlone } of draft.openTumourFractions) {
    if (draft.writesPercent) {
      draft.tumourFractions.set(source.ref, fractionOfPercent(amount.value));
      if (isAlone) context.outcome(source, 'tumour fraction');
    } else tellAmbiguousTumourFraction(context, source, amount);
  }
}

export function tellAmbiguousTumourFraction(
  context: ReaderContext,
  source: RecordedResource,
  amount: Amount,
): void {
  context.problem(
    source,
    'ambiguous-fraction',
    `The tumour fraction ${String(amount.value)} (unit ${amount.code ?? amount.unit ?? 'not given'}) can be read in two ways; it is not used.`,
  );
}

function materialOfDraft(
  context: ReaderContext,
  specimens: SpecimenLookups,
  draft: SampleDraft,
  isInBlood: boolean,
): Sample['material'] {
  const own =
    draft.specimen === null
      ? materialNamed(specimenNames(draft))
      : specimens.materialOf(draft.specimen);
  if (own !== 'unknown' && own !== 'blood') return own;
  const assay = draft.assay === null ? undefined : context.terminology.assays.get(draft.assay);
  if (draft.saysCellFree || assay?.material === 'plasma') return 'plasma';
  if (own === 'unknown') return assay?.material ?? 'unknown';
  return !isInBlood && hasTumourBesideIt(specimens, draft) ? 'normal-control' : 'blood';
}

function specimenNames({ specimenNames: own, reports }: SampleDraft): readonly string[] {
  if (own.size > 0) return [...own];
  return [...reports.values()].flatMap(({ resource }) =>
    objectsAt(resource, 'specimen').flatMap((specimen) => textAt(specimen, 'display') ?? []),
  );
}

/** Results of one report that call their specimen differently do not say which is meant. */
function materialNamed([name, ...others]: readonly string[]): Sample['material'] {
  if (name === undefined || others.length > 0) return 'unknown';
  return materialOf({ codings: [], text: name }, []);
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
  isRead: boolean,
): Pick<Sample, 'collectedOn' | 'dateFrom'> {
  const { specimen } = draft;
  const reports = byRef(draft.reports);
  const collection = specimen === null ? null : objectAt(specimen.resource, 'collection');
  const observed = draft.observedOn;
  const issued = reports.reduce(
    (first, { resource }) => earlier(first, plainDateAt(resource, 'issued')),
    draft.issuedOn,
  );
  const collected = collection === null ? null : dateAt(collection, 'collected');
  if (collected !== null) {
    warnOfDisorder(context, draft, collected, observed);
    warnOfDisorder(context, draft, collected, issued);
    return { collectedOn: collected, dateFrom: 'collection' };
  }
  if (observed !== null) return { collectedOn: observed, dateFrom: 'observation' };
  const reported = reports.reduce<ClinicalDate | null>(
    (first, { resource }) => earlier(first, dateAt(resource, 'effective')),
    null,
  );
  if (reported !== null) return { collectedOn: reported, dateFrom: 'report' };
  const received = specimen === null ? null : plainDateAt(specimen.resource, 'receivedTime');
  if (received !== null) return { collectedOn: received, dateFrom: 'received' };
  if (issued !== null) return { collectedOn: issued, dateFrom: 'issued' };
  const ref = specimen?.ref ?? reports[0]?.ref ?? draft.firstResult;
  // Of a sample that nothing was read of the date does not matter.
  if (ref !== null && isRead) {
    context.problem({ ref }, 'missing-date', 'The sample has no date of any kind.');
  }
  return { collectedOn: null, dateFrom: null };
}

/** A result cannot be older than its specimen; which of the two dates is wrong cannot be told. */
function warnOfDisorder(
  context: ReaderContext,
  { specimen }: SampleDraft,
  collectedOn: ClinicalDate,
  result: ClinicalDate | null,
): void {
  if (specimen === null || result === null || !isAfter(collectedOn, result)) return;
  context.problem(
    specimen,
    'incomplete-data',
    'The specimen is dated after its result; the date of collection is used.',
  );
}

function byRef<Value>(map: ReadonlyMap<ResourceRef, Value>): readonly Value[] {
  const values = [...map.values()];
  if (values.length < 2) return values;
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
