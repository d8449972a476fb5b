import {
  alterationKey,
  alterationName,
  geneOf,
  isSmallChange,
  type Alteration,
  type GeneSymbol,
} from '../domain/alteration.ts';
import { percent } from '../domain/percent.ts';
import type { PatientCase } from '../domain/patientCase.ts';
import type { Reading } from '../domain/reading.ts';
import type { Sample } from '../domain/sample.ts';
import { isOfBlood } from '../nomenclature/diseaseLookup.ts';
import { matchesPattern, type AlterationPattern } from '../rulebase/alterationPattern.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';

/** What the samples say of the tumour, sorted for the questions that follow. */
export interface TumourRecord {
  readonly diseases: ReadonlySet<string>;
  readonly samples: ReadonlyMap<string, Sample>;
  /** Readings that speak of the tumour, by sample. */
  readonly bySample: ReadonlyMap<string, readonly Reading[]>;
  /** Alterations that were detected at least once, by identity. */
  readonly alterations: ReadonlyMap<string, Alteration>;
  /** Identities of those in the trunk of the tumour. */
  readonly truncal: ReadonlySet<string>;
  readonly informative: ReadonlyMap<string, Informative>;
  /** Samples in which a copy number that is not reported is not there: not plasma with too little tumour DNA for the assay. */
  readonly showsCopies: ReadonlySet<string>;
  /** Samples that gather what all lesions shed: plasma, and blood where the tumour is of the blood. */
  readonly ofWholeTumour: ReadonlySet<string>;
  /** Germline findings and clonal haematopoiesis: no mechanisms, listed with the reason. */
  readonly setApart: readonly { readonly reading: Reading; readonly why: SetApart }[];
}

export type SetApart = 'germline' | 'clonal-haematopoiesis';

/** Whether what a sample does not show is absent from the tumour. */
export interface Informative {
  readonly verdict: 'yes' | 'no' | 'cannot-be-told';
  readonly why: string;
}

/** Whether a sample says anything of the tumour; one that could not be assessed does not. */
export function hasResult(sampleId: string, { bySample }: TumourRecord): boolean {
  return (
    bySample.get(sampleId)?.some(({ detection }) => detection.state !== 'not-assessed') === true
  );
}

/** Sorts the case's readings by what they can say of the tumour. */
export function tumourRecord(patientCase: PatientCase, knowledge: KnowledgeBase): TumourRecord {
  const samples = new Map(patientCase.samples.map((sample) => [sample.id, sample]));
  const diseases = new Set(patientCase.diagnoses.map(({ disease }) => disease));
  const readings = patientCase.readings.map((reading) => withAmplification(reading, knowledge));
  const isInBlood = [...diseases].some((d) => isOfBlood(knowledge.terminology, d));
  const inTissue = genesDetectedInTissue(readings, samples, isInBlood);
  const highest = highestFractions(readings);
  const bySample = new Map<string, Reading[]>();
  const alterations = new Map<string, Alteration>();
  const setApart: { reading: Reading; why: SetApart }[] = [];
  for (const reading of readings) {
    const sample = samples.get(reading.sampleId);
    if (sample === undefined) continue;
    const why = reasonToSetApart(reading, sample, inTissue, highest, knowledge);
    if (why !== null) {
      setApart.push({ reading, why });
      continue;
    }
    const group = bySample.get(sample.id);
    if (group === undefined) bySample.set(sample.id, [reading]);
    else group.push(reading);
    if (reading.of.kind !== 'any' && reading.detection.state === 'detected') {
      alterations.set(alterationKey(reading.of), reading.of);
    }
  }
  const trunk = truncalAlterations(alterations, diseases, knowledge);
  const informative = new Map<string, Informative>();
  const showsCopies = new Set<string>();
  const ofWholeTumour = new Set<string>();
  for (const sample of samples.values()) {
    const ofSample = bySample.get(sample.id) ?? [];
    const { material } = sample;
    const holdsTumour = isInBlood && (material === 'blood' || material === 'tissue');
    informative.set(
      sample.id,
      holdsTumour
        ? showsLeukaemia(sample, ofSample, trunk, knowledge)
        : isInformative(sample, ofSample, trunk, knowledge),
    );
    if (couldShowCopies(sample, ofSample, trunk, knowledge)) showsCopies.add(sample.id);
    if (material === 'plasma' || (isInBlood && material === 'blood')) ofWholeTumour.add(sample.id);
  }
  const truncal = new Set(trunk.keys());
  return {
    diseases,
    samples,
    bySample,
    alterations,
    truncal,
    informative,
    showsCopies,
    ofWholeTumour,
    setApart,
  };
}

/**
 * A gain of as many copies as the threshold asks for is an amplification, though the laboratory does
 * not use the word.
 */
function withAmplification(reading: Reading, { thresholds }: KnowledgeBase): Reading {
  const { of, detection } = reading;
  if (of.kind !== 'copy-number' || of.direction !== 'gain') return reading;
  if (detection.state !== 'detected' || detection.copyNumber === null) return reading;
  if (detection.copyNumber < thresholds.amplificationCopies) return reading;
  return { ...reading, of: { ...of, direction: 'amplification' } };
}

/** The highest allele fraction ever read of each alteration. */
function highestFractions(readings: readonly Reading[]): ReadonlyMap<string, number> {
  const highest = new Map<string, number>();
  for (const { of, detection } of readings) {
    if (of.kind === 'any' || detection.state !== 'detected') continue;
    const fraction = detection.fraction?.value ?? null;
    const key = alterationKey(of);
    if (fraction !== null && fraction > (highest.get(key) ?? 0)) highest.set(key, fraction);
  }
  return highest;
}

function genesDetectedInTissue(
  readings: readonly Reading[],
  samples: ReadonlyMap<string, Sample>,
  isInBlood: boolean,
): ReadonlySet<GeneSymbol> {
  const genes = new Set<GeneSymbol>();
  for (const { of, detection, sampleId, origin } of readings) {
    const gene = of.kind === 'any' ? null : geneOf(of);
    const material = samples.get(sampleId)?.material;
    const ofTumour = material === 'tissue' || (isInBlood && material === 'blood');
    if (gene === null || detection.state !== 'detected' || origin === 'germline') continue;
    if (ofTumour) genes.add(gene);
  }
  return genes;
}

/**
 * Germline variants were there before the tumour. Variants in genes of clonal haematopoiesis found
 * in blood alone come from blood cells until tissue shows them; where tumours alter the gene too,
 * only while the fraction stays low (ENGINE.md section 1).
 */
function reasonToSetApart(
  { origin, of }: Reading,
  sample: Sample,
  inTissue: ReadonlySet<GeneSymbol>,
  highest: ReadonlyMap<string, number>,
  { terminology, thresholds }: KnowledgeBase,
): SetApart | null {
  if (origin === 'germline' || sample.material === 'normal-control') return 'germline';
  const blood = sample.material === 'plasma' || sample.material === 'blood';
  if (of.kind === 'any' || !blood) return null;
  const gene = geneOf(of);
  if (gene === null || inTissue.has(gene)) return null;
  const fraction = highest.get(alterationKey(of));
  const low = fraction !== undefined && fraction <= thresholds.haematopoiesisMaxFraction;
  switch (terminology.genes.get(gene)?.clonalHaematopoiesis) {
    case 'usually':
      return 'clonal-haematopoiesis';
    case 'at-low-fraction':
      return low ? 'clonal-haematopoiesis' : null;
    case undefined:
      return null;
  }
}

/** Alterations that the patient's disease carries in its trunk, such as its driver. */
function truncalAlterations(
  alterations: ReadonlyMap<string, Alteration>,
  diseases: ReadonlySet<string>,
  knowledge: KnowledgeBase,
): ReadonlyMap<string, Alteration> {
  const patterns: AlterationPattern[] = [];
  for (const [disease, list] of knowledge.truncal) {
    const applies = [...diseases].some((d) => knowledge.patternContext.isDisease(d, disease));
    if (applies) patterns.push(...list);
  }
  const truncal = new Map<string, Alteration>();
  for (const [key, alteration] of alterations) {
    const matches = patterns.some((p) => matchesPattern(p, alteration, knowledge.patternContext));
    if (matches) truncal.set(key, alteration);
  }
  return truncal;
}

/**
 * A plasma sample is informative when its tumour fraction reaches the threshold or a truncal
 * alteration is detected in it; otherwise its negatives say nothing.
 */
function isInformative(
  sample: Sample,
  readings: readonly Reading[],
  truncal: ReadonlyMap<string, Alteration>,
  knowledge: KnowledgeBase,
): Informative {
  if (sample.material === 'tissue') return { verdict: 'yes', why: 'tumour tissue' };
  if (sample.material === 'unknown' || sample.material === 'blood') {
    return { verdict: 'cannot-be-told', why: 'the record does not say what was sequenced' };
  }
  const threshold = knowledge.thresholds.informativeTumourFraction;
  const { tumourFraction } = sample;
  if (tumourFraction !== null && tumourFraction >= threshold) {
    return { verdict: 'yes', why: `tumour fraction ${percent(tumourFraction)}` };
  }
  if (showsTrunk(readings, truncal)) return { verdict: 'yes', why: TRUNK_DETECTED };
  if (tumourFraction !== null) {
    return {
      verdict: 'no',
      why: `tumour fraction ${percent(tumourFraction)} is below ${percent(threshold)} and no truncal alteration is detected`,
    };
  }
  return {
    verdict: 'cannot-be-told',
    why: 'no tumour fraction is given and no truncal alteration is detected',
  };
}

/**
 * Copies in plasma drown in those of healthy cells: an amplification that the assay does not report is
 * absent only from the tumour fraction on at which the assay finds one. Where the laboratory gives no
 * fraction, the highest of a truncal change is the least that it can be.
 */
function couldShowCopies(
  { material, assay, tumourFraction }: Sample,
  readings: readonly Reading[],
  truncal: ReadonlyMap<string, Alteration>,
  { terminology }: KnowledgeBase,
): boolean {
  const entry = assay === null ? undefined : terminology.assays.get(assay);
  if (entry?.reports === 'mutations') return false;
  const needed = entry?.copiesFromTumourFraction;
  if (material !== 'plasma' || needed === undefined) return true;
  const shed = readings.map(({ of, detection }) =>
    of.kind === 'protein-change' && detection.state === 'detected' && truncal.has(alterationKey(of))
      ? (detection.fraction?.value ?? 0)
      : 0,
  );
  return (tumourFraction ?? Math.max(0, ...shed)) >= needed;
}

const TRUNK_DETECTED = 'a truncal alteration is detected in it';

function showsTrunk(
  readings: readonly Reading[],
  truncal: ReadonlyMap<string, Alteration>,
): boolean {
  return readings.some(
    ({ of, detection }) =>
      of.kind !== 'any' && detection.state === 'detected' && truncal.has(alterationKey(of)),
  );
}

/**
 * Blood and marrow of a leukaemia are of the tumour, unless the laboratory says that hardly any of
 * it is left in them: then a clone cannot be seen either.
 */
function showsLeukaemia(
  { tumourFraction }: Sample,
  readings: readonly Reading[],
  truncal: ReadonlyMap<string, Alteration>,
  { thresholds }: KnowledgeBase,
): Informative {
  if (showsTrunk(readings, truncal)) return { verdict: 'yes', why: TRUNK_DETECTED };
  const threshold = thresholds.informativeTumourFraction;
  if (tumourFraction !== null && tumourFraction < threshold) {
    const why = `tumour fraction ${percent(tumourFraction)} is below ${percent(threshold)} and no truncal alteration is detected`;
    return { verdict: 'no', why };
  }
  const lacking = [...truncal.values()].find((trunk) => readings.some((r) => denies(r, trunk)));
  return lacking === undefined
    ? { verdict: 'yes', why: 'blood or marrow of a leukaemia' }
    : { verdict: 'no', why: `${alterationName(lacking)}, which marks the leukaemia, is not found` };
}

/** Whether the reading says that the alteration is not there. */
function denies({ of, detection }: Reading, alteration: Alteration): boolean {
  if (detection.state !== 'not-detected') return false;
  if (of.kind !== 'any') return alterationKey(of) === alterationKey(alteration);
  return of.gene === geneOf(alteration) && (of.only === undefined || isSmallChange(alteration));
}
