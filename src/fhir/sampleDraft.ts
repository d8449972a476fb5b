import type { GeneSymbol } from '../domain/alteration.ts';
import { clinicalDate, type ClinicalDate } from '../domain/date.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';
import { bodySiteAt } from './bodySite.ts';
import type { RecordedResource } from './collectResources.ts';
import { asText, objectAt, textAt, type Amount } from './json.ts';
import type { ReaderContext } from './readerContext.ts';
import { dateAt } from './resourceDates.ts';

/** Stands for a sample while it is being put together. Of its results only what the sample needs is kept. */
export interface SampleDraft {
  readonly key: string;
  readonly base: ResourceRef;
  readonly assay: string | null;
  readonly specimen: RecordedResource | null;
  readonly reports: Map<ResourceRef, RecordedResource>;
  readonly genesCovered: Set<GeneSymbol>;
  readonly tumourFractions: Map<ResourceRef, number>;
  /** Percentages of at most one: what they mean is known when the whole sample is. */
  readonly openTumourFractions: OpenTumourFraction[];
  /** What its results call the specimen, where the record has no resource for it. */
  readonly specimenNames: Set<string>;
  saysCellFree: boolean;
  /** Another value of the sample can only be per cent: so are the small ones. */
  writesPercent: boolean;
  isPreliminary: boolean;
  /** The earliest days of its results. */
  observedOn: ClinicalDate | null;
  issuedOn: ClinicalDate | null;
  /** The first result, in order of reference, and the first that names a site. */
  firstResult: ResourceRef | null;
  site: { readonly of: ResourceRef; readonly name: string } | null;
}

export interface OpenTumourFraction {
  readonly source: RecordedResource;
  readonly amount: Amount;
  /** Whether the resource says nothing else, so that its outcome depends on this. */
  readonly isAlone: boolean;
}

/** Notes what a sample needs of one of its results. The order of results changes nothing. */
export function noteResult(
  context: ReaderContext,
  draft: SampleDraft,
  source: RecordedResource,
): void {
  const { ref, resource } = source;
  draft.observedOn = earlier(draft.observedOn, dateAt(resource, 'effective'));
  draft.issuedOn = earlier(draft.issuedOn, clinicalDate(resource['issued']));
  draft.isPreliminary ||= asText(resource['status']) === 'preliminary';
  if (draft.firstResult === null || ref < draft.firstResult) draft.firstResult = ref;
  if (draft.specimen === null && resource['specimen'] !== undefined) {
    const specimen = objectAt(resource, 'specimen');
    const name = specimen === null ? null : textAt(specimen, 'display');
    if (name !== null) draft.specimenNames.add(name);
  }
  const name = bodySiteAt(context, source, resource);
  if (name !== null && (draft.site === null || ref < draft.site.of)) draft.site = { of: ref, name };
}

export function earlier(a: ClinicalDate | null, b: ClinicalDate | null): ClinicalDate | null {
  return a === null || b === null ? (a ?? b) : a < b ? a : b;
}
