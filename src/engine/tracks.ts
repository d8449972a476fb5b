import { alterationKey, geneOf, isSmallChange, type Alteration } from '../domain/alteration.ts';
import { compareText, firstDifference } from '../domain/ordering.ts';
import type { Reading } from '../domain/reading.ts';
import type { Sample } from '../domain/sample.ts';
import type { AlterationTrack, TrackPoint } from '../domain/track.ts';
import { matchesPattern } from '../rulebase/alterationPattern.ts';
import type { KnowledgeBase } from '../rulebase/knowledge.ts';
import { ruleIndex } from '../rulebase/ruleIndex.ts';
import {
  binomialInterval,
  ratioInterval,
  readsBehindLimit,
  upperBoundWhenNoneSeen,
} from './binomialInterval.ts';
import { pace } from './pace.ts';
import { trend } from './trend.ts';
import type { TumourRecord } from './tumourRecord.ts';

/** How has each alteration gone through time? One track per alteration ever detected, in order of identity. */
export function alterationTracks(
  record: TumourRecord,
  knowledge: KnowledgeBase,
): readonly AlterationTrack[] {
  const samples = [...record.samples.values()].sort((a, b) =>
    firstDifference(compareText(a.collectedOn ?? '', b.collectedOn ?? ''), compareText(a.id, b.id)),
  );
  const contents = samples.map((sample) => contentOf(sample, record, knowledge));
  return [...record.alterations]
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, alteration]) => trackOf(key, alteration, contents, record, knowledge));
}

/** One sample's readings, indexed once for all tracks. */
interface SampleContent {
  readonly sample: Sample;
  readonly readings: ReadonlyMap<string, readonly Reading[]>;
  /** Genes stated as negative, with the largest fraction that may have been missed where that is known. */
  readonly negativeGenes: ReadonlyMap<string, number | null>;
  /** The same of genes of which only small changes are stated as negative. */
  readonly negativeMutations: ReadonlyMap<string, number | null>;
  readonly covered: ReadonlySet<string>;
  readonly informative: boolean;
  readonly showsCopies: boolean;
  readonly ofWholeTumour: boolean;
  readonly limitOfDetection: number | null;
  /**
   * Highest fraction among truncal alterations: what the tumour as a whole sheds. A fusion gives
   * none: its number counts transcripts (BCR::ABL1, which may exceed those of the control gene) or
   * reads over a breakpoint, on another scale than the fraction of a substitution.
   */
  readonly truncal: Measure | null;
  /** Copies per tumour cell, of the genes of which the sample gives a number. */
  readonly copies: ReadonlyMap<string, number>;
}

interface Measure {
  readonly key: string;
  readonly fraction: number;
  /** `null` when neither depth nor assay tells. */
  readonly reads: number | null;
}

function contentOf(sample: Sample, record: TumourRecord, knowledge: KnowledgeBase): SampleContent {
  const readings = new Map<string, Reading[]>();
  const negativeGenes = new Map<string, number | null>();
  const negativeMutations = new Map<string, number | null>();
  const assay = sample.assay === null ? undefined : knowledge.terminology.assays.get(sample.assay);
  const limit = assay?.limitOfDetection ?? null;
  let truncal: Measure | null = null;
  const copies = new Map<string, number>();
  for (const reading of record.bySample.get(sample.id) ?? []) {
    const { of, detection } = reading;
    if (of.kind === 'any') {
      if (detection.state === 'not-detected') {
        const negatives = of.only === 'mutations' ? negativeMutations : negativeGenes;
        negatives.set(of.gene, missedAtMost(detection, limit, knowledge));
      }
      continue;
    }
    const key = alterationKey(of);
    const group = readings.get(key);
    if (group === undefined) readings.set(key, [reading]);
    else group.push(reading);
    const isMeasure = of.kind !== 'fusion' && record.truncal.has(key);
    if (detection.state === 'detected' && isMeasure) {
      const fraction = detection.fraction?.value ?? null;
      if (fraction !== null && fraction > (truncal?.fraction ?? 0)) {
        truncal = { key, fraction, reads: readsBehind(detection, limit, knowledge) };
      }
    }
    if (of.kind === 'copy-number' && detection.state === 'detected') {
      if (detection.copyNumber !== null) copies.set(of.gene, detection.copyNumber);
    }
  }
  return {
    sample,
    readings,
    negativeGenes,
    negativeMutations,
    covered: new Set(sample.genesCovered ?? assay?.genes ?? []),
    informative: record.informative.get(sample.id)?.verdict === 'yes',
    showsCopies: record.showsCopies.has(sample.id),
    ofWholeTumour: record.ofWholeTumour.has(sample.id),
    limitOfDetection: limit,
    truncal,
    copies,
  };
}

function trackOf(
  key: string,
  alteration: Alteration,
  contents: readonly SampleContent[],
  record: TumourRecord,
  knowledge: KnowledgeBase,
): AlterationTrack {
  const points = contents.flatMap((content) => {
    const point = pointOf(key, alteration, content, knowledge);
    return point === null ? [] : [point];
  });
  return {
    alteration,
    points,
    trend: trend(points, knowledge.thresholds.foldChange),
    pace: pace(points, publishedHalfLife(alteration, record, knowledge)),
    clonality: clonality(key, alteration, points, record, knowledge.thresholds.subclonalRatio),
    foundIn: points.filter((p) => p.state === 'detected').map((p) => p.sampleId),
    absentFrom: points.filter((p) => p.state === 'not-detected').map((p) => p.sampleId),
  };
}

/** Half-life in months that a rule of the patient's disease gives for the alteration once its drug is gone. */
function publishedHalfLife(
  alteration: Alteration,
  { diseases }: TumourRecord,
  knowledge: KnowledgeBase,
): number | null {
  const decay = ruleIndex(knowledge)
    .decaysOf(alteration)
    .find(
      ({ diseases: of, alterations }) =>
        [...diseases].some((d) => of.has(d)) &&
        alterations.some((p) => matchesPattern(p, alteration, knowledge.patternContext)),
    );
  return decay?.halfLifeMonths ?? null;
}

/** What one sample says of one alteration; `null` when it says nothing at all. */
function pointOf(
  key: string,
  alteration: Alteration,
  content: SampleContent,
  knowledge: KnowledgeBase,
): TrackPoint | null {
  const confidence = knowledge.thresholds.intervalConfidence;
  const { sample, readings } = content;
  const own = readings.get(key) ?? [];
  const base = {
    sampleId: sample.id,
    on: sample.collectedOn,
    material: sample.material,
    ofWholeTumour: content.ofWholeTumour,
    fraction: null,
    interval: null,
    copyNumber: null,
    relativeToTruncal: null,
    relativeInterval: null,
    cellFraction: null,
    resources: own.length > 0 ? own.flatMap((r) => r.resources) : sample.resources,
  } as const;
  const states = new Set(own.map((r) => r.detection.state));
  if (states.has('detected') && states.has('not-detected')) {
    return { ...base, state: 'cannot-be-told' };
  }
  for (const { detection } of own) {
    if (detection.state !== 'detected') continue;
    const fraction = detection.fraction?.value ?? null;
    const reads = readsBehind(detection, content.limitOfDetection, knowledge);
    return {
      ...base,
      state: 'detected',
      fraction,
      interval:
        fraction === null || reads === null ? null : binomialInterval(fraction, reads, confidence),
      copyNumber: detection.copyNumber,
      ...(fraction === null ? {} : besideTrunk(key, { fraction, reads }, content, confidence)),
      cellFraction:
        fraction === null || !isSmallChange(alteration)
          ? null
          : cellFraction(
              fraction,
              content.copies.get(geneOf(alteration) ?? ''),
              sample.tumourFraction,
            ),
    };
  }
  for (const { detection } of own) {
    if (detection.state !== 'not-detected') continue;
    const upper = missedAtMost(detection, content.limitOfDetection, knowledge);
    return absence(base, alteration, content, upper);
  }
  if (own.length > 0) return { ...base, state: 'cannot-be-told' };
  return impliedAbsence(alteration, content)
    ? absence(base, alteration, content, missedInGene(geneOf(alteration) ?? '', content))
    : null;
}

/** Reads in which a fraction was counted: as the laboratory gives them, else what the assay's limit of detection takes. */
function readsBehind(
  { fraction }: Extract<Reading['detection'], { state: 'detected' }>,
  limitOfAssay: number | null,
  { thresholds }: KnowledgeBase,
): number | null {
  if (fraction?.depth !== null && fraction?.depth !== undefined) return fraction.depth;
  return limitOfAssay === null
    ? null
    : readsBehindLimit(limitOfAssay, thresholds.intervalConfidence);
}

function missedInGene(
  gene: string,
  { negativeGenes, negativeMutations, limitOfDetection }: SampleContent,
): number | null {
  return negativeGenes.get(gene) ?? negativeMutations.get(gene) ?? limitOfDetection;
}

/** The largest fraction that a negative result may have missed: by its depth, else by the limit of detection. */
function missedAtMost(
  { depth, limitOfDetection }: Extract<Reading['detection'], { state: 'not-detected' }>,
  limitOfAssay: number | null,
  { thresholds }: KnowledgeBase,
): number | null {
  return depth === null
    ? (limitOfDetection ?? limitOfAssay)
    : upperBoundWhenNoneSeen(depth, thresholds.intervalConfidence);
}

/** Not detected counts as absent only where the sample could have shown it. */
function absence(
  base: Omit<TrackPoint, 'state'>,
  alteration: Alteration,
  { informative, showsCopies }: SampleContent,
  upper: number | null,
): TrackPoint {
  const couldShow = informative && (showsCopies || alteration.kind !== 'copy-number');
  return {
    ...base,
    state: couldShow ? 'not-detected' : 'cannot-be-told',
    interval: couldShow && upper !== null ? [0, upper] : null,
  };
}

/**
 * A gene stated as negative, or covered without a finding, means that its small variants are
 * absent. Copy number and fusions need a statement of their own: covering a gene's exons does not
 * mean that they were called.
 */
function impliedAbsence(alteration: Alteration, content: SampleContent): boolean {
  const gene = geneOf(alteration);
  if (gene === null) return false;
  if (content.negativeGenes.has(gene)) return true;
  return (
    isSmallChange(alteration) && (content.negativeMutations.has(gene) || content.covered.has(gene))
  );
}

function besideTrunk(
  key: string,
  { fraction, reads }: Pick<Measure, 'fraction' | 'reads'>,
  { truncal }: SampleContent,
  confidence: number,
): Pick<TrackPoint, 'relativeToTruncal' | 'relativeInterval'> {
  if (truncal === null) return { relativeToTruncal: null, relativeInterval: null };
  const counted = reads !== null && truncal.reads !== null && fraction > 0 && key !== truncal.key;
  return {
    relativeToTruncal: fraction / truncal.fraction,
    relativeInterval: counted
      ? ratioInterval(
          { fraction, depth: reads },
          { fraction: truncal.fraction, depth: truncal.reads },
          confidence,
        )
      : null,
  };
}

const NORMAL_COPIES = 2;

/**
 * Cancer cell fraction from allele fraction, purity and copy number: of each cell that carries the
 * change, from all copies of the gene down to one have it, and cells that are not of the tumour have
 * two copies without it (the usual model).
 */
function cellFraction(
  fraction: number,
  copies: number | undefined,
  purity: number | null,
): readonly [number, number] | null {
  if (copies === undefined || purity === null || purity <= 0) return null;
  const onOneCopy = (fraction * (purity * copies + NORMAL_COPIES * (1 - purity))) / purity;
  return [Math.min(1, onOneCopy / Math.max(1, copies)), Math.min(1, onOneCopy)];
}

/**
 * In how much of the tumour: by the share of cells where purity and copies are known, else by the
 * latest fraction relative to the truncal alteration. Extra copies of either gene shift that ratio,
 * so that it tells nothing then.
 */
function clonality(
  key: string,
  alteration: Alteration,
  points: readonly TrackPoint[],
  record: TumourRecord,
  subclonalRatio: number,
): AlterationTrack['clonality'] {
  if (record.truncal.has(key)) return 'truncal';
  const cells = points.findLast((p) => p.cellFraction !== null)?.cellFraction ?? null;
  if (cells !== null) return sideOf(cells, subclonalRatio);
  const last = points.findLast((p) => p.relativeToTruncal !== null);
  const ratio = last?.relativeToTruncal ?? null;
  const genes = [key, ...record.truncal].map((k) => record.alterations.get(k) ?? alteration);
  if (ratio === null || genes.some((a) => hasExtraCopies(a, record))) return 'unknown';
  return sideOf(last?.relativeInterval ?? [ratio, ratio], subclonalRatio);
}

function sideOf(
  [low, high]: readonly [number, number],
  subclonalRatio: number,
): AlterationTrack['clonality'] {
  if (high < subclonalRatio) return 'subclonal';
  return low >= subclonalRatio ? 'truncal' : 'unknown';
}

/** Whether a small change lies in a gene of which the tumour was found to have extra copies. */
function hasExtraCopies(alteration: Alteration, { alterations }: TumourRecord): boolean {
  return (
    isSmallChange(alteration) &&
    EXTRA_COPIES.some((direction) =>
      alterations.has(
        alterationKey({ kind: 'copy-number', gene: geneOf(alteration) ?? '', direction }),
      ),
    )
  );
}

const EXTRA_COPIES = ['gain', 'amplification'] as const;
