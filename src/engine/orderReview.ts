import { alterationKey, alterationName, geneOf } from '../domain/alteration.ts';
import type {
  OrderReview,
  Rechallenge,
  ResistanceMechanism,
  Strategy,
} from '../domain/conclusion.ts';
import type { ClinicalDate } from '../domain/date.ts';
import type { DraftOrder } from '../domain/order.ts';
import type { PatientCase } from '../domain/patientCase.ts';
import { compareText, firstDifference } from '../domain/ordering.ts';
import { capitalised, uncapitalised } from '../domain/sentence.ts';
import type { ResourceRef } from '../domain/resourceRef.ts';
import type { DrugId, TherapyLine } from '../domain/therapy.ts';
import type { AlterationTrack } from '../domain/track.ts';
import {
  geneOfPattern,
  matchesPattern,
  patternName,
  type AlterationPattern,
} from '../rulebase/alterationPattern.ts';
import { strongest } from '../rulebase/compileKnowledge.ts';
import type { CompiledOrderRule, KnowledgeBase } from '../rulebase/knowledge.ts';
import { ruleIndex } from '../rulebase/ruleIndex.ts';
import { knowsResistanceTo } from './dataGaps.ts';
import { lesionOf, reach } from './geography.ts';
import { wasLookedAtSince, wasSampledSince } from './latestSample.ts';
import { standingAgainst, standingFor, uniqueEvidence } from './mechanisms.ts';
import { drugNames } from './drugNames.ts';
import { isOnlyIntolerance } from './rechallenge.ts';
import { isKnownToOvercome } from './overcoming.ts';
import { ORDERABLE } from './orderable.ts';
import { toxicPairs } from './toxicPairs.ts';
import type { TumourState } from './tumourState.ts';
import type { TumourRecord } from './tumourRecord.ts';
import { deniesGene, geneAnswered, genesOfCopiesAndFusions } from './wasLookedFor.ts';

type RuleInput = Pick<OrderReviewInput, 'tracks' | 'record' | 'state' | 'lines' | 'knowledge'>;

export interface OrderReviewInput {
  readonly orders: readonly DraftOrder[];
  readonly tracks: readonly AlterationTrack[];
  readonly state: TumourState;
  readonly record: TumourRecord;
  readonly mechanisms: readonly ResistanceMechanism[];
  readonly rechallenges: readonly Rechallenge[];
  /** What may be done next, with what each option overcomes. */
  readonly options: readonly Strategy[];
  readonly lines: readonly TherapyLine[];
  readonly patientCase: PatientCase;
  readonly asOf: ClinicalDate;
  readonly knowledge: KnowledgeBase;
}

/**
 * Is there something to be said about what is being ordered? One review per selected drug, the
 * gravest finding first; drugs that are not ours, and orders in concord with the tumour, get none.
 * Orders of one session are judged as one regimen with what is already active.
 */
export function orderReviews(input: OrderReviewInput): readonly OrderReview[] {
  const regimen = regimenOf(input);
  const reviews: OrderReview[] = [];
  const reviewed = new Set<DrugId>();
  const told = new Set<string>();
  const drafted = input.orders.flatMap((order) => order.drugs);
  for (const order of input.orders) {
    if (!order.selected) continue;
    for (const drug of order.drugs) {
      if (reviewed.has(drug)) continue;
      reviewed.add(drug);
      const review =
        harmful(order, drug, regimen, input) ??
        byOrderRule('target-absent', order, drug, regimen, input) ??
        ineffective(order, drug, regimen, input) ??
        toxicTogether(order, drug, drafted, told, input) ??
        rechallenged(order, drug, regimen, input) ??
        incomplete(order, drug, regimen, input) ??
        leavesMechanism(order, drug, regimen, input) ??
        progressedBefore(order, drug, regimen, input) ??
        cloneMismatch(order, drug, regimen, told, input) ??
        untested(order, drug, input);
      if (review !== null) reviews.push(review);
    }
  }
  return reviews;
}

/** Every drug drafted in this session or going on. A partner that was stopped while the line goes on is not among them. */
function regimenOf({ orders, lines, patientCase }: OrderReviewInput): ReadonlySet<DrugId> {
  const goingOn = new Set(
    patientCase.exposures.filter((e) => e.ongoing).flatMap(({ drugs }) => drugs),
  );
  return new Set([
    ...orders.flatMap((order) => order.drugs),
    ...lines
      .filter((line) => line.ongoing)
      .flatMap((line) => line.drugs.filter((drug) => goingOn.has(drug))),
  ]);
}

function harmful(
  order: DraftOrder,
  drug: DrugId,
  regimen: ReadonlySet<DrugId>,
  input: OrderReviewInput,
): OrderReview | null {
  return byOrderRule('harmful', order, drug, regimen, input);
}

function incomplete(
  order: DraftOrder,
  drug: DrugId,
  regimen: ReadonlySet<DrugId>,
  input: OrderReviewInput,
): OrderReview | null {
  return byOrderRule('incomplete', order, drug, regimen, input);
}

/** The drugs ordered and active make up an option that overcomes one mechanism and leaves another: the partner is right, and still not enough. */
function leavesMechanism(
  order: DraftOrder,
  drug: DrugId,
  regimen: ReadonlySet<DrugId>,
  { options, mechanisms, orders }: OrderReviewInput,
): OrderReview | null {
  const option = options.find(
    (o) => o.drugs.length > 1 && o.drugs.includes(drug) && o.drugs.every((d) => regimen.has(d)),
  );
  // Where the drug may be ordered as it is, a partner that goes on does not make it less.
  const isOffered = options.some(
    (o) =>
      o !== option && o.orderable && o.drugs.includes(drug) && o.drugs.every((d) => regimen.has(d)),
  );
  if (isOffered || option?.coverage.some((c) => c.verdict === 'overcomes') !== true) return null;
  const leaves = new Set(
    option.coverage.filter((c) => c.verdict === 'leaves').map((c) => c.mechanism),
  );
  const left = mechanisms.filter((m) => leaves.has(m.id) && m.standing === 'current');
  const selected = new Set(orders.filter((o) => o.selected).flatMap((o) => o.drugs));
  // A partner in the same session that fails for it says so itself.
  const saidOfPartner = left.every((m) =>
    m.against.some((r) => r.drug !== drug && selected.has(r.drug)),
  );
  if (left.length === 0 || saidOfPartner) return null;
  const names = left.map((m) => alterationName(m.alteration)).join(', ');
  return {
    kind: 'order-review',
    order: order.resource,
    drug,
    verdict: 'leaves-mechanism',
    level: strongest(left.flatMap((m) => m.because.evidence)),
    standing: 'current',
    mechanisms: left.map((m) => m.id),
    tumour: null,
    headline: option.title,
    statement: `${option.title} leaves ${names}.`,
    settledBy: null,
    because: {
      rules: uniqueRules([...option.because.rules, ...left.flatMap((m) => m.because.rules)]),
      evidence: uniqueEvidence(left.flatMap((m) => m.because.evidence)),
      resources: [...new Set([order.resource, ...left.flatMap((m) => m.because.resources)])],
    },
  };
}

/**
 * The disease progressed under these drugs before, and since they were begun either an informative sample
 * has been looked at or none was taken; of one that told nothing, the gap in the data speaks. Only where
 * all that is ordered was given then, where resistance is known at all, and where no option says that the
 * tumour has changed since.
 */
function progressedBefore(
  order: DraftOrder,
  drug: DrugId,
  regimen: ReadonlySet<DrugId>,
  { orders, lines, options, record, state, knowledge }: OrderReviewInput,
): OrderReview | null {
  const drafted = orders.flatMap((o) => o.drugs);
  const line = lines.findLast(
    (l) => l.progressedOn !== null && drafted.every((d) => l.drugs.includes(d)),
  );
  const offered = options.some(
    (o) => o.drugs.includes(drug) && o.drugs.every((d) => regimen.has(d)),
  );
  if (line === undefined || offered || !knowsResistanceTo(drug, state, knowledge)) return null;
  const looked = wasLookedAtSince(line.start, record);
  if (!looked && wasSampledSince(line.start, record)) return null;
  const on = line.progressedOn ?? '';
  return {
    kind: 'order-review',
    order: order.resource,
    drug,
    verdict: 'progressed-before',
    level: null,
    standing: 'current',
    mechanisms: [],
    tumour: null,
    headline: `progression under it on ${on}`,
    statement: `The disease progressed under ${line.drugs.map((d) => drugNames([d], knowledge)).join(' with ')} on ${on} (line ${String(line.number)}). ${looked ? 'Nothing in the record explains why it should work now.' : 'No sample has been taken since it was begun: what makes it fail is not known.'}`,
    settledBy: null,
    because: { rules: [], evidence: [], resources: [order.resource, ...line.resources] },
  };
}

/**
 * The drug and another that is ordered or active with it, or was given until lately, harm together.
 * Each pair is told once, and none that this disease is treated with as one regimen.
 */
function toxicTogether(
  order: DraftOrder,
  drug: DrugId,
  drafted: readonly DrugId[],
  told: Set<string>,
  input: OrderReviewInput,
): OrderReview | null {
  const { patientCase, lines, knowledge } = input;
  // What the disease has progressed under is replaced by the new order, whatever the record says.
  const failed = new Set(lines.at(-1)?.progressedOn == null ? [] : lines.at(-1)?.drugs);
  const ongoing = patientCase.exposures.filter((e) => e.ongoing).flatMap((e) => e.drugs);
  const beside = new Set([...drafted, ...ongoing.filter((d) => !failed.has(d))]);
  for (const { toxicity, partners, level } of toxicPairs(drug, beside, input)) {
    if (told.has(toxicity.id)) continue;
    told.add(toxicity.id);
    const nameOf = (id: DrugId): string => knowledge.terminology.drugs.get(id)?.name ?? id;
    const names = [drug, ...partners].map(nameOf);
    const given = patientCase.exposures.filter((e) => e.drugs.some((d) => partners.includes(d)));
    const { name, watch, combining, gates, evidence } = toxicity;
    return {
      kind: 'order-review',
      order: order.resource,
      drug,
      verdict: 'toxic-together',
      level: combining === 'avoid' ? level : null,
      standing: 'current',
      mechanisms: [],
      tumour: null,
      headline: `${names.slice(1).join(', ')}: ${uncapitalised(name)}`,
      statement: [`${capitalised(names.join(' with '))}: ${uncapitalised(name)}.`, watch]
        .filter((s) => s !== null)
        .join(' '),
      settledBy: gates.flatMap((gate) => knowledge.gates.get(gate)?.test ?? [])[0] ?? null,
      because: {
        rules: [toxicity.rule],
        evidence,
        resources: [order.resource, ...given.flatMap((e) => e.resources)],
      },
    };
  }
  return null;
}

/**
 * Whether what these drugs need is in a part of the tumour only. They are shown, and not proposed: the
 * order would meet that warning.
 */
export function reachPartOnly(drugs: readonly DrugId[], input: RuleInput): boolean {
  const regimen = new Set(drugs);
  return drugs.some((drug) => {
    const order: DraftOrder = { resource: '', drugs, name: drug, selected: true };
    return byOrderRule('clone-mismatch', order, drug, regimen, input) !== null;
  });
}

/** What the drug needs is in a part of the tumour, and no partner in the regimen reaches the rest. Told once for drugs that need the same. */
function cloneMismatch(
  order: DraftOrder,
  drug: DrugId,
  regimen: ReadonlySet<DrugId>,
  told: Set<string>,
  input: OrderReviewInput,
): OrderReview | null {
  const review = byOrderRule('clone-mismatch', order, drug, regimen, input);
  if (review === null || told.has(review.headline)) return null;
  told.add(review.headline);
  return review;
}

/**
 * The forms of the target that are there, when each is limited to some lesions or to a minority of the
 * cells; none otherwise. A partner that acts on a gene altered in the trunk treats the rest.
 */
function inPartOnly(
  target: readonly AlterationPattern[],
  drug: DrugId,
  regimen: ReadonlySet<DrugId>,
  { tracks, record, state, lines, knowledge }: RuleInput,
): readonly AlterationTrack[] {
  const isNow = (track: AlterationTrack): boolean => state.now.includes(track.alteration);
  const found = tracks.filter(
    (track) =>
      isNow(track) &&
      target.some((p) => matchesPattern(p, track.alteration, knowledge.patternContext)),
  );
  const limited = found.every((track) => {
    const { extent } = reach(track, record, lines);
    return extent === 'some-lesions' || extent === 'minority';
  });
  const trunk = new Set(
    tracks
      .filter(
        (t) => isNow(t) && !found.includes(t) && record.truncal.has(alterationKey(t.alteration)),
      )
      .map((t) => geneOf(t.alteration)),
  );
  const partly = new Set(found.map((t) => geneOf(t.alteration)));
  const reachesTrunk = (given: DrugId): boolean =>
    knowledge.terminology.drugs
      .get(given)
      ?.targets?.some((gene) => trunk.has(gene) && (given !== drug || !partly.has(gene))) === true;
  return limited && ![...regimen].some(reachesTrunk) ? found : [];
}

/** What the rule says that the drug needs: named in the rule, or by the labels of the drug in this disease. */
function targetOf(
  rule: CompiledOrderRule,
  drug: DrugId,
  { state, knowledge }: RuleInput,
): readonly AlterationPattern[] {
  if (!rule.targetOfLabel) return rule.target;
  return (knowledge.labelledFor.get(drug) ?? [])
    .filter(({ diseases }) => [...state.diseases].some((d) => diseases.has(d)))
    .flatMap(({ alterations }) => alterations);
}

function byOrderRule(
  verdict: Exclude<CompiledOrderRule['verdict'], 'untested'>,
  order: DraftOrder,
  drug: DrugId,
  regimen: ReadonlySet<DrugId>,
  input: RuleInput,
): OrderReview | null {
  const { state, record, tracks, knowledge } = input;
  for (const rule of ruleIndex(knowledge).orderRulesOf(drug)) {
    const level = strongest(rule.evidence);
    if (rule.verdict !== verdict || level === null) continue;
    if (![...state.diseases].some((d) => rule.diseases.has(d))) continue;
    if ([...rule.without].some((partner) => regimen.has(partner))) continue;
    const isNow = (p: AlterationPattern): boolean =>
      state.now.some((a) => matchesPattern(p, a, knowledge.patternContext));
    if (rule.present.length > 0 && !rule.present.some(isNow)) continue;
    const target = targetOf(rule, drug, input);
    const inPart = inPartOnly(target, drug, regimen, input);
    if ((rule.targetOfLabel || target.length > 0) && inPart.length === 0) continue;
    // What was ever found is no wild type, though treatment has made it vanish from plasma.
    const wasEver = (p: AlterationPattern): boolean =>
      state.ever.some((a) => matchesPattern(p, a, knowledge.patternContext));
    // Another change of the gene shows that it was sequenced; that makes no wild type.
    const tests = (p: AlterationPattern): readonly Look[] =>
      verdict === 'target-absent'
        ? [...testsOf(p, record), ...otherChanges(p, record)]
        : testsOf(p, record);
    if (!rule.testedAbsent.every((p) => !wasEver(p) && tests(p).length > 0)) continue;
    const isThere = ({ alteration }: AlterationTrack): boolean => state.now.includes(alteration);
    const present = tracks.filter((t) =>
      rule.present.some((p) => matchesPattern(p, t.alteration, knowledge.patternContext)),
    );
    const resources = [
      order.resource,
      ...[...inPart, ...present].flatMap((t) => t.points.flatMap((p) => p.resources)),
      ...rule.testedAbsent.flatMap((p) => tests(p).flatMap((look) => look.resources)),
    ];
    return {
      kind: 'order-review',
      order: order.resource,
      drug,
      verdict,
      level,
      standing: 'current',
      mechanisms: [],
      tumour: {
        // Beside what is missing, what is there instead tells the reader what the tumour lives on.
        found: rule.testedAbsent.length > 0 ? tracks.filter(isThere) : [...inPart, ...present],
        notFound: rule.testedAbsent.map((p) => ({
          what: patternName(p),
          samples: inTime(
            tests(p).map((look) => look.sample),
            record,
          ),
        })),
      },
      headline:
        inPart.length === 0
          ? rule.title
          : `${inPart.map((t) => alterationName(t.alteration)).join(', ')} in a part of the tumour only`,
      statement: rule.statement,
      settledBy: null,
      because: {
        rules: [rule.rule],
        evidence: rule.evidence,
        resources: [...new Set(resources)],
      },
    };
  }
  return null;
}

/**
 * What decides on the drug has no result: at the first use of the rule's drugs, or since the progression
 * under the drugs that the rule names. What was found elsewhere or treated before is not asked again.
 */
function untested(order: DraftOrder, drug: DrugId, input: OrderReviewInput): OrderReview | null {
  const { state, lines, knowledge } = input;
  const isGivenNow = lines.some((l) => l.ongoing && l.drugs.includes(drug));
  for (const rule of ruleIndex(knowledge).orderRulesOf(drug)) {
    const level = strongest(rule.evidence);
    if (rule.verdict !== 'untested' || level === null) continue;
    if (![...state.diseases].some((d) => rule.diseases.has(d))) continue;
    const failed = lines.findLast(
      (l) => l.progressedOn !== null && l.drugs.some((d) => rule.sinceProgressionUnder.has(d)),
    );
    const givenBefore = lines.some((l) => l.drugs.some((d) => rule.drugs.has(d)));
    const asksAgain = rule.sinceProgressionUnder.size > 0;
    if (asksAgain ? failed === undefined || isGivenNow : givenBefore) continue;
    const open =
      rule.oneLesion.length > 0
        ? openByOneLesion(rule, input)
        : openByNoResult(rule, failed ?? null, input);
    if (open === null) continue;
    const { found, headline, statement } = open;
    return {
      kind: 'order-review',
      order: order.resource,
      drug,
      verdict: 'untested',
      level,
      standing: 'cannot-be-told',
      mechanisms: [],
      tumour: found.length === 0 ? null : { found, notFound: [] },
      headline,
      statement,
      settledBy: rule.test,
      because: {
        rules: [rule.rule],
        evidence: rule.evidence,
        resources: [
          order.resource,
          ...new Set(found.flatMap((t) => t.points.flatMap((p) => p.resources))),
        ],
      },
    };
  }
  return null;
}

/** What an order was to wait for: what is known too little of, and how a card says so. */
interface OpenQuestion extends Pick<OrderReview, 'headline' | 'statement'> {
  readonly found: readonly AlterationTrack[];
}

function openByOneLesion(rule: CompiledOrderRule, input: OrderReviewInput): OpenQuestion | null {
  const found = knownFromOneLesion(rule, input);
  if (found.length === 0) return null;
  const names = found.map((t) => alterationName(t.alteration)).join(', ');
  return { found, headline: `${names} is known from one lesion only`, statement: rule.statement };
}

/** `failed` is the line since whose start a result is asked for; `null` when any result will do. */
function openByNoResult(
  rule: CompiledOrderRule,
  failed: TherapyLine | null,
  { state, record, knowledge }: OrderReviewInput,
): OpenQuestion | null {
  if (isAnsweredOtherwise(rule, state, record)) return null;
  const known = [...state.ever, ...(rule.answeredBy.germline ? state.germline : [])];
  const isFound = known.some((a) =>
    rule.untested.some((p) => matchesPattern(p, a, knowledge.patternContext)),
  );
  const missing = isFound ? [] : withoutResult(rule, failed?.start ?? null, record, knowledge);
  if (missing.length === 0) return null;
  const since =
    failed === null ? '' : ` since treatment with ${drugNames(failed.drugs, knowledge)} began`;
  const headline = `no informative result for ${missing.join(', ')}${since} is in the record`;
  return { found: [], headline, statement: `${rule.statement} ${capitalised(headline)}.` };
}

/** What the rule names and a single biopsy showed, while no other sample says whether it is elsewhere too. */
function knownFromOneLesion(
  { oneLesion }: CompiledOrderRule,
  { tracks, record, state, knowledge: { patternContext } }: OrderReviewInput,
): readonly AlterationTrack[] {
  return tracks.filter(({ alteration, points }) => {
    if (!state.now.includes(alteration)) return false;
    if (!oneLesion.some((p) => matchesPattern(p, alteration, patternContext))) return false;
    const telling = points.filter((p) => p.state !== 'cannot-be-told');
    const places = new Set(
      telling.map(({ sampleId }) => {
        const sample = record.samples.get(sampleId);
        return (sample === undefined ? null : lesionOf(sample)) ?? sampleId;
      }),
    );
    return places.size === 1 && telling.every((p) => p.material === 'tissue');
  });
}

/** By a protein marker of the tumour, such as HER2 by immunohistochemistry, or by the name of the disease. */
function isAnsweredOtherwise(
  { answeredBy: { markers, diseases } }: CompiledOrderRule,
  state: TumourState,
  record: TumourRecord,
): boolean {
  if ([...state.diseases].some((d) => diseases.has(d))) return true;
  return (
    markers.size > 0 &&
    [...record.bySample.values()].some((readings) =>
      readings.some(
        ({ of, detection }) =>
          of.kind === 'biomarker' && markers.has(of.marker) && detection.state !== 'not-assessed',
      ),
    )
  );
}

/** Genes of which no sample since a day says anything that counts: a finding, or a negative of a sample that could have shown one. */
function withoutResult(
  { untested: patterns, answeredBy }: CompiledOrderRule,
  since: ClinicalDate | null,
  record: TumourRecord,
  { terminology }: KnowledgeBase,
): readonly string[] {
  const seen = new Set<string>();
  const wide = genesOfCopiesAndFusions(patterns);
  for (const sample of record.samples.values()) {
    const { collectedOn } = sample;
    if (since !== null && collectedOn !== null && collectedOn <= since) continue;
    const informative = record.informative.get(sample.id)?.verdict === 'yes';
    const assay = sample.assay === null ? undefined : terminology.assays.get(sample.assay);
    const isNarrow = assay?.reports === 'mutations';
    if (informative) {
      for (const gene of sample.genesCovered ?? assay?.genes ?? []) {
        if (!isNarrow || !wide.has(gene)) seen.add(gene);
      }
    }
    for (const reading of record.bySample.get(sample.id) ?? []) {
      const { state } = reading.detection;
      const gene = geneAnswered(reading, wide);
      const counts = state === 'detected' || (informative && state === 'not-detected');
      if (gene !== null && counts) seen.add(gene);
    }
  }
  if (answeredBy.germline) {
    for (const { reading, why } of record.setApart) {
      const gene = geneAnswered(reading, wide);
      const isResult = why === 'germline' && reading.detection.state !== 'not-assessed';
      if (gene !== null && isResult) seen.add(gene);
    }
    for (const { material, genesCovered } of record.samples.values()) {
      if (material === 'normal-control') for (const gene of genesCovered ?? []) seen.add(gene);
    }
  }
  return [...new Set(patterns.flatMap((p) => geneOfPattern(p) ?? []))].filter((g) => !seen.has(g));
}

/** Samples by day, each once. */
function inTime(ids: readonly string[], { samples }: TumourRecord): readonly string[] {
  const day = (id: string): string => samples.get(id)?.collectedOn ?? '';
  return [...new Set(ids)].sort((a, b) =>
    firstDifference(compareText(day(a), day(b)), compareText(a, b)),
  );
}

/** A sample in which something was looked for, and the resources that say so. */
interface Look {
  readonly sample: string;
  readonly resources: readonly ResourceRef[];
}

/**
 * Wild type is a result: the gene was covered or stated negative in a sample that could have shown it.
 */
function testsOf(pattern: AlterationPattern, record: TumourRecord): readonly Look[] {
  const gene = geneOfPattern(pattern);
  return [...record.samples.values()].flatMap((sample): Look[] => {
    if (record.informative.get(sample.id)?.verdict !== 'yes') return [];
    const negatives = (record.bySample.get(sample.id) ?? []).filter((reading) =>
      deniesGene(reading, pattern),
    );
    if (negatives.length > 0) {
      return [{ sample: sample.id, resources: negatives.flatMap((reading) => reading.resources) }];
    }
    const isCovered = gene !== null && sample.genesCovered?.includes(gene) === true;
    return isCovered ? [{ sample: sample.id, resources: sample.resources }] : [];
  });
}

/** Small changes of the gene in samples that could have shown the pattern too. */
function otherChanges(pattern: AlterationPattern, record: TumourRecord): readonly Look[] {
  const gene = geneOfPattern(pattern);
  return [...record.samples.values()].flatMap((sample) =>
    record.informative.get(sample.id)?.verdict === 'yes'
      ? (record.bySample.get(sample.id) ?? [])
          .filter(
            ({ of, detection }) =>
              of.kind === 'protein-change' && of.gene === gene && detection.state === 'detected',
          )
          .map(({ resources }): Look => ({ sample: sample.id, resources }))
      : [],
  );
}

/**
 * Mechanisms that stand against the drug. When the drugs it is combined with are known, as an
 * option of this disease, to overcome a mechanism, that one does not count.
 */
function ineffective(
  order: DraftOrder,
  drug: DrugId,
  regimen: ReadonlySet<DrugId>,
  { mechanisms, state, rechallenges, knowledge }: OrderReviewInput,
): OrderReview | null {
  const opposing = standingAgainst(drug, mechanisms, ['current', 'cannot-be-told']).filter(
    ({ mechanism }) => !overcomeByRegimen(mechanism, drug, regimen, state, knowledge),
  );
  const current = opposing.filter(
    ({ mechanism, resistance }) => standingFor(mechanism, resistance) === 'current',
  );
  const again = rechallenges.some((r) => r.drugs.includes(drug));
  // Whether an old finding has gone is a question of re-challenge; an open question of its own is not.
  const open = again ? opposing.filter(({ resistance }) => resistance.open !== null) : opposing;
  const counted = current.length > 0 ? current : open;
  const first = [...counted].sort((a, b) => compareText(a.resistance.level, b.resistance.level))[0];
  if (first === undefined) return null;
  return {
    kind: 'order-review',
    order: order.resource,
    drug,
    verdict: 'ineffective',
    level: first.resistance.level,
    standing: current.length > 0 ? 'current' : 'cannot-be-told',
    mechanisms: counted.map(({ mechanism }) => mechanism.id),
    tumour: null,
    headline: first.resistance.title,
    statement: first.resistance.statement,
    settledBy: null,
    because: {
      rules: uniqueRules(counted.map(({ resistance }) => resistance.rule)),
      evidence: uniqueEvidence(counted.flatMap(({ resistance }) => resistance.evidence)),
      resources: [
        ...new Set([
          order.resource,
          ...counted.flatMap(({ mechanism }) => mechanism.because.resources),
        ]),
      ],
    },
  };
}

/** In a combination a drug of the same class stands in for one that the option names. */
function overcomeByRegimen(
  mechanism: ResistanceMechanism,
  drug: DrugId,
  regimen: ReadonlySet<DrugId>,
  state: TumourState,
  knowledge: KnowledgeBase,
): boolean {
  const { drugs } = knowledge.terminology;
  const classOf = (id: DrugId): string => drugs.get(id)?.class ?? id;
  const classes = new Set([...regimen].map(classOf));
  return ruleIndex(knowledge)
    .optionsFor(state.diseases, state.now)
    .some((option) => {
      const isCombination = option.drugs.length > 1;
      const isOf = (d: DrugId): boolean =>
        d === drug || (isCombination && classOf(d) === classOf(drug));
      const isGiven = (d: DrugId): boolean =>
        regimen.has(d) || (isCombination && classes.has(classOf(d)));
      return (
        option.drugs.some(isOf) &&
        option.drugs.every(isGiven) &&
        [...state.diseases].some((d) => option.diseases.has(d)) &&
        isKnownToOvercome(option, mechanism.alteration, state, knowledge)
      );
    });
}

type RechallengeInput = Pick<OrderReviewInput, 'rechallenges' | 'options' | 'lines'>;

/**
 * Whether one of these drugs would be a second try whose criteria are not met or not known. They are
 * shown, and not proposed: the order would meet those criteria.
 */
export function isSecondTryInDoubt(drugs: readonly DrugId[], input: RechallengeInput): boolean {
  const regimen = new Set(drugs);
  return drugs.some((drug) => {
    const order: DraftOrder = { resource: '', drugs, name: drug, selected: true };
    const review = rechallenged(order, drug, regimen, input);
    return review !== null && review.verdict !== 'rechallenge-supported';
  });
}

const RECHALLENGE_VERDICTS = {
  supported: 'rechallenge-supported',
  undetermined: 'rechallenge-open',
  'not-yet': 'rechallenge-not-met',
  'advised-against': 'rechallenge-not-met',
} as const;

function rechallenged(
  order: DraftOrder,
  drug: DrugId,
  regimen: ReadonlySet<DrugId>,
  { rechallenges, options, lines }: RechallengeInput,
): OrderReview | null {
  const again = rechallenges.find((r) => r.drugs.includes(drug));
  const line = lines.find((l) => l.number === again?.line);
  if (again?.status !== 'supported' && isNewWithPartner(drug, regimen, line, options)) return null;
  // Stopped for toxicity while the disease was held: a sister drug is a switch and no second try.
  if (line !== undefined && isOnlyIntolerance(line) && !line.drugs.includes(drug)) return null;
  const level = again === undefined ? null : strongest(again.because.evidence);
  if (again === undefined || level === null) return null;
  return {
    kind: 'order-review',
    order: order.resource,
    drug,
    verdict: RECHALLENGE_VERDICTS[again.status],
    level,
    standing: 'current',
    mechanisms: [],
    tumour: null,
    headline: again.title,
    statement: again.statement,
    settledBy: null,
    because: { ...again.because, resources: [order.resource, ...again.because.resources] },
  };
}

/**
 * With a partner that it did not have then, what is licensed or standard after it is an option of its own
 * and no second try, unless the patient cannot bear it.
 */
function isNewWithPartner(
  drug: DrugId,
  regimen: ReadonlySet<DrugId>,
  line: TherapyLine | undefined,
  options: readonly Strategy[],
): boolean {
  return options.some(
    ({ drugs, status, gates }) =>
      ORDERABLE.has(status) &&
      drugs.includes(drug) &&
      drugs.every((d) => regimen.has(d)) &&
      drugs.some((d) => d !== drug && line?.drugs.includes(d) !== true) &&
      gates.every((gate) => gate.verdict !== 'not-met'),
  );
}

function uniqueRules<T extends { readonly rule: string }>(rules: readonly T[]): readonly T[] {
  return [...new Map(rules.map((r) => [r.rule, r])).values()];
}
